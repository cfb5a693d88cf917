"""Train a detector of people from a soccer detector of ours, within a time budget; on a GPU where there is one.

    fit.py --data DIR --size fast --init soccer-fast.onnx --minutes 20 --out RUN

All frames are held on the device, four bytes a pixel and a third more, and samples are drawn there.
Writes RUN.pt, of the form that ../export.py reads: the averaged weights.
"""
import argparse
import itertools
import math
import os
import sys
import time

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import model as M  # noqa: E402
import pixels  # noqa: E402
import samples  # noqa: E402
from train import loss_fn  # noqa: E402


class Feed:
    """Batches on a device, endlessly: workers plan them from the start on, while all frames are read."""

    def __init__(self, a, sizes, dev):
        """sizes: (W, H) of the batches, which take turns."""
        data = [samples.Samples(a.data, w, h, a.batch, a.seed, a.mosaic) for w, h in sizes]
        print(f"{a.out}: {len(data[0].rows)} frames, {', '.join(f'{w}x{h}' for w, h in sizes)}", flush=True)
        workers = -(-a.workers // len(sizes))
        plan = lambda d: torch.utils.data.DataLoader(d, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None, pin_memory=dev == "cuda")
        self.turns, self.dev, start = itertools.cycle(zip(sizes, [iter(plan(d)) for d in data])), dev, time.time()
        self.store, cut = pixels.Store.of(data[0].rows, dev), samples.sprites(a.data)
        self.sprites = cut and pixels.Store.of_sprites(cut, dev)
        print(f"{a.out}: frames read in {time.time() - start:.1f} s", flush=True)

    def __next__(self):
        """Pictures, boxes, tags."""
        (w, h), plans = next(self.turns)
        plan = samples.Plan(*(t.to(self.dev, non_blocking=True) for t in next(plans)))
        img, tag = pixels.draw(self.store, plan, w, h, self.sprites)
        return img, plan.boxes, tag


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--size", default="fast")
    ap.add_argument("--init", required=True, help="an exported NAME.onnx, or RUN.pt to go on from")
    ap.add_argument("--input", help="WxH,... of the batches, which take turns; the network's own where not given")
    ap.add_argument("--minutes", type=float, default=20, help="of training, after the frames are read")
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--lr", type=float, default=1e-3)
    ap.add_argument("--mosaic", type=float, default=0.3)
    ap.add_argument("--widest", type=float, default=6.0, help="sigma of the tallest people's peaks, in cells")
    ap.add_argument("--favour", type=float, default=1.5, help="what a missed person costs, in false ones")
    ap.add_argument("--workers", type=int, default=2, help="processes that plan samples")
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    return ap.parse_args()


def main():
    a = arguments()
    torch.manual_seed(a.seed)
    torch.backends.cudnn.benchmark = True
    dev = "cuda" if torch.cuda.is_available() else "cpu"
    cfg = M.SIZES[a.size]
    sizes = [tuple(map(int, i.split("x"))) for i in a.input.split(",")] if a.input else [(cfg["width"], cfg["height"])]
    feed = Feed(a, sizes, dev)
    nets = [M.Net(a.size) for _ in range(2)]
    if a.init.endswith(".onnx"):
        M.unfold(nets[0], a.init, [next(feed)[0].cpu() for _ in range(3)])
    else:
        nets[0].load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in torch.load(a.init, weights_only=True)["state"].items()})
    nets[1].load_state_dict(nets[0].state_dict())
    net, mean = (n.to(dev).to(memory_format=torch.channels_last) for n in nets)
    decay, plain = [p for p in net.parameters() if p.ndim > 1], [p for p in net.parameters() if p.ndim == 1]
    opt = torch.optim.AdamW([dict(params=decay, weight_decay=0.05), dict(params=plain, weight_decay=0.0)], lr=a.lr, betas=(0.9, 0.98))
    floats = lambda n: [v for v in n.state_dict().values() if v.dtype.is_floating_point]
    into, of = floats(mean), floats(net)

    def save():
        torch.save(dict(size=a.size, head4=False, state={k: v.half().cpu() if v.ndim == 4 else v.cpu() for k, v in mean.state_dict().items()}), a.out + ".part")
        os.replace(a.out + ".part", a.out + ".pt")  # at any time RUN.pt is whole

    net.train()
    start, step, shown = time.time(), 0, 0
    while (done := (time.time() - start) / (60 * a.minutes)) < 1:
        rate = a.lr * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * done)) * 0.99 + 0.01)
        for group in opt.param_groups:
            group["lr"] = rate
        img, boxes, tag = next(feed)
        with torch.autocast(dev, torch.bfloat16):
            raw = net(img)
        loss, parts = loss_fn(raw, boxes, tag, a.widest, a.favour)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        opt.step()
        torch._foreach_lerp_(into, of, 1 - min(0.998, 1 - 1 / (step / 4 + 2)))
        step += 1
        shown = parts if step == 1 else 0.98 * shown + 0.02 * parts
        if step % 50 == 0 and (step < 500 or step % 500 == 0):
            print(a.out, step, f"{(time.time() - start) / step * 1000:.0f} ms/step, {done:.2f}, heat {shown[1]:.3f}, box {shown[3]:.3f}", flush=True)
        if step % 200 == 0:
            save()
    save()
    print(a.out, step, "steps of", a.batch, f"in {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
