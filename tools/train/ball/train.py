"""Train a network of small balls within a time budget; on a GPU where there is one.

    train.py --data DIR --sport shuttle --size fast --train heldout --minutes 7 --out RUN

--train heldout: without what frames.HELD_OUT names; all: everything (no score is then of unseen films). Films without labels
are labelled twice on the way by the network itself (relabel.py). Writes RUN.pt, the averaged weights, and RUN.json, the log, both every two
minutes: a run that is cut off leaves the last ones. The minutes are those of the clock from the start, reading and compiling among them.
"""
import argparse
import json
import math
import os
import time

import cv2
import numpy as np
import torch

import frames as films
import net as N
from relabel import relabel
from score import tally, tops
from sprites import cutouts
from windows import MIXES, MOVING, Batcher, Store


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--sport", default="shuttle", choices=list(MIXES))
    ap.add_argument("--size", default="fast", choices=list(N.SIZES))
    ap.add_argument("--input", help="WxH, multiples of 16, where not the size's own")
    ap.add_argument("--train", default="heldout", choices=["heldout", "all"])
    ap.add_argument("--init", help="RUN.pt to go on from, of either size")
    ap.add_argument("--minutes", type=float, required=True)
    ap.add_argument("--steps", type=int, default=10**9, help="at most")
    ap.add_argument("--batch", type=int, default=32)
    ap.add_argument("--lr", type=float, default=1.5e-3)
    ap.add_argument("--relabel", default="0.4,0.7", help="at which shares of the time")
    ap.add_argument("--every", type=int, default=1, help="only each so-manyth film")
    ap.add_argument("--only", type=int, help="one batch of so many windows again and again: it must be learnt by heart")
    ap.add_argument("--compile", action="store_true", help="the network and its loss; the first step then takes longer")
    ap.add_argument("--threads", type=int, default=12)
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    return ap.parse_args()


SAVED_EVERY = 120  # seconds


def save(net, a, width, height, log=()):
    state = {k: v.half().cpu() if v.ndim == 4 else v.cpu() for k, v in net.state_dict().items()}
    torch.save(dict(sport=a.sport, size=a.size, input=[width, height], state=state), a.out + ".part")
    os.replace(a.out + ".part", a.out + ".pt")  # whole or not at all
    with open(a.out + ".json", "w") as file:
        json.dump(list(log), file, indent=1)


def load(path):
    """A run's network and its input's width and height."""
    ck = torch.load(path, map_location="cpu", weights_only=True)
    net = N.BallNet()
    net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in ck["state"].items()})
    return net, ck["input"]


def materials(a, device):
    rows = films.wanted(films.films(a.data), "train" if a.train == "heldout" else "all")[:: a.every]
    pictures, starts = films.load(rows, threads=a.threads)
    mix, kinds = MIXES[a.sport]
    sprites = cutouts(rows, pictures, starts, "shuttle")
    store = Store(rows, pictures, starts, device, mix)
    print(f"{a.out}: {len(rows)} films, {len(pictures)} frames, {len(sprites)} cut-outs, {int(store.known.sum())} frames labelled", flush=True)
    return store, kinds, sprites


def step_loss(net, device, half):
    """The network and its loss as one function of a batch, so that --compile takes both."""

    def loss_of(x, heat, weight):
        with torch.autocast(device, torch.bfloat16, enabled=half):
            logit = net(x)
        return N.loss_fn(logit, heat, weight)

    return loss_of


def compiled(loss_of, batch):
    """The same compiled, tried on one batch; as it is where the machine's compiler fails, which is said."""
    start = time.time()
    try:
        quick = torch.compile(loss_of, fullgraph=True, dynamic=False)
        quick(batch[0].contiguous(memory_format=torch.channels_last), *batch[1:]).backward()
    except Exception as e:  # of many kinds: of the compiler, its tools, the driver
        print(f"not compiled: {type(e).__name__}: {e}"[:300], flush=True)
        return loss_of
    print(f"compiled in {time.time() - start:.0f} s", flush=True)
    return quick


