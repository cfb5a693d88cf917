"""Labels for films that nobody labelled: what the network in training sees in three frames that one flight would give.

What rests is empty, whatever it looks like; what the network sees otherwise is left out of the loss, and the rest of such a frame is then
taken for empty.
"""
import numpy as np
import torch

import net as N
from frames import MOST
from windows import DISCS, Batcher

SURE, SEEN = 0.35, 0.12  # scores: of a label, and of what is left out
BEND, OF_STEP = 2.5, 0.2  # how far a flight may bend in one frame: pixels, and share of what it went
STILL = 1.0  # pixels a frame: what moves less lies
NEAR, TIMES = 8 / 1080, 3  # what rests is seen within this share of the picture's height in so many others
AROUND_S, JUST_S = 0.5, 0.08  # of the frames so far away, but for those just beside
RADIUS = 0.02  # of a place that is left out, of the picture's width


def support(tracks, k, at):
    """Whether peaks of neighbours (lists of rows x y score) lie where a flight through `at` would bring it."""
    for a, b, place in ((-1, 1, 1), (1, 2, 0), (-1, -2, 0)):
        if not (0 <= min(k + a, k + b) and max(k + a, k + b) < len(tracks)):
            continue
        for p in tracks[k + a]:
            for q in tracks[k + b]:
                first, second, third = ([at, p, q], [p, at, q])[place]
                went = np.hypot(*(third - first)[:2]) / 2
                bend = np.hypot(*(first - 2 * second + third)[:2])
                if went > STILL and bend < BEND + OF_STEP * 2 * went:
                    return True
    return False


def rests(tracks, k, at, near, fps):
    """Whether something was seen near `at` (pixels) in enough other frames around frame k."""
    first, last = int(JUST_S * fps) + 1, round(AROUND_S * fps)
    away = [k + s * d for d in range(first, last + 1) for s in (-1, 1) if 0 <= k + s * d < len(tracks)]
    return sum(bool((np.hypot(*(tracks[j][:, :2] - at[:2]).T) < near).any()) for j in away if len(tracks[j])) >= TIMES


def chosen(tracks, height, fps=25.0):
    """Of each frame of a film: balls, then places that are left out: what moves otherwise, and what rests where a flight would pass.
    height: of the picture, pixels."""
    rest = [np.array([rests(tracks, k, p, NEAR * height, fps) for p in peaks], bool) for k, peaks in enumerate(tracks)]
    moving = [np.asarray(peaks)[~r] if len(peaks) else peaks for peaks, r in zip(tracks, rest)]
    out = []
    for k, peaks in enumerate(tracks):
        flies = [support(moving, k, p) for p in peaks]
        balls = [p for p, f, r in zip(peaks, flies, rest[k]) if f and not r and p[2] > SURE]
        others = [p for p, f, r in zip(peaks, flies, rest[k]) if (f if r else not f or p[2] <= SURE)]
        out.append((balls, others))
    return out


@torch.no_grad()
def heats(net, feed, index, half):
    """Maps n x 3 x h x w of windows n x 3."""
    out = []
    for part in np.array_split(index, -(-len(index) // feed.b)):
        frames = feed.next(part)[0]
        with torch.autocast(frames.device.type, torch.bfloat16, enabled=half):
            out.append(net(frames).float().sigmoid().cpu().numpy())
    return np.concatenate(out)


def film_peaks(net, feed, start, count, half):
    """Of each frame, from all windows that show it."""
    middle = np.arange(start + 1, start + count - 1)
    maps = heats(net, feed, middle[:, None] + np.array([-1, 0, 1]), half)
    total, shown = np.zeros((count, *maps.shape[2:]), np.float32), np.zeros(count)
    for t in range(3):
        total[t : t + len(maps)] += maps[:, t]
        shown[t : t + len(maps)] += 1
    return [N.peaks(h / s, SEEN) for h, s in zip(total, shown)]


def relabel(net, store, width, height, batch, half=True):
    """Writes what `net` finds into `store`; returns how many balls."""
    net.eval()
    feed = Batcher(store, width, height, batch, {}, np.zeros((1, 4, 8, 8), np.float32), real_only=True)
    count, size = 0, np.array([width, height], np.float32)
    for film, start in zip(store.rows, store.starts):
        if len(film) < 3 or film.balls[0] is not None:
            continue
        found = chosen(film_peaks(net, feed, start, len(film), half), height, film.fps)
        for k, (balls, others) in enumerate(found):
            i = start + k
            store.known[i], store.balls[i], store.left_out[i] = True, np.nan, 0
            for j, p in enumerate(balls[:MOST]):
                store.balls[i, j] = [*(p[:2] / size), 0.01, 0.01]
            for j, p in enumerate(others[:DISCS]):
                store.left_out[i, j] = [p[0] / width, p[1] / width, RADIUS]
            count += len(balls)
    net.train()
    return count
