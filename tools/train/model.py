"""The soccer detector: plain dense 3x3 convolutions with ReLU, and a head that is cheap on a CPU.

Backbone strides 2, 4, 8, 16, 32 with a global context term; features come back up to stride 8, where the
head runs and writes 2x2 cells at a time (depth to space), so nothing but the stem works at stride 4.
Training outputs are logits; `Deploy` turns them into the `heatmap_box` contract of docs/models.md.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

# stem, stride 4, 8, 16, 32; residual blocks at 4, 8, 16, 32; width of the stride-8 neck
SIZES = {
    "balanced": dict(ch=(24, 32, 64, 128, 192), blocks=(0, 2, 4, 2), neck=128, width=960, height=544),
    "fast": dict(ch=(24, 32, 64, 128, 192), blocks=(0, 1, 3, 2), neck=96, width=640, height=384),
    "hires": dict(ch=(16, 24, 56, 112, 160), blocks=(0, 1, 2, 2), neck=80, width=1280, height=736),
    "teacher": dict(ch=(32, 64, 128, 224, 320), blocks=(1, 2, 4, 2), neck=160, width=1280, height=736),
}
CLASSES = ["ball", "goalkeeper", "player", "referee"]
# raw output maps at stride 4: ball heat, person heat, three person classes, ball box, person box
RAW = 1 + 1 + 3 + 4 + 4
PEOPLE = [1, 9, 10, 11, 12]  # those of people, whatever their class


class ConvBN(nn.Module):
    def __init__(self, cin, cout, k=3, s=1, act=True):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(cout, momentum=0.03)
        self.act = act

    def forward(self, x):
        x = self.bn(self.conv(x))
        return F.relu(x, inplace=True) if self.act else x

    def fused(self):
        c, b = self.conv, self.bn
        g = b.weight / torch.sqrt(b.running_var + b.eps)
        out = nn.Conv2d(c.in_channels, c.out_channels, c.kernel_size, c.stride, c.padding)
        out.weight.data = c.weight.data * g[:, None, None, None]
        out.bias.data = b.bias.data - b.running_mean * g
        return nn.Sequential(out, nn.ReLU()) if self.act else out


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a, self.b = ConvBN(c, c), ConvBN(c, c, act=False)

    def forward(self, x):
        return F.relu(x + self.b(self.a(x)))


class Net(nn.Module):
    def __init__(self, size="balanced", head4=False):
        super().__init__()
        cfg = SIZES[size]
        c, n, k = cfg["ch"], cfg["blocks"], cfg["neck"]
        self.head4 = head4
        self.stem = ConvBN(3, c[0], 3, 2)
        stages = []
        for i in range(4):
            stages.append(nn.Sequential(ConvBN(c[i], c[i + 1], 3, 2), *[Block(c[i + 1]) for _ in range(n[i])]))
        self.s4, self.s8, self.s16, self.s32 = stages
        self.ctx = nn.Conv2d(c[4], c[4], 1)
        self.t32 = ConvBN(c[4], c[3], 1)
        self.l16, self.t16 = ConvBN(c[3], c[3], 1), nn.Sequential(ConvBN(c[3], c[3]), ConvBN(c[3], k, 1))
        self.l8 = ConvBN(c[2], k, 1)
        self.d4 = ConvBN(c[1], k, 3, 2, act=False)  # stride-4 detail for the ball
        self.t8 = nn.Sequential(ConvBN(k, k), ConvBN(k, k))
        if head4:  # the classic alternative: a 3x3 head on a stride-4 map
            self.u4, self.l4 = ConvBN(k, c[1], 1), ConvBN(c[1], c[1], 1)
            self.h4 = ConvBN(c[1], c[1])
            self.out = nn.Conv2d(c[1], RAW, 1)
        else:
            self.out = nn.Conv2d(k, RAW * 4, 1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
        nn.init.normal_(self.out.weight, std=0.01)
        bias = torch.zeros(RAW)
        bias[0:2], bias[5:9], bias[9:13] = -5.0, 1.0, 2.3
        self.out.bias.data = bias if head4 else bias.repeat_interleave(4)

    def forward(self, x):
        x4 = self.s4(self.stem(x))
        x8 = self.s8(x4)
        x16 = self.s16(x8)
        x32 = self.s32(x16)
        x32 = x32 + self.ctx(x32.mean((2, 3), keepdim=True))
        up = lambda t: F.interpolate(t, scale_factor=2.0, mode="nearest")
        t = self.t16(F.relu(up(self.t32(x32)) + self.l16(x16)))
        t = self.t8(F.relu(up(t) + self.l8(x8) + self.d4(x4)))
        if self.head4:
            return self.out(self.h4(up(self.u4(t)) + self.l4(x4)))
        return F.pixel_shuffle(self.out(t), 2)


def split(raw):
    """Raw maps -> ball logit, person logit, class logits, ball distances, person distances (input pixels)."""
    size = 4.0 * torch.exp(raw[:, 5:13].clamp(-4.0, 5.0))
    return raw[:, 0:1], raw[:, 1:2], raw[:, 2:5], size[:, 0:4], size[:, 4:8]


class Deploy(nn.Module):
    """The network as shipped: `heat` (ball, goalkeeper, player, referee after sigmoid) and `box`."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        ball, person, cls, bbox, pbox = split(self.net(image))
        ball, person = ball.sigmoid(), person.sigmoid()
        heat = torch.cat([ball, person * cls.softmax(1)], 1)
        box = torch.where(ball > person, bbox, pbox)
        return heat, box