def main():
    a = arguments()
    start = time.time()
    torch.manual_seed(a.seed)
    cv2.setNumThreads(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    half = device == "cuda"
    width, height = map(int, a.input.split("x")) if a.input else N.SIZES[a.size]
    store, kinds, sprites = materials(a, device)
    feed = Batcher(store, width, height, a.batch, kinds, sprites, a.seed, moving=a.sport in MOVING)
    nets = [load(a.init)[0] if a.init else N.BallNet() for _ in range(2)]
    net, mean = (n.to(device).to(memory_format=torch.channels_last) for n in nets)
    mean.load_state_dict(net.state_dict())
    loss_of = step_loss(net, device, half)
    if a.compile:
        loss_of = compiled(loss_of, feed.next()[:3])
        net.zero_grad(set_to_none=True)
    decay, plain = [p for p in net.parameters() if p.ndim > 1], [p for p in net.parameters() if p.ndim == 1]
    opt = torch.optim.AdamW([dict(params=decay, weight_decay=0.02), dict(params=plain, weight_decay=0.0)], lr=a.lr, betas=(0.9, 0.98), fused=half)
    floats = lambda n: [v for v in n.state_dict().values() if v.dtype.is_floating_point]
    into, of = floats(mean), floats(net)
    turns = [float(v) for v in a.relabel.split(",") if v] if a.only is None else []
    kept = feed.next(store.pick(feed.rng, a.only)) if a.only else None
    log, step, shown, began, saved = [], 0, 0.0, time.time(), time.time()
    net.train()
    while (done := max((time.time() - start) / (60 * a.minutes), step / a.steps)) < 1:
        if turns and done >= turns[0]:
            turns.pop(0)
            print(a.out, step, "balls found in films without labels:", relabel(mean, store, width, height, a.batch, half), flush=True)
        for group in opt.param_groups:
            group["lr"] = a.lr * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * done)) * 0.99 + 0.01)
        x, heat, weight, _ = part(kept, feed.rng, a.batch) if kept else feed.next()
        loss = loss_of(x.contiguous(memory_format=torch.channels_last), heat, weight)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        opt.step()
        torch._foreach_lerp_(into, of, 1 - min(0.998, 1 - 1 / (step / 4 + 2)))
        step += 1
        if step % 10 == 0:  # reading the loss waits for the device
            shown = loss.item() if step == 10 else 0.9 * shown + 0.1 * loss.item()
        if step % 50 == 0 and (step < 500 or step % 500 == 0 or not half):
            log.append(dict(step=step, seconds=round(time.time() - start, 1), loss=round(shown, 4)))
            print(a.out, step, f"{(time.time() - began) / step * 1000:.0f} ms/step, {done:.2f}, loss {shown:.3f}", flush=True)
        if time.time() - saved > SAVED_EVERY:
            save(mean, a, width, height, log)
            saved = time.time()
    save(mean, a, width, height, log)
    print(a.out, step, "steps of", a.batch, f"in {time.time() - start:.0f} s", flush=True)
    if kept:
        print("learnt by heart:", by_heart(mean, kept, width))


@torch.no_grad()
def by_heart(net, batch, width):
    """How much of a batch with at most one ball a frame is found again."""
    net.eval()
    maps = torch.cat([net(x[None]).float().sigmoid()[0] for x in batch[0]]).cpu().numpy()
    truth = [[tuple(p / width) for p in frame if not np.isnan(p[0])] for frame in batch[3].reshape(len(maps), -1, 2).cpu().numpy()]
    return tally(tops(maps, width), truth)["best"]


def part(batch, rng, count):
    k = torch.from_numpy(rng.choice(len(batch[0]), min(count, len(batch[0])), replace=False)).to(batch[0].device)
    return [t[k] for t in batch]


if __name__ == "__main__":
    main()
