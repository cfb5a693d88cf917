"""Things drawn into pictures, blurred by their motion: shuttles, balls, cut-outs of real ones, and what only looks like them.

A thing is drawn into a square patch of one frame: pictures n x 3 x H x W of 0..255, one thing each at most in a call.
"""
import torch
import torch.nn.functional as F

from flights import EXPOSURES, KINDS, uniform

SOFT = 1.1  # pixels over which an edge fades
LOOKS = {"shuttle": 0, "ball": 1, "cutout": 2, "letters": 3, "ring": 4, "bar": 5, "blob": 6}
PAINT = ("bright", "second", "thing", "gain", "turn", "faint")  # what colours() gives


def side_of(width):
    """Of a patch, for pictures that wide."""
    return width * 3 // 16


def corners(at, width, height):
    """Upper left cells of patches around points n x 2, inside the picture."""
    side = side_of(width)
    x = (at[:, 0] - side / 2).round().long().clamp(0, width - side)
    y = (at[:, 1] - side / 2).round().long().clamp(0, height - side)
    return x, y


def indices(x, y, side, width):
    k = torch.arange(side, device=x.device)
    return ((y[:, None] + k)[:, :, None] * width + (x[:, None] + k)[:, None, :]).reshape(len(x), -1)


def ellipse(u, v, a, b):
    """How much of a pixel is within half-axes a, b."""
    a, b = a.clamp(min=0.3), b.clamp(min=0.3)
    r = torch.sqrt((u / a) ** 2 + (v / b) ** 2 + 1e-9)
    return (0.5 + (1 - r) * torch.minimum(a, b) / SOFT).clamp(0, 1)


def shuttle(u, v, size, side, stretch):
    """Seen from `side` (1: across, 0: end on), cork ahead: how much it covers, and what of that is feathers and cork."""
    half = size * 0.62 * side + stretch / 2
    part = (u / half.clamp(min=0.5)).clamp(-1, 1)  # 1 at the cork
    wide = size * (0.5 - 0.16 * (part + 1))
    edge = torch.minimum(wide - v.abs(), half - u.abs())
    skirt = (0.5 + edge / SOFT).clamp(0, 1)
    mouth = ellipse(u + half, v, size * 0.5 * (1 - side**2).clamp(min=0.01).sqrt(), size * 0.5)
    tip = ellipse(u - half + size * 0.15, v, size * 0.2 + stretch / 2, size * 0.2)
    feathers = torch.maximum(skirt, mouth) * 0.85
    return torch.maximum(feathers, tip), 1 - tip, tip


def ball(u, v, size, stretch, turn):
    """A lit ball, darker below and to one side, with patches of another colour: cover, light of either colour."""
    cover = ellipse(u, v, size / 2 + stretch / 2, size / 2)
    low = torch.cos(turn) * v - torch.sin(turn) * u
    light = (1 - 0.35 * (low / size.clamp(min=1))).clamp(0.5, 1.2)
    patches = ((torch.sin(u / size * 9 + turn * 5) * torch.sin(v / size * 9 + turn * 3)) > 0.45).float()
    return cover, light * (1 - patches), light * patches


def plain(look, u, v, size, stretch):
    """What is no ball: a ring (a racket's head), a bar (a line, a stick), a blob (a shoe, a light)."""
    if look == LOOKS["ring"]:
        outer, inner = ellipse(u, v, size * 0.62 + stretch / 2, size * 0.5), ellipse(u, v, (size * 0.62 - 1.5).clamp(min=0.4), (size * 0.5 - 1.5).clamp(min=0.4))
        return (outer - 0.85 * inner).clamp(0, 1)
    if look == LOOKS["bar"]:
        edge = torch.minimum(size * 2.5 + stretch / 2 - u.abs(), size * 0.22 + 0.4 - v.abs())
        return (0.5 + edge / SOFT).clamp(0, 1)
    return ellipse(u, v, size * 0.7 + stretch / 2, size * 0.36)


def render(look, px, py, path, size, way, side, paint, sprites):
    """Of n things over an exposure, all its instants at once: cover n x P x P and cover times colour n x 3 x P x P. path: n x EXPOSURES
    x 2, in the patch; way: n, where it flies or points."""
    n, E, P = len(path), path.shape[1], px.shape[-1]
    wide = lambda v: v[:, None, None, None]
    c, s, size, side, turn, faint = (wide(v) for v in (way.cos(), way.sin(), size, side, paint["turn"], paint["faint"]))
    cut = look in (LOOKS["cutout"], LOOKS["letters"])
    stretch = 0 * size if cut else wide((path[:, 1:] - path[:, :-1]).norm(dim=-1).mean(1))
    x, y = px - path[:, :, 0, None, None], py - path[:, :, 1, None, None]
    u, v = c * x + s * y, c * y - s * x
    thin = faint * size / (size + stretch) / E  # a longer mark of the same light
    if cut:
        grid = torch.stack([u, v], -1) / (size[..., None] * 0.8)  # a sprite is 1.6 sizes wide
        seen = F.grid_sample(sprites, grid.view(n, E * P, P, 2), align_corners=False).view(n, 4, E, P, P)
        a = seen[:, 3] * thin
        return a.sum(1).clamp(max=1), (seen[:, :3] * a[:, None]).sum(2) * paint["gain"]
    if look == LOOKS["shuttle"]:
        a, first, other = shuttle(u, v, size, side, stretch)
    elif look == LOOKS["ball"]:
        a, first, other = ball(u, v, size, stretch, turn)
    else:
        a = plain(look, u, v, size, stretch) * thin
        return a.sum(1).clamp(max=1), a.sum(1)[:, None] * paint["thing"]
    a = a * thin
    return a.sum(1).clamp(max=1), (a * first).sum(1)[:, None] * paint["bright"] + (a * other).sum(1)[:, None] * paint["second"]