class DeployPeople(nn.Module):
    """Of a network that `people_alone` has cut: `heat` of one class, and `box`."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        raw = self.net(image)
        return raw[:, :1].sigmoid(), 4.0 * torch.exp(raw[:, 1:].clamp(-4.0, 5.0))


def people_rows():
    """Those of the last layer's rows that are the heat and the box of people."""
    return torch.cat([torch.arange(4 * c, 4 * c + 4) for c in PEOPLE])


@torch.no_grad()
def people_alone(net):
    """Cuts the last layer to the heat and the box of people."""
    rows = people_rows()
    out = nn.Conv2d(net.out.in_channels, len(rows), 1)
    out.weight.copy_(net.out.weight[rows])
    out.bias.copy_(net.out.bias[rows])
    net.out = out
    return net


def fuse(net):
    """Fold every batch norm into its convolution."""
    for name, child in list(net.named_children()):
        if isinstance(child, ConvBN):
            setattr(net, name, child.fused())
        else:
            fuse(child)
    return net


@torch.no_grad()
def load_folded(net, path, plain=("ctx", "out")):
    """Weights of an exported file, or of one of people alone, into `net`: every batch norm, folded into its convolution there, does nothing but add.
    plain: the layers without one that are taken over too."""
    import onnx
    from onnx import numpy_helper

    stored = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in onnx.load(path).graph.initializer}
    for name, m in net.named_modules():
        if isinstance(m, ConvBN):
            own = f"net.{name}.0" if m.act else f"net.{name}"
            m.conv.weight.copy_(stored[own + ".weight"])
            m.bn.weight.fill_((1 + m.bn.eps) ** 0.5)
            m.bn.bias.copy_(stored[own + ".bias"])
    for name in plain:
        m, weight, bias = getattr(net, name), stored[f"net.{name}.weight"], stored[f"net.{name}.bias"]
        rows = people_rows() if len(weight) < len(m.weight) else slice(None)  # of a file of people alone
        m.weight[rows], m.bias[rows] = weight, bias


@torch.no_grad()
def unfold(net, path, images, plain=("ctx", "out")):
    """load_folded, for training on: each batch norm gets the statistics of its own inputs on `images` (a list of batches), and a
    scale and offset that undo them: the same function."""
    load_folded(net, path, plain)
    norms, sums = [m for m in net.modules() if isinstance(m, ConvBN)], {}

    def watch(m, _, out):
        sums[m] = sums.get(m, 0) + torch.stack([out.mean((0, 2, 3)), (out**2).mean((0, 2, 3))]) / len(images)

    hooks = [m.conv.register_forward_hook(watch) for m in norms]
    net.eval()
    for x in images:
        net(x)
    net.train()
    for hook in hooks:
        hook.remove()
    for m in norms:
        mean, square = sums[m.conv]
        m.bn.running_mean.copy_(mean)
        m.bn.running_var.copy_((square - mean**2).clamp(min=1e-6))
        m.bn.weight.copy_((m.bn.running_var + m.bn.eps).sqrt())
        m.bn.bias.add_(mean)
