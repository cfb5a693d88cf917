"""What is planned in NumPy before a hall is drawn, so that many processes can do it: the view, the court's points in it, and
everyone who is there.

A plan is a view of cameras.py with `points` (38 x 2 pixels, nan where unseen) and `people`, far ones first: PEOPLE rows of
floor x, floor y, sprite, whether there, feet u, v, top u, v in pixels.
"""
import numpy as np
import torch

import cameras
import court as C
import sprites

PEOPLE = 12
ALL = sprites.PEOPLE + sprites.THINGS


def standing(r, view, busy):
    """PEOPLE rows of x, y, height, sprite, whether there."""
    rows = []
    for s in (-1, 1):
        for _ in range(r.integers(1, 3)):
            rows.append([s * r.uniform(0.6, 7.2), r.normal(0, 1.4), r.uniform(1.5, 1.95), r.integers(0, sprites.PEOPLE), r.random() < 1.6 * busy])
    for s in (-1, 1):  # umpire and service judge
        rows.append([r.normal(0, 0.2), s * r.uniform(3.7, 5.0), r.uniform(1.2, 2.8), r.integers(0, ALL), r.random() < 0.7 * busy])
    while len(rows) < PEOPLE - 1:
        x, y = r.uniform(-8, 16), r.normal(0, 7)
        inside = abs(x) < 7 and abs(y) < 3.3
        rows.append([x, y, r.uniform(0.6, 1.95), r.integers(0, ALL), not inside and r.random() < busy])
    ahead = view["turn"][2, :2] + view["turn"][0, :2] * r.normal(0, 0.3)
    rows.append([*(view["at"][:2] + r.uniform(1.5, 4.5) * ahead), r.uniform(1.5, 1.95), r.integers(0, sprites.PEOPLE), view["at"][2] < 3 and r.random() < (0.5 if view["kind"] == "phone" else 0.2) * busy])
    return np.array(rows, float)


def people(r, view, busy):
    rows = standing(r, view, busy)
    depth = (np.c_[rows[:, :2], np.full(len(rows), 0.8)] - view["at"]) @ view["turn"][2]
    feet = cameras.place(view, np.c_[rows[:, :2], np.zeros(len(rows))])
    top = cameras.place(view, np.c_[rows[:, :2], rows[:, 2] * 1.06])
    tall = np.hypot(*(feet - top).T)
    there = (rows[:, 4] > 0) & (depth > 1) & np.isfinite(tall) & (tall < 4 * 640)
    out = np.c_[rows[:, :2], rows[:, 3], there, np.where(there[:, None], np.c_[feet, top], [0, 2, 0, 1])]
    return out[np.argsort(-depth)]


def plan(r, size, kinds=cameras.KINDS, busy=0.55):
    view = cameras.view(r, size, kinds)
    return complete(r, view, busy)


def complete(r, view, busy=0.55):
    return view | dict(points=cameras.place(view, C.points()), people=people(r, view, busy))


class Planner(torch.utils.data.IterableDataset):
    """Lists of `many` plans without end; each worker its own."""

    def __init__(self, size, many, kinds=cameras.KINDS, seed=0):
        self.size, self.many, self.kinds, self.seed = size, many, tuple(kinds), seed

    def __iter__(self):
        info = torch.utils.data.get_worker_info()
        r = np.random.default_rng([self.seed, info.id if info else 0])
        while True:
            yield [plan(r, self.size, self.kinds) for _ in range(self.many)]


def as_it_is(plan_list):
    return plan_list


def plans(size, many, kinds, seed, workers):
    """An endless iterator over Planner's lists."""
    loader = torch.utils.data.DataLoader(Planner(size, many, kinds, seed), batch_size=None, num_workers=workers, collate_fn=as_it_is, prefetch_factor=4 if workers else None)
    return iter(loader)
