"""Rendered people as they stand and sit about a court, cut out: umpires, line judges, ball kids.

    officials.py --bodies bodies.npz --count 3000 --out sprites.npz [--real real.npz]

A body of ../pose/bodies.py, seated on a low or a high chair, upright, leaning on its knees or crouching, from a camera as high as a
broadcast's. Beside them empty chairs, which are nobody, and advertising boards, which hide people's legs. cutouts.py
makes --real. samples.py pastes them.
sprites.npz: `pixels` of all, one after another, blue first, each already multiplied by its alpha, and alpha; of each
`sizes` (W, H), `boxes` (of what is seen of the person; 0 where there is none), `metres` (pixels of one), `kinds`.
"""
import argparse
import os
import sys

import cv2
import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pose"))
import render as R  # noqa: E402
from paste import BOARD, EMPTY, PERSON  # noqa: E402
from postures import ARMS, LEGS, SIDE, reach, turn  # noqa: E402

METRE = 75, 4  # pixels of a metre in a sprite, and samples a side of a pixel that they are drawn with
POSTURES = {"seated": 0.6, "upright": 0.16, "leaning": 0.12, "crouching": 0.12}


def posture(rng, skeleton, heads, kind):
    """Rotations of bones, without the body's own turn."""
    rotations = {}
    bend = {"seated": rng.normal(0.02, 0.05), "upright": rng.normal(0, 0.03), "leaning": rng.uniform(0.12, 0.22), "crouching": rng.uniform(0.02, 0.16)}[kind]
    for name in ("spine05", "spine04", "spine03", "spine02", "spine01"):
        rotations[name] = turn([1, 0, 0], bend) @ turn([0, 1, 0], rng.normal(0, 0.02)) @ turn([0, 0, 1], rng.normal(0, 0.03))
    rotations["head"] = turn([0, 0, 1], rng.normal(0, 0.5)) @ turn([1, 0, 0], rng.normal(-2 * bend, 0.2))
    for s in "LR":
        apart = SIDE[s] * rng.uniform(0, 0.35)
        first, second = {
            "seated": ([apart, -1, rng.normal(-0.05, 0.1)], [rng.normal(0, 0.1), rng.normal(0, 0.25), -1]),
            "upright": ([0.5 * apart, rng.normal(0, 0.08), -1], [0.3 * apart, 0.05, -1]),
            "leaning": ([apart, -rng.uniform(0.3, 0.7), -1], [0, rng.uniform(0.2, 0.5), -1]),
            "crouching": ([apart, -1, rng.uniform(-0.7, 0.3)], [0, rng.uniform(0.3, 1), -1]),
        }[kind]
        skeleton.bend(heads, LEGS[s], np.array(first), np.array(second), rotations)
        arm(rng, skeleton, heads, rotations, s, kind, np.array(first))
    return rotations


def arm(rng, skeleton, heads, rotations, s, kind, thigh):
    """Hands on the knees, in the lap, behind the back, crossed, or hanging; in the chest's axes, which are nearly the hips'."""
    at = lambda n: heads[skeleton.index[n]]
    shoulder, hip = at(ARMS[s][0]), at(LEGS[s][0])
    upper, lower = skeleton.limb(heads, *ARMS[s])
    knee = hip + thigh / np.linalg.norm(thigh) * np.linalg.norm(at(LEGS[s][1]) - hip)
    u = rng.random()
    if kind in ("seated", "leaning", "crouching") and u < 0.7:
        target = hip + (knee - hip) * rng.uniform(0.5, 1) + [0, 0, 0.1]
    elif u < 0.85:  # folded, in front or behind
        target = np.array([0, at("spine03")[1] + (-0.25 if kind == "seated" or u > 0.5 else 0.2), shoulder[2] - rng.uniform(0.2, 0.5)])
    else:
        target = shoulder + [SIDE[s] * 0.1, 0, -0.55]
    first, second = reach(shoulder, target, np.linalg.norm(upper), np.linalg.norm(lower), np.array([SIDE[s], 0.6, -0.4]))
    skeleton.bend(heads, ARMS[s], first, second, rotations)


def box(x0, y0, z0, x1, y1, z1):
    """Corners and triangles of a box."""
    corners = np.array([[x, y, z] for x in (x0, x1) for y in (y0, y1) for z in (z0, z1)], float)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return corners, np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))], np.int32)


