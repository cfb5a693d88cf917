"""Train the pitch network on one GPU within a time budget.

    train.py --data DIR --train heldout|all --minutes 8 --out RUN [--pseudo DIR2] [--drawn 0.2]

heldout: every match but those of prepare.HELD_OUT, and a score on those. RUN.pt holds the averaged weights,
RUN.json the log.
"""
import argparse
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import geometry as G
import score as S
from frames import Batcher, load
from net import PitchNet
from prepare import HELD_OUT
from synth import Synth


def offsets(logit, pts, state):
    """How far, in cells, the decoder's parabola at the right cell lies from the point; mean over points."""
    B, _, h, w = logit.shape
    logp = F.logsigmoid(torch.cat([logit[:, :32], logit[:, 34:]], 1))
    cell = (pts / 4).floor()
    px, py = cell[..., 0].clamp(1, w - 2).long(), cell[..., 1].clamp(1, h - 2).long()
    step = torch.tensor([-1, 0, 1], device=logit.device)
    index = (py[..., None, None] + step[:, None]) * w + px[..., None, None] + step
    win = logp.flatten(2).gather(2, index.flatten(2)).unflatten(2, (3, 3))
    top = lambda v: (0.5 * (v[..., 0] - v[..., 2]) / (v[..., 0] - 2 * v[..., 1] + v[..., 2]).clamp(max=-0.05)).clamp(-2, 2)
    ex = px + top(win.mean(2)) + 0.5 - pts[..., 0] / 4
    ey = py + top(win.mean(3)) + 0.5 - pts[..., 1] / 4
    on = (state == 1).float()
    return ((ex.abs() + ey.abs()) * on).sum() / on.sum().clamp(min=1)


def loss_fn(logit, target, weight, pts, state, fine):
    logit = logit.float()
    bce = F.binary_cross_entropy_with_logits(logit, target, reduction="none") * weight * (1 + 4 * target)
    part = lambda sl: bce[:, sl].sum() / (target[:, sl] * weight[:, sl]).sum().clamp(min=1)
    points = (bce[:, :32].sum() + bce[:, 34:].sum()) / ((target[:, :32] * weight[:, :32]).sum() + (target[:, 34:] * weight[:, 34:]).sum()).clamp(min=1)
    return torch.stack([points, 0.5 * part(slice(32, 33)), 0.5 * part(slice(33, 34)), fine * offsets(logit, pts, state)])


