"""Train one detector on one GPU within a time budget.

    train.py --data DIR --size balanced --train heldout --minutes 8 --out RUN

--train heldout: every match but the four of prepare.HELD_OUT; given: the data set's own training split;
all: both splits (its score is then of frames it has seen). --init continues from an earlier RUN.pt.
Either way RUN.pt holds the averaged weights and RUN.json the log with a quick score (score.py is the judge).
"""
import argparse
import json
import math
import time

import numpy as np
import torch
import torch.nn.functional as F

import model as M
from data import IGNORE_BALL, IGNORE_PERSON, TINY, Batcher, Frames, read_labels
from prepare import HELD_OUT

CLASS_WEIGHT = [2.0, 1.0, 2.0]  # goalkeeper, player, referee


def targets(boxes, tag, h, w, widest=3.0):
    """Gaussian heat and, for every cell near a centre, the index of its box; for balls and for people. widest: sigma of the
    tallest people, in cells."""
    B, N, _ = boxes.shape
    dev = boxes.device
    R = math.ceil(8 / 3 * widest)
    win = torch.arange(-R, R + 1, device=dev)
    out = []
    cls = boxes[..., 4]
    ctr = (boxes[..., :2] + boxes[..., 2:4]) / 8  # in cells
    size = (boxes[..., 2:4] - boxes[..., :2]) / 4
    cell = ctr.floor()
    for ball in (True, False):
        on = (cls == 0) if ball else (cls > 0)
        k = size.new_tensor([0.3, 0.3] if ball else [0.2, 0.14])
        sig = (size * k).clamp(0.6, widest)
        gx = cell[..., 0:1] + win
        gy = cell[..., 1:2] + win
        ex = torch.exp(-((gx + 0.5 - ctr[..., 0:1]) ** 2) / (2 * sig[..., 0:1] ** 2))
        ey = torch.exp(-((gy + 0.5 - ctr[..., 1:2]) ** 2) / (2 * sig[..., 1:2] ** 2))
        g = ey[..., :, None] * ex[..., None, :]
        peak = (gx == cell[..., 0:1])[..., None, :] & (gy == cell[..., 1:2])[..., :, None]
        g = torch.where(peak & (cls < TINY)[..., None, None], torch.ones_like(g), g * 0.999)
        ok = on[..., None, None] & (gx >= 0)[..., None, :] & (gx < w)[..., None, :] & (gy >= 0)[..., :, None] & (gy < h)[..., :, None]
        key = (g * 65535).long() * 256 + torch.arange(N, device=dev)[None, :, None, None]
        key = torch.where(ok & (g > 0.01), key, torch.zeros_like(key))
        pos = (gy.clamp(0, h - 1)[..., :, None] * w + gx.clamp(0, w - 1)[..., None, :]).long()
        flat = torch.zeros(B, h * w, dtype=torch.long, device=dev)
        flat.scatter_reduce_(1, pos.reshape(B, -1), key.reshape(B, -1), "amax")
        heat = (flat >> 8).float() / 65535
        out.append((heat.reshape(B, h, w), (flat & 255).reshape(B, h, w)))
    small = tag[:, 2::4, 2::4]
    return out, (small & IGNORE_BALL) == 0, (small & IGNORE_PERSON) == 0


def focal(logit, heat, keep, favour=1.0):
    p = torch.sigmoid(logit)
    pos = heat >= 0.9999
    lp = -F.logsigmoid(logit) * (1 - p) ** 2
    ln = F.softplus(logit) * p**2 * (1 - heat) ** 4
    loss = torch.where(pos, favour * lp, ln * keep)
    return loss.sum() / pos.sum().clamp(min=1)


def giou(dist, box, cx, cy):
    x1, y1, x2, y2 = cx - dist[:, 0], cy - dist[:, 1], cx + dist[:, 2], cy + dist[:, 3]
    iw = torch.minimum(x2, box[:, 2]) - torch.maximum(x1, box[:, 0])
    ih = torch.minimum(y2, box[:, 3]) - torch.maximum(y1, box[:, 1])
    inter = iw.clamp(min=0) * ih.clamp(min=0)
    area = ((x2 - x1) * (y2 - y1)).clamp(min=1e-3) + (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])
    union = (area - inter).clamp(min=1e-3)
    hull = (torch.maximum(x2, box[:, 2]) - torch.minimum(x1, box[:, 0])) * (torch.maximum(y2, box[:, 3]) - torch.minimum(y1, box[:, 1]))
    return inter / union - (hull - union) / hull.clamp(min=1e-3)