def chair(rng, seat, feet, back):
    """Boxes of a chair under somebody whose hips are at (x, y, `seat`): low, or an umpire's, with steps or a box below."""
    x, y, z = seat
    wide, thick = rng.uniform(0.2, 0.28), 0.05
    parts = [box(x - wide, y - 0.4, z - thick - 0.1, x + wide, y + 0.18, z - 0.1)]
    if back:
        parts.append(box(x - wide, y + 0.16, z - 0.1, x + wide, y + 0.2, z + rng.uniform(0.25, 0.55)))
    high = rng.random() < 0.35
    floor = feet - (rng.uniform(0.7, 1.5) if high else 0)
    if high and rng.random() < 0.6:  # a closed body
        parts.append(box(x - wide, y - 0.4 - rng.uniform(0, 0.3), floor, x + wide, y + 0.2, z - 0.12))
    else:
        for sx in (-wide, wide - 0.04):
            for sy in (-0.4, 0.14):
                parts.append(box(x + sx, y + sy, floor, x + sx + 0.04, y + sy + 0.04, z - 0.1))
    if high:
        parts.append(box(x - wide, y - 0.75, feet - 0.06, x + wide, y - 0.4, feet))  # where the feet are
        if rng.random() < 0.5:
            for sx in (-wide - 0.05, wide):
                parts.append(box(x + sx, y - 0.35, z + 0.1, x + sx + 0.05, y + 0.15, z + 0.15))  # arm rests
    return parts


def clothes(rng, bodies, rest):
    """Colours of every vertex: a dark suit, a polo shirt with dark trousers, or a player's."""
    colours = R.dressed(rng, bodies, rest)
    u = rng.random()
    if u < 0.25:
        return colours
    dark = np.float32([rng.uniform(15, 60)] * 3) * rng.uniform(0.8, 1.2, 3)
    shirt = dark if u < 0.65 else R.colour(rng)
    colours[np.isin(bodies.part, ["trunk", "arm"] + ["forearm"] * (u < 0.55 or rng.random() < 0.2))] = shirt
    legs = dark if rng.random() < 0.7 else R.colour(rng, True)
    colours[np.isin(bodies.part, ["hip", "thigh", "shin"])] = legs
    if u < 0.4:  # a shirt that shows under the jacket
        front = (np.abs(rest[:, 0]) < 0.05) & (rest[:, 1] < np.median(rest[:, 1])) & (bodies.part == "trunk")
        colours[front] = rng.uniform(150, 240)
    if rng.random() < 0.3:
        head = bodies.part == "head"
        colours[head & (rest[:, 2] > rest[head][:, 2].max() - rng.uniform(0.07, 0.11))] = R.colour(rng)
    return colours