@torch.no_grad()
def quick_score(net, images, rows, dev, extra):
    got = []
    for i, r in enumerate(rows):
        x = F.interpolate(images[i : i + 1].to(dev).float() / 255, (360, 640), mode="bilinear", antialias=True, align_corners=False)
        x = F.pad(x, (0, 0, 12, 12), value=114 / 255)
        with torch.autocast("cuda", torch.bfloat16):
            heat = net(x.contiguous(memory_format=torch.channels_last)).float().sigmoid()[0].cpu().numpy()
        p = S.decode(heat)
        p[:, 1] -= 12
        got.append(S.judge(p, np.array(r["label"]), 0.3, extra))
    return S.summary(got)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--pseudo", help="another folder like DATA, of frames labelled by pseudo.py")
    ap.add_argument("--train", default="heldout", choices=["heldout", "all"])
    ap.add_argument("--size", default="shipped")
    ap.add_argument("--minutes", type=float, default=8)
    ap.add_argument("--batch", type=int, default=64)
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--init")
    ap.add_argument("--drawn", type=float, default=0.25, help="share of drawn views in a batch")
    ap.add_argument("--drawings", type=int, default=4000)
    ap.add_argument("--other", type=float, default=0.05, help="share of pictures without a pitch")
    ap.add_argument("--pseudo-share", type=float, default=0.2)
    ap.add_argument("--sigma", type=float, default=6.0, help="of a point's heat, input pixels")
    ap.add_argument("--fine", type=float, default=0.0, help="weight of the decoded offset's error")
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    t0, dev = time.time(), "cuda"
    torch.manual_seed(a.seed)
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    rows = json.load(open(f"{a.data}/labels.json"))
    held = [r for r in rows if r["match"] in HELD_OUT]
    if a.train == "heldout":
        rows = [r for r in rows if r["match"] not in HELD_OUT]
    pictures = [load(a.data, rows)]
    held_pictures = load(a.data, held)
    if a.pseudo:
        more = [r for r in json.load(open(f"{a.pseudo}/labels.json")) if a.train == "all" or r["match"] not in HELD_OUT]
        rows, pictures = rows + more, pictures + [load(a.pseudo, more)]
    pictures = [p.to(dev) for p in pictures]
    if a.drawn:
        pen = Synth(dev, a.seed + 7)
        while a.drawings > 0:
            img, more = pen.views(32)
            pictures.append(img)
            rows = rows + more
            a.drawings -= 32
    batcher = Batcher(torch.cat(pictures), rows, a.batch, dev, dict(field=1, pseudo=a.pseudo_share, drawn=a.drawn, other=a.other), a.seed, a.sigma)
    nets = [PitchNet(a.size).to(dev).to(memory_format=torch.channels_last) for _ in range(2)]
    net, ema = nets
    if a.init:
        state = torch.load(a.init, map_location="cpu", weights_only=True)["state"]
        net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in state.items()})
    ema.load_state_dict(net.state_dict())
    ema.eval()
    groups = [dict(params=[p for p in net.parameters() if p.ndim > 1], weight_decay=0.05), dict(params=[p for p in net.parameters() if p.ndim <= 1], weight_decay=0.0)]
    opt = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.98), fused=True)
    run, loss_of = torch.compile(net), torch.compile(loss_fn)
    es, ns = ([v for v in n.state_dict().values() if v.dtype.is_floating_point] for n in (ema, net))
    print(f"{a.out}: {len(rows)} pictures, {({g: len(v) for g, v in batcher.pool.items()})}, {sum(p.numel() for p in net.parameters())/1e6:.2f} M, ready {time.time()-t0:.0f} s", flush=True)
    log, step, budget, acc = [], 0, a.minutes * 60, torch.zeros(4, device=dev)
    start = None
    while (frac := (time.time() - t0) / budget) < 1:
        lr = a.lr * min(1, (step + 1) / 300) * (0.5 * (1 + math.cos(math.pi * frac)) * 0.99 + 0.01)
        for g in opt.param_groups:
            g["lr"] = lr
        img, target, weight, pts, state = batcher.next()
        with torch.autocast("cuda", torch.bfloat16):
            raw = run(img)
        parts = loss_of(raw, target, weight, pts, state, a.fine)
        opt.zero_grad(set_to_none=True)
        parts.sum().backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        opt.step()
        torch._foreach_lerp_(es, ns, max(1 - 0.9995, 1 / (step / 4 + 2)))
        acc += parts.detach()
        step += 1
        if step % 200 == 0:
            v = (acc / 200).tolist()
            acc.zero_()
            start = start or (time.time(), step)
            log.append(dict(step=step, seconds=round(time.time() - t0, 1), loss=[round(q, 4) for q in v]))
            if step % 1000 == 0 or step == 200:
                ms = (time.time() - start[0]) / max(step - start[1], 1) * 1000
                print(a.out, step, f"{ms:.1f} ms/step {frac:.2f}", [round(q, 3) for q in v], flush=True)
    torch.save(dict(size=a.size, state={k: v.half().cpu() if v.ndim == 4 else v.cpu() for k, v in ema.state_dict().items()}), a.out + ".pt")
    result = {k: quick_score(ema, held_pictures, held, dev, e) for k, e in (("landmarks", False), ("with_extra", True))}
    json.dump(dict(args=vars(a), steps=step, seconds=round(time.time() - t0), score={k: {n: float(v) for n, v in s.items()} for k, s in result.items()}, log=log), open(a.out + ".json", "w"))
    for k, s in result.items():
        print(a.out, "steps", step, k, S.text(s), flush=True)


if __name__ == "__main__":
    main()
