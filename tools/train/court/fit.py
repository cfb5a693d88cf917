"""Train the court network on renders within a time budget; on a GPU where there is one.

    fit.py --pictures pictures.npz --init badminton-court.onnx --minutes 10 --out RUN

Writes RUN.pt (the averaged weights) and RUN.json (the log), every few minutes and at the end.
"""
import argparse
import json
import math
import os
import time

import torch

import cameras
import court as C
import feed as D
import pictures as P
from model import unfold  # this and those below: of the folders that feed.py adds
from net import PitchNet
from train import loss_fn


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("--pictures", help="as pictures.py writes them; without: everything is drawn")
    ap.add_argument("--init", help="an exported NAME.onnx of the pitch network or of this one, or RUN.pt to go on from")
    ap.add_argument("--size", default="small", help="of the network")
    ap.add_argument("--input", default="640x384")
    ap.add_argument("--minutes", type=float, default=5.5)
    ap.add_argument("--steps", type=int, help="stop after so many")
    ap.add_argument("--batch", type=int, default=64)
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--reuse", type=int, default=2, help="how often a render is shown")
    ap.add_argument("--pool", type=int, default=16, help="renders kept, in batches")
    ap.add_argument("--save", type=float, default=2.5, help="minutes between two writings of RUN.pt")
    ap.add_argument("--views", nargs="+", default=list(cameras.KINDS), choices=cameras.KINDS)
    ap.add_argument("--warm", type=int, default=200, help="steps until the full rate")
    ap.add_argument("--chunk", type=int, help="renders made at once; 1 is quickest on a CPU")
    ap.add_argument("--workers", type=int, default=0, help="processes that plan views")
    ap.add_argument("--sigma", type=float, default=4.0, help="of a point's heat, input pixels")
    ap.add_argument("--fine", type=float, default=2.0, help="weight of the decoded offset's error")
    ap.add_argument("--overfit", action="store_true", help="see the first pool for ever")
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    return ap.parse_args()


@torch.no_grad()
def take_head(out, path):
    """The last layer's weights from an exported file whose channels are these; it is a product of matrices there. Of the pitch
    network, which has others, nothing is taken."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(path).graph
    stored = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in graph.initializer}
    used = lambda kind: [stored[i] for n in graph.node if n.op_type == kind for i in n.input if i in stored]
    weight = next(w for w in used("MatMul") if w.ndim == 2)
    if weight.shape != out.weight.shape[:2]:
        return
    out.weight.copy_(weight[:, :, None, None])
    out.bias.copy_(next(b for b in used("Add") if b.numel() == len(weight)).flatten())


def start(net, path, feed):
    if path is None:
        return
    if path.endswith(".onnx"):
        unfold(net, path, [feed.next()[0].float().cpu() for _ in range(4)], plain=("ctx",))
        take_head(net.out, path)
        return
    state = torch.load(path, map_location="cpu", weights_only=True)["state"]
    net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in state.items()})


def main():
    a = arguments()
    begun, dev = time.time(), "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(a.seed)
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    size = tuple(map(int, a.input.split("x")))
    reuse, real = 1 << 60 if a.overfit else a.reuse, P.load(a.pictures) if a.pictures else None
    feed = D.Feed(dev, size, a.batch, a.seed, real, reuse, a.pool, a.sigma, chunk=a.chunk, kinds=a.views, workers=a.workers)
    net, mean = (PitchNet(a.size, C.CHANNELS) for _ in range(2))
    start(net, a.init, feed)
    mean.load_state_dict(net.state_dict())
    net, mean = (n.to(dev).to(memory_format=torch.channels_last) for n in (net, mean))
    net.train()
    decay, plain = [p for p in net.parameters() if p.ndim > 1], [p for p in net.parameters() if p.ndim <= 1]
    opt = torch.optim.AdamW([dict(params=decay, weight_decay=0.05), dict(params=plain, weight_decay=0.0)], lr=a.lr, betas=(0.9, 0.98))
    floats = lambda n: [v for v in n.state_dict().values() if v.dtype.is_floating_point]
    into, of, log, shown = floats(mean), floats(net), [], None
    run, loss_of = (torch.compile(net), torch.compile(loss_fn)) if dev == "cuda" else (net, loss_fn)

    def save():
        torch.save(dict(size=a.size, state={k: v.half().cpu() if v.ndim == 4 else v.cpu() for k, v in mean.state_dict().items()}), a.out + ".part")
        os.replace(a.out + ".part", a.out + ".pt")  # whoever reads it while training goes on finds a whole one
        json.dump(dict(args=vars(a), steps=step, seconds=round(time.time() - begun), log=log), open(a.out + ".json", "w"))

    print(f"{a.out}: {sum(p.numel() for p in net.parameters()) / 1e6:.2f} M, {dev}, ready {time.time() - begun:.0f} s", flush=True)
    step, clock, saved = 0, time.time(), time.time()
    while (done := max((time.time() - begun) / (60 * a.minutes), step / a.steps if a.steps else 0)) < 1:
        for group in opt.param_groups:
            group["lr"] = a.lr * min(1, (step + 1) / a.warm) * (0.5 * (1 + math.cos(math.pi * done)) * 0.99 + 0.01)
        img, target, weight, pts, state = feed.next()
        with torch.autocast(dev, torch.bfloat16):
            raw = run(img)
        parts = loss_of(raw, target, weight, pts, state, a.fine)
        opt.zero_grad(set_to_none=True)
        parts.sum().backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        opt.step()
        torch._foreach_lerp_(into, of, max(1 - 0.9995, 1 / (step / 4 + 2)))
        step += 1
        part = parts.detach()
        shown = part if shown is None else torch.lerp(shown, part, 0.02)
        if step % 50 == 0 and (step <= 200 or step % 200 == 0):
            log.append(dict(step=step, seconds=round(time.time() - begun, 1), loss=[round(v, 4) for v in shown.tolist()]))
            print(a.out, step, f"{(time.time() - clock) / step * 1000:.0f} ms/step {done:.2f}", log[-1]["loss"], flush=True)
        if time.time() - saved > 60 * a.save:
            save()
            saved = time.time()
    save()
    print(a.out, step, f"steps of {a.batch} in {time.time() - begun:.0f} s", [round(v, 4) for v in shown.tolist()], flush=True)


if __name__ == "__main__":
    main()