def loss_fn(raw, boxes, tag, widest=3.0, favour=1.0):
    """favour: what a missed person costs, in false ones."""
    raw = raw.float()
    B, _, h, w = raw.shape
    ((bh, bi), (ph, pi)), keep_ball, keep_person = targets(boxes, tag, h, w, widest)
    ball, person, cls, bbox, pbox = M.split(raw)
    l_ball = focal(ball[:, 0], bh, keep_ball)
    l_person = focal(person[:, 0], ph, keep_person, favour)
    ys, xs = torch.meshgrid(torch.arange(h, device=raw.device), torch.arange(w, device=raw.device), indexing="ij")
    cx, cy = (xs.float() + 0.5) * 4, (ys.float() + 0.5) * 4
    bidx = torch.arange(B, device=raw.device)[:, None, None].expand(B, h, w)
    total = l_ball + l_person
    parts = [l_ball, l_person]
    for heat, index, dist, wt in ((bh, bi, bbox, 1.0), (ph, pi, pbox, 1.5)):
        wgt = torch.where(heat > 0.35, heat, torch.zeros_like(heat))
        tgt = boxes[bidx, index]
        g = giou(dist.permute(0, 2, 3, 1).reshape(-1, 4), tgt.reshape(-1, 5), cx.expand(B, h, w).reshape(-1), cy.expand(B, h, w).reshape(-1))
        l = ((1 - g) * wgt.reshape(-1)).sum() / wgt.sum().clamp(min=1)
        total = total + wt * l
        parts.append(l)
        if heat is ph:
            label = (tgt[..., 4].long() - 1).clamp(0, 2)
            cw = raw.new_tensor(CLASS_WEIGHT)[label] * wgt * (tgt[..., 4] < TINY)
            ce = F.cross_entropy(cls, label, reduction="none", label_smoothing=0.02)
            l = (ce * cw).sum() / cw.sum().clamp(min=1)
            total = total + l
            parts.append(l)
    return total, torch.stack(parts).detach()


def decode(heat, box, threshold=0.02, top=200):
    """Numpy decoding of one frame's maps: 3x3 maxima, then NMS among people (0.6) and among balls."""
    h4 = F.max_pool2d(heat[None], 3, 1, 1)[0]
    peak = (heat == h4) & (heat > threshold)
    c, y, x = peak.nonzero(as_tuple=True)
    s = heat[c, y, x]
    d = box[:, y, x]
    cx, cy = (x.float() + 0.5) * 4, (y.float() + 0.5) * 4
    b = torch.stack([cx - d[0], cy - d[1], cx + d[2], cy + d[3], s, c.float()], 1)
    b = b[b[:, 4].argsort(descending=True)[:top]].cpu().numpy()
    keep = []
    for r in b:
        ok = True
        for k in keep:
            if (k[5] == 0) != (r[5] == 0):
                continue
            iw, ih = min(k[2], r[2]) - max(k[0], r[0]), min(k[3], r[3]) - max(k[1], r[1])
            if iw > 0 and ih > 0:
                i = iw * ih
                if i / ((k[2] - k[0]) * (k[3] - k[1]) + (r[2] - r[0]) * (r[3] - r[1]) - i) > 0.6:
                    ok = False
                    break
        if ok:
            keep.append(r)
    return np.array(keep).reshape(-1, 6)


def letterbox(img, w, h):
    """HWC uint8 tensor -> 1x3xhxw in 0..1, centred, padded with 114."""
    ih, iw = img.shape[:2]
    s = min(w / iw, h / ih)
    nw, nh = int(round(iw * s)), int(round(ih * s))
    x = img.permute(2, 0, 1)[None].float() / 255
    if (nw, nh) != (iw, ih):
        x = F.interpolate(x, (nh, nw), mode="bilinear", antialias=True, align_corners=False)
    px, py = (w - nw) // 2, (h - nh) // 2
    return F.pad(x, (px, w - nw - px, py, h - nh - py), value=114 / 255), s, px, py