def colours(kind):
    """Of n things, kind: n indices into KINDS: bright and second of a ball, and of what is none (thing), n x 3 x 1 x 1; gain, turn, and how
    faint they are."""
    n, device = len(kind), kind.device
    u = lambda low, high, *shape: uniform(low, high, n, *shape, device=device)
    rgb = lambda r, g, b: torch.tensor([r, g, b], device=device, dtype=torch.float32).expand(n, 3)
    either = lambda p, a, b: torch.where(torch.rand(n, 1, device=device) < p, a, b)
    white = u(215, 255, 1) + 8 * torch.randn(n, 3, device=device)
    other = torch.rand(n, 3, device=device) * 255
    looks = {
        "shuttle": (either(0.9, white, either(0.7, rgb(225, 230, 90), rgb(250, 150, 130))), either(0.5, rgb(225, 220, 205), either(0.5, other, rgb(60, 60, 60)))),
        "soccer": (either(0.85, white, either(0.5, rgb(235, 225, 60), rgb(240, 140, 40))), either(0.5, rgb(40, 40, 40), either(0.5, other, white))),
        "tennis": (rgb(205, 230, 70) + 20 * torch.randn(n, 3, device=device), rgb(170, 195, 50)),
        "volleyball": (either(0.7, rgb(235, 205, 60), white), either(0.7, rgb(40, 70, 150), other)),
    }
    row = torch.arange(n, device=device)
    bright, second = (torch.stack([looks[k][j] for k in KINDS], 1)[row, kind] for j in range(2))
    gain = u(0.62, 1.08, 1)
    shape = lambda t: (t * gain).clamp(0, 255)[:, :, None, None]
    return dict(bright=shape(bright), second=shape(second), thing=shape(either(0.55, white, other)), gain=u(0.7, 1.15, 1, 1, 1), turn=u(0, 6.28),
                faint=torch.ones(n, device=device))


def paste(pictures, which, look, path, size, way, side, paint, sprites=None):
    """Draws a thing into pictures[which] (n); path n x EXPOSURES x 2, size: pixels of the picture. Returns how far it stands out, n: its
    greatest change of a pixel's brightness, less half of how much the ground beneath it varies; 0 where nothing is drawn."""
    H, W = pictures.shape[-2:]
    P = side_of(W)
    x, y = corners(path[:, EXPOSURES // 2], W, H)
    index = indices(x, y, P, W)
    px = torch.arange(P, device=path.device) + 0.5
    local = path - torch.stack([x, y], -1)[:, None].float()
    cover, rgb = render(look, px[None, None, :], px[None, :, None], local, size, way, side, paint, sprites)
    flat = pictures.view(len(pictures), 3, -1)
    spot = index[:, None].expand(-1, 3, -1)
    under = torch.gather(flat[which], 2, spot).view(-1, 3, P, P)
    over = under * (1 - cover[:, None]) + rgb
    flat[which] = flat[which].scatter(2, spot, over.reshape(len(which), 3, -1))
    grey, share = under.mean(1), cover / cover.sum((1, 2), keepdim=True).clamp(min=1e-3)
    mean = (grey * share).sum((1, 2), keepdim=True)
    varies = ((grey - mean) ** 2 * share).sum((1, 2)).sqrt()
    change = (over - under).mean(1).abs().amax((1, 2))
    return torch.where(change > 0, (change - varies / 2).clamp(min=1e-3), 0)


def erase(pictures, which, at, radius):
    """Covers discs (n x 2, n) of pictures[which] with what lies beside them."""
    H, W = pictures.shape[-2:]
    P = side_of(W)
    x, y = corners(at, W, H)
    k = torch.arange(P, device=at.device) + 0.5
    dx, dy = k[None, None, :] - (at[:, 0] - x)[:, None, None], k[None, :, None] - (at[:, 1] - y)[:, None, None]
    mask = ((radius[:, None, None] + 1 - torch.sqrt(dx**2 + dy**2)) / 2).clamp(0, 1)
    away = uniform(0, 6.28, len(at), device=at.device)
    shift = torch.stack([away.cos(), away.sin()], 1) * (2.2 * radius[:, None] + 2)
    sx = (x + shift[:, 0].round().long()).clamp(0, W - P)
    sy = (y + shift[:, 1].round().long()).clamp(0, H - P)
    flat = pictures.view(len(pictures), 3, -1)
    to, of = (indices(a, b, P, W)[:, None].expand(-1, 3, -1) for a, b in ((x, y), (sx, sy)))
    old, new = torch.gather(flat[which], 2, to), torch.gather(flat[which], 2, of)
    m = mask.reshape(len(at), 1, -1)
    flat[which] = flat[which].scatter(2, to, old * (1 - m) + new * m)