def drawn(rng, parts, scale, person):
    """Picture H x W x 4 multiplied by its alpha, and the box of what is seen of the person, of bodies (vertices, faces, a colour for
    every vertex) in the camera's axes; `person`: the first of them is one."""
    points = np.concatenate([p[0] for p in parts])
    flat = points[:, :2] / points[:, 2:] * (np.median(points[:, 2]) * scale)
    low = np.floor(flat.min(0) - 2 * METRE[1])
    size = -(-(flat.max(0) + 2 * METRE[1] - low) // METRE[1]).astype(int) * METRE[1]
    zbuffer, owner = np.full(size[::-1], np.inf), np.full((*size[::-1], 2), -1, np.int32)
    picture, start = np.zeros((*size[::-1], 4), np.float32), 0
    for which, (v, faces, colours) in enumerate(parts):
        before = zbuffer.copy()
        R.rasterise(flat[start : start + len(v)] - low, v[:, 2], faces, which, zbuffer, owner)
        mine = zbuffer < before
        picture[mine, :3] = R.shade(rng, v, faces, colours)[owner[mine][:, 1]][:, ::-1]
        start += len(v)
    picture[owner[..., 0] >= 0, 3] = 255
    small = cv2.resize(picture, tuple((size // METRE[1]).tolist()), interpolation=cv2.INTER_AREA)
    bounds = [0.0] * 4
    if person:
        y, x = np.nonzero(owner[..., 0] == 0)
        bounds = [x.min() / METRE[1], y.min() / METRE[1], (x.max() + 1) / METRE[1], (y.max() + 1) / METRE[1]] if len(x) else bounds
    return np.clip(small + 0.5, 0, 255).astype(np.uint8), bounds


def official(rng, bodies):
    """A sprite: picture, box, kind."""
    kind = rng.choice(list(POSTURES), p=list(POSTURES.values()))
    i = rng.integers(len(bodies.vertices))
    heads, rest = bodies.heads[i], bodies.vertices[i]
    t = bodies.skeleton.transforms(heads, posture(rng, bodies.skeleton, heads, kind))
    skin = (bodies.weights @ t.reshape(len(t), 12)).reshape(-1, 3, 4)
    v = np.einsum("vij,vj->vi", skin[:, :, :3], rest) + skin[:, :, 3]
    parts = [(v, bodies.faces, clothes(rng, bodies, rest))]
    person = kind != "seated" or rng.random() > 0.12
    if kind == "seated":
        hips = (heads[bodies.skeleton.index[LEGS["L"][0]]] + heads[bodies.skeleton.index[LEGS["R"][0]]]) / 2
        tint = R.colour(rng, rng.random() < 0.4)
        for corners, faces in chair(rng, hips, v[:, 2].min(), rng.random() < 0.8):
            parts.append((corners, faces, np.tile(tint * rng.uniform(0.8, 1.1), (8, 1))))
        parts = parts if person else parts[1:]
    facing = rng.normal(0, 1.2) if rng.random() < 0.8 else rng.uniform(-np.pi, np.pi)
    look = turn([1, 0, 0], np.pi / 2 + rng.uniform(0.02, 0.5)) @ turn([0, 0, 1], facing)
    away = np.array([0, 0, rng.uniform(12, 40)])
    parts = [(p @ look.T + away, faces, colours) for p, faces, colours in parts]
    picture, bounds = drawn(rng, parts, METRE[0] * METRE[1], person)
    return picture, bounds, PERSON if person else EMPTY


def board(rng):
    """An advertising board: a strong colour, letters, a rim."""
    w, h = int(rng.uniform(90, 190)), int(rng.uniform(24, 64))
    ground, ink = (cv2.cvtColor(np.uint8([[R.colour(rng)]]), cv2.COLOR_RGB2BGR)[0, 0].tolist() for _ in range(2))
    picture = np.full((h, w, 3), ground, np.uint8)
    x = int(rng.uniform(-20, 30))
    while x < w and rng.random() < 0.9:
        text = "".join(rng.choice(list("ABCDEFGHIKLMNOPRSTUVXYZ0123456789"), rng.integers(2, 8)))
        size = rng.uniform(0.3, 0.9) * h / 32
        cv2.putText(picture, text, (x, int(h * rng.uniform(0.55, 0.85))), int(rng.integers(0, 8)), size, ink, max(1, round(size * 2)), cv2.LINE_AA)
        x += int(20 * size * len(text) + rng.uniform(5, 60))
    if rng.random() < 0.5:
        cv2.rectangle(picture, (0, 0), (w - 1, h - 1), ink, 2)
    return np.dstack([picture, np.full((h, w), 255, np.uint8)]), [0.0] * 4, BOARD


def save(path, sprites):
    """sprites: (picture, box, kind, metre)."""
    np.savez_compressed(
        path, pixels=np.concatenate([s[0].reshape(-1, 4) for s in sprites]), sizes=np.array([s[0].shape[1::-1] for s in sprites], np.int32),
        boxes=np.array([s[1] for s in sprites], np.float32), kinds=np.array([s[2] for s in sprites], np.int32), metres=np.array([s[3] for s in sprites], np.float32))


def opened(path):
    """What `save` wrote, as it was given."""
    z = np.load(path)
    ends = np.cumsum(z["sizes"].prod(1))[:-1]
    pictures = [p.reshape(h, w, 4) for p, (w, h) in zip(np.split(z["pixels"], ends), z["sizes"])]
    return list(zip(pictures, z["boxes"].tolist(), z["kinds"].tolist(), z["metres"].tolist()))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--bodies", required=True)
    ap.add_argument("--count", type=int, default=3000)
    ap.add_argument("--boards", type=int, default=150)
    ap.add_argument("--real", help="sprites of cutouts.py to put beside them")
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    rng = np.random.default_rng(a.seed)
    bodies = R.Bodies(a.bodies)
    sprites = [(*official(rng, bodies), METRE[0]) for _ in range(a.count)] + [(*board(rng), METRE[0]) for _ in range(a.boards)]
    sprites += opened(a.real) if a.real else []
    save(a.out, sprites)
    print(len(sprites), "sprites,", *np.bincount([s[2] for s in sprites], minlength=4), "of the kinds")


if __name__ == "__main__":
    main()