@torch.no_grad()
def quick_score(net, rows, folder, w, h, dev):
    """AP at IoU 0.5 per class by the area under the raw precision envelope, and ball by centre (5 px)."""
    import cv2

    dep = M.Deploy(net).eval()
    dets, n = {c: [] for c in range(5)}, np.zeros(5, int)
    for r in rows:
        img = torch.from_numpy(cv2.imread(f"{folder}/{r['name']}.jpg")[..., ::-1].copy()).to(dev)
        x, s, px, py = letterbox(img, w, h)
        with torch.autocast("cuda", torch.bfloat16):
            heat, box = dep(x.contiguous(memory_format=torch.channels_last))
        det = decode(heat[0].float(), box[0].float())
        gt = np.array(r["boxes"], float).reshape(-1, 5)
        gt[:, :4] = gt[:, :4] * s + np.array([px, py, px, py])
        for c in range(5):
            g = gt[gt[:, 4] == c % 4]
            n[c] += len(g)
            used = np.zeros(len(g), bool)
            for d in det[det[:, 5] == c % 4]:
                if c < 4:
                    iw = (np.minimum(g[:, 2], d[2]) - np.maximum(g[:, 0], d[0])).clip(0)
                    ih = (np.minimum(g[:, 3], d[3]) - np.maximum(g[:, 1], d[1])).clip(0)
                    m = iw * ih / ((g[:, 2] - g[:, 0]) * (g[:, 3] - g[:, 1]) + (d[2] - d[0]) * (d[3] - d[1]) - iw * ih)
                    ok = m >= 0.5
                else:
                    m = -np.hypot((g[:, 0] + g[:, 2] - d[0] - d[2]) / 2, (g[:, 1] + g[:, 3] - d[1] - d[3]) / 2)
                    ok = m >= -5
                m = np.where(ok & ~used, m, -1e9)
                hit = len(g) > 0 and m.max() > -1e8
                if hit:
                    used[m.argmax()] = True
                dets[c].append((d[4], hit))
    out = {}
    for c, name in enumerate(M.CLASSES + ["ball_centre5"]):
        d = sorted(dets[c], reverse=True)
        tp = np.cumsum([t for _, t in d]) if d else np.zeros(1)
        prec = tp / (np.arange(len(tp)) + 1)
        rec = tp / max(n[c], 1)
        prec = np.maximum.accumulate(prec[::-1])[::-1]
        out[name] = round(float(np.mean([prec[rec >= t].max() if (rec >= t).any() else 0 for t in np.linspace(0, 1, 101)])), 4)
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--size", default="balanced")
    ap.add_argument("--train", default="heldout", choices=["heldout", "given", "all"])
    ap.add_argument("--init", help="weights to start from: RUN.pt, or an exported NAME.onnx")
    ap.add_argument("--sheets", type=int, default=0, help="frames made of many shrunk ones (small.py)")
    ap.add_argument("--small", type=float, default=0.4, help="how often a sheet is drawn, where there are any")
    ap.add_argument("--goals", help="JSON of boxes of goals (pitch/goals.py), to look there more often")
    ap.add_argument("--drawn-goals", type=float, default=0.0, help="share of samples with a goal drawn into them")
    ap.add_argument("--field-weight", type=float, default=1.0, help="how often a field-set frame is drawn")
    ap.add_argument("--pseudo", help="JSON of labels for the field set (pseudo.py)")
    ap.add_argument("--minutes", type=float, default=8)
    ap.add_argument("--batch", type=int, default=32)
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--wide", type=float, default=0.4)
    ap.add_argument("--head4", action="store_true")
    ap.add_argument("--no-recolour", action="store_true")
    ap.add_argument("--no-decoys", action="store_true", help="paste balls as cut, and nothing beside them")
    ap.add_argument("--no-compile", action="store_true")
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    t0 = time.time()
    dev = "cuda"
    torch.manual_seed(a.seed)
    torch.backends.cudnn.benchmark = True
    torch._dynamo.config.suppress_errors = True
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    rows = read_labels(a.data)
    players = [r for r in rows if r["kind"] == "players"]
    if a.train == "heldout":
        train = [r for r in players if r["match"] not in HELD_OUT]
        test = [r for r in players if r["match"] in HELD_OUT]
    else:
        train = [r for r in players if r["split"] == "train"]
        test = [r for r in players if r["split"] == "valid"]
    if a.train == "all":
        train = players
    if a.pseudo:
        extra = json.load(open(a.pseudo))
        extra = [r for r in extra if a.train != "heldout" or r["match"] not in HELD_OUT]
        train = train + [dict(r, weight=r["weight"] * a.field_weight) for r in extra]
    cfg = M.SIZES[a.size]
    w, h = cfg["width"], cfg["height"]
    goals = json.load(open(a.goals)) if a.goals else None
    frames = Frames(a.data, train, dev, a.sheets, a.small if a.sheets else 0.0, goals)
    batcher = Batcher(frames, w, h, a.batch, dev, not a.no_recolour, a.seed, a.wide, compiled=not a.no_compile, decoys=not a.no_decoys, drawn_goals=a.drawn_goals)
    net = M.Net(a.size, a.head4).to(dev).to(memory_format=torch.channels_last)
    if a.init and a.init.endswith(".onnx"):
        M.unfold(net, a.init, [batcher.next()[0] for _ in range(4)])
    elif a.init:
        state = torch.load(a.init, map_location="cpu", weights_only=True)["state"]
        net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in state.items()})
    ema = M.Net(a.size, a.head4).to(dev).to(memory_format=torch.channels_last)
    ema.load_state_dict(net.state_dict())
    ema.eval()
    decay, plain = [], []
    for p in net.parameters():
        (decay if p.ndim > 1 else plain).append(p)
    opt = torch.optim.AdamW([dict(params=decay, weight_decay=0.05), dict(params=plain, weight_decay=0.0)], lr=a.lr, betas=(0.9, 0.98), fused=True)
    run, loss_of = (net, loss_fn) if a.no_compile else (torch.compile(net), torch.compile(loss_fn))
    es, ns = [v for v in ema.state_dict().values() if v.dtype.is_floating_point], [v for v in net.state_dict().values() if v.dtype.is_floating_point]
    print(f"{a.out}: {len(train)} training frames, {len(test)} test, {sum(p.numel() for p in net.parameters())/1e6:.2f} M, ready {time.time()-t0:.0f} s", flush=True)
    log, step, budget = [], 0, a.minutes * 60
    start = time.time()
    acc = torch.zeros(5, device=dev)
    while True:
        frac = (time.time() - t0) / budget
        if frac >= 1:
            break
        lr = a.lr * min(1, (step + 1) / 300) * (0.5 * (1 + math.cos(math.pi * frac)) * 0.99 + 0.01)
        for gq in opt.param_groups:
            gq["lr"] = lr
        img, boxes, tag = batcher.next()
        with torch.autocast("cuda", torch.bfloat16):
            raw = run(img)
        loss, parts = loss_of(raw, boxes, tag)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        opt.step()
        d = min(0.9995, 1 - 1 / (step / 4 + 2))
        torch._foreach_lerp_(es, ns, 1 - d)
        acc += parts
        step += 1
        if step % 200 == 0:
            torch.cuda.synchronize()
            v = (acc / 200).tolist()
            acc.zero_()
            log.append(dict(step=step, seconds=round(time.time() - t0, 1), loss=[round(q, 4) for q in v]))
            if step % 1000 == 0 or step == 200:
                print(a.out, step, f"{(time.time()-start)/step*1000:.1f} ms/step", f"{frac:.2f}", [round(q, 3) for q in v], flush=True)
    torch.cuda.synchronize()
    train_s = time.time() - t0
    torch.save(dict(size=a.size, head4=a.head4, state={k: v.half().cpu() if v.ndim == 4 else v.cpu() for k, v in ema.state_dict().items()}), a.out + ".pt")
    score = quick_score(ema, test, a.data, w, h, dev) if test else {}
    json.dump(dict(args=vars(a), frames=len(train), steps=step, images=step * a.batch, seconds=round(train_s), score=score, log=log[:: max(1, len(log) // 40)]), open(a.out + ".json", "w"))
    print(a.out, "steps", step, "score", score, f"total {time.time()-t0:.0f} s", flush=True)


if __name__ == "__main__":
    main()
