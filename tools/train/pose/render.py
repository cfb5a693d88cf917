"""Rendered bodies with exact points and with the truth about what is hidden.

    render.py --bodies bodies.npz --backgrounds FOLDER --count 6000 --out drawn.npz

A body of bodies.npz in a posture of postures.py, dressed by parts, lit, over a piece of a real picture, with a club or
a racket, at times with another body before or behind it; 320x240, 1.5625 times the body's box, as real.py's.
A point whose own part of the body is not what is seen at its place is hidden and has a low score, HIDDEN.
"""
import argparse
import glob

import cv2
import numba
import numpy as np

from postures import Skeleton, posture, turn

SHAPE = (320, 240)
FINE = 2  # samples a side of a pixel
SEEN = 0.9
HIDDEN = {"head": 0.2, "arm": 0.2, "trunk": 0.45, "leg": 0.35}
GROUP = ["head"] * 5 + ["trunk"] * 2 + ["arm"] * 4 + ["trunk"] * 2 + ["leg"] * 4


@numba.njit(cache=True)
def rasterise(points, depth, faces, which, zbuffer, owner):
    """Writes the nearest face's depth and number (and `which` body it is of)."""
    height, width = zbuffer.shape
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ax, ay, bx, by, cx, cy = points[a, 0], points[a, 1], points[b, 0], points[b, 1], points[c, 0], points[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        x0, x1 = max(int(np.ceil(min(ax, bx, cx) - 0.5)), 0), min(int(max(ax, bx, cx) + 0.5), width - 1)
        y0, y1 = max(int(np.ceil(min(ay, by, cy) - 0.5)), 0), min(int(max(ay, by, cy) + 0.5), height - 1)
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                px, py = x + 0.5, y + 0.5
                u = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area
                v = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area
                w = 1 - u - v
                if u >= -1e-6 and v >= -1e-6 and w >= -1e-6:
                    z = u * depth[a] + v * depth[b] + w * depth[c]
                    if z < zbuffer[y, x]:
                        zbuffer[y, x] = z
                        owner[y, x, 0] = which
                        owner[y, x, 1] = f


class Bodies:
    def __init__(self, path):
        data = dict(np.load(path))
        self.skeleton = Skeleton(data["bones"], data["parents"])
        self.vertices, self.heads, self.faces, self.points = (data[k] for k in ("vertices", "heads", "faces", "points"))
        self.weights = np.zeros((self.vertices.shape[1], len(data["bones"])), np.float32)
        np.add.at(self.weights, (np.arange(len(self.weights))[:, None], data["indices"]), data["weights"])
        names = [str(data["bones"][b]) for b in self.weights.argmax(1)]
        self.part = np.array([part_of(n) for n in names])
        self.side = np.array([n[-1] if n[-2:] in (".L", ".R") else "" for n in names])
        self.face_vertex = self.faces[:, 0]

    def body(self, rng):
        """Vertices and the 17 points in metres, the kind of posture, the club's direction and where the hands are."""
        i = rng.integers(len(self.vertices))
        rotations, kind, club = posture(rng, self.skeleton, self.heads[i])
        t = self.skeleton.transforms(self.heads[i], rotations)
        skin = (self.weights @ t.reshape(len(t), 12)).reshape(-1, 3, 4)
        v = np.einsum("vij,vj->vi", skin[:, :, :3], self.vertices[i]) + skin[:, :, 3]
        if club is not None:
            club = t[self.skeleton.index["spine01"]][:, :3] @ club
        return v, self.points @ v, kind, club


def part_of(bone):
    for part, starts in (("head", ("head", "eye", "neck03")), ("hand", ("wrist", "finger", "metacarpal")),
                         ("forearm", ("lowerarm",)), ("arm", ("upperarm",)), ("foot", ("foot", "toe")),
                         ("shin", ("lowerleg",)), ("thigh", ("upperleg",)), ("hip", ("pelvis", "root", "spine05"))):
        if bone.startswith(starts):
            return part
    return "trunk"


# which parts may be seen at a point for it to be visible; a limb's of its own side
OWN = [("head",)] * 5 + [("trunk", "arm")] * 2 + [("arm", "forearm")] * 2 + [("forearm", "hand")] * 2 + \
    [("hip", "thigh", "trunk")] * 2 + [("thigh", "shin")] * 2 + [("shin", "foot")] * 2


def visible(bodies, points, zbuffer, owner, depth):
    result = np.zeros(17, bool)
    for k, (x, y) in enumerate(points):
        x0, y0 = int(x), int(y)
        if not (0 <= x0 < zbuffer.shape[1] and 0 <= y0 < zbuffer.shape[0]):
            continue
        place = (slice(max(y0 - 2, 0), y0 + 3), slice(max(x0 - 2, 0), x0 + 3))
        mine = owner[place][..., 0] == 0
        vertex = bodies.face_vertex[np.where(mine, owner[place][..., 1], 0)]
        side = "" if k == 0 else "LR"[1 - k % 2]
        good = mine & np.isin(bodies.part[vertex], OWN[k])
        if k >= 7:
            good &= (bodies.side[vertex] == side) | (bodies.side[vertex] == "")
        # A far ear or eye is behind the head: the surface seen there lies well before it.
        near = zbuffer[place] > depth[k] - (0.06 if k < 5 else 0.2)
        result[k] = (good & near).any()
    return result


def colour(rng, dull=False):
    hsv = np.uint8([[[rng.integers(180), rng.integers(0, 90 if dull else 255), rng.integers(20, 250)]]])
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def dressed(rng, bodies, rest):
    """A colour for every vertex."""
    skin = np.float32([226, 178, 148]) * rng.uniform(0.3, 1.08) * rng.uniform([1, 0.92, 0.85], [1, 1.05, 1.05])
    colours = np.tile(skin, (len(bodies.part), 1))
    shirt, legwear, shoe, hair = colour(rng), colour(rng, rng.random() < 0.5), colour(rng, True), colour(rng, True) * 0.6
    sleeve = ["trunk"] + ["arm"] * (rng.random() < 0.85) + ["forearm"] * (rng.random() < 0.3)
    colours[np.isin(bodies.part, sleeve)] = shirt
    if rng.random() < 0.4:  # stripes, hoops, halves
        axis, width = rng.integers(3), rng.uniform(0.03, 0.2)
        second = np.isin(bodies.part, sleeve) & (np.floor(rest[:, axis] / width).astype(int) % 2 == 0)
        colours[second] = colour(rng)
    colours[bodies.part == "hip"] = legwear
    knee = rest[bodies.part == "shin"][:, 2].max()
    thigh = (bodies.part == "thigh") & (rest[:, 2] > knee - rng.uniform(-0.25, 0.1))
    colours[thigh] = legwear
    if rng.random() < 0.5:
        colours[np.isin(bodies.part, ["thigh", "shin"])] = legwear
    elif rng.random() < 0.5:
        colours[bodies.part == "shin"] = colour(rng)
    colours[bodies.part == "foot"] = shoe
    head = bodies.part == "head"
    top, front = rest[head][:, 2].max(), rest[head][:, 1].min()
    if rng.random() < 0.93:
        crown = rest[:, 2] > top - rng.uniform(0.04, 0.09)
        nape = (rest[:, 1] > front + rng.uniform(0.1, 0.14)) & (rest[:, 2] > top - 0.22)
        colours[head & (crown | nape)] = hair
    return colours * rng.uniform(0.92, 1.08, (len(colours), 1))


def camera(rng, vertices):
    """To the camera's axes (x right, y down, z away): a turn, then a shift; the body is 2.5 to 14 m away."""
    elevation = rng.normal(0.12, 0.15) if rng.random() < 0.7 else rng.uniform(0.2, 0.8)
    r = turn([0, 0, 1], rng.normal(0, 0.06)) @ turn([1, 0, 0], np.pi / 2 + elevation)
    return r, np.array([0, 0, rng.uniform(2.5, 14)]) - r @ vertices.mean(0)


def shade(rng, v, faces, colours):
    normal = np.cross(v[faces[:, 1]] - v[faces[:, 0]], v[faces[:, 2]] - v[faces[:, 0]])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-12
    light = rng.normal(0, 1, 3) + [0, -0.7, -0.5]
    light /= np.linalg.norm(light)
    bright = rng.uniform(0.35, 0.75) + rng.uniform(0.2, 0.7) * np.maximum(normal @ light, 0)
    return np.clip(colours[faces].mean(1) * bright[:, None] * rng.uniform(0.8, 1.3), 0, 255)


def draw_tool(rng, picture, hands, direction, scale):
    """A club or a racket from the hands; `scale`: pixels of a metre there."""
    club = rng.random() < 0.6
    length = (1.0 if club else 0.5) * scale * np.linalg.norm(direction)
    way = direction / (np.linalg.norm(direction) + 1e-9)
    end = hands + way * length
    shaft = [float(c) for c in colour(rng, True)]
    width = max(1, int(round(0.02 * scale * rng.uniform(0.6, 1.6))))
    cv2.line(picture, [int(v) for v in hands - way * 0.12 * scale], [int(v) for v in end], shaft, width, cv2.LINE_AA)
    if club:
        cv2.circle(picture, [int(v) for v in end], max(1, int(0.05 * scale)), shaft, -1, cv2.LINE_AA)
    else:
        angle = np.degrees(np.arctan2(way[1], way[0]))
        axes = (max(1, int(0.15 * scale)), max(1, int(0.12 * scale * rng.uniform(0.2, 1))))
        cv2.ellipse(picture, [int(v) for v in end], axes, float(angle), 0, 360, shaft, width, cv2.LINE_AA)


def picture_of(rng, bodies, background):
    """Crop and its 17 x 3 points; `background` is twice as large."""
    height, width = SHAPE[0] * FINE, SHAPE[1] * FINE
    v, points, kind, club = bodies.body(rng)
    r, place = camera(rng, v)
    seen, joints = v @ r.T + place, points @ r.T + place
    flat = seen[:, :2] / seen[:, 2:]
    low, high = flat.min(0), flat.max(0)
    zoom = 1 / (np.max((high - low) / [width, height]) * 1.5625) * rng.uniform(0.95, 1.05)
    shift = np.array([width, height]) / 2 - (low + high) / 2 * zoom
    zbuffer, owner = np.full((height, width), np.inf), np.full((height, width, 2), -1, np.int32)
    canvas = background.astype(np.float32)
    crowd = [(seen, dressed(rng, bodies, bodies.vertices[0]))]
    if rng.random() < 0.25:
        other = bodies.body(rng)[0] @ r.T + place + rng.normal(0, 1, 3) * [0.6, 0.15, 0.8]
        if other[:, 2].min() > 0.8:
            crowd.append((other, dressed(rng, bodies, bodies.vertices[0])))
    hands = (joints[9] + joints[10]) / 2 if kind == "swing" else joints[9 + rng.integers(2)]
    tool = kind == "swing" or rng.random() < 0.35
    direction = r @ (club if club is not None else rng.normal(0, 1, 3))
    if tool and direction[2] > 0:
        draw_tool(rng, canvas, hands[:2] / hands[2] * zoom + shift, direction[:2], zoom / hands[2])
    for which, (body, colours) in enumerate(crowd):
        before = zbuffer.copy()
        rasterise(body[:, :2] / body[:, 2:] * zoom + shift, body[:, 2], bodies.faces, which, zbuffer, owner)
        mine = zbuffer < before
        canvas[mine] = shade(rng, body, bodies.faces, colours)[owner[mine][:, 1]]
    if tool and direction[2] <= 0:
        draw_tool(rng, canvas, hands[:2] / hands[2] * zoom + shift, direction[:2], zoom / hands[2])
    places = joints[:, :2] / joints[:, 2:] * zoom + shift
    sight = visible(bodies, places, zbuffer, owner, joints[:, 2])
    score = np.where(sight, SEEN, [HIDDEN[g] for g in GROUP])
    crop = cv2.resize(np.clip(canvas, 0, 255).astype(np.uint8), SHAPE[::-1], interpolation=cv2.INTER_AREA)
    return crop, np.column_stack([places / FINE, score])


def backgrounds(rng, paths, count):
    """Pieces of real pictures, at twice SHAPE."""
    pictures = [cv2.cvtColor(cv2.imread(p), cv2.COLOR_BGR2RGB) for p in rng.permutation(paths)[:200]]
    for _ in range(count):
        picture = pictures[rng.integers(len(pictures))]
        h = rng.integers(picture.shape[0] // 4, picture.shape[0] + 1)
        w = min(h * 3 // 4, picture.shape[1])
        y, x = rng.integers(picture.shape[0] - h + 1), rng.integers(picture.shape[1] - w + 1)
        yield cv2.resize(picture[y:y + h, x:x + w], (SHAPE[1] * FINE, SHAPE[0] * FINE))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--bodies", required=True)
    args.add_argument("--backgrounds", required=True, help="a pattern of picture files")
    args.add_argument("--count", type=int, default=6000)
    args.add_argument("--seed", type=int, default=0)
    args.add_argument("--out", required=True)
    args = args.parse_args()
    rng = np.random.default_rng(args.seed)
    bodies = Bodies(args.bodies)
    paths = sorted(glob.glob(args.backgrounds, recursive=True))
    made = [picture_of(rng, bodies, b) for b in backgrounds(rng, paths, args.count)]
    crops, points = zip(*made)
    np.savez(args.out, source=np.array(["drawn"] * len(crops)), crops=np.stack(crops), points=np.float32(points),
             side=np.zeros(len(crops), np.float32))
    print(len(crops), "bodies; points seen:", np.mean(np.array(points)[..., 2] == SEEN, 0).round(2).tolist())


if __name__ == "__main__":
    main()
