"""Random postures of sport for bodies.py's rig: standing, running, lunging, reaching, swinging a club with both hands.

At rest x is the body's left, y its back, z up. Every rotation is of a bone against its parent, in these axes.
"""
import numpy as np


def turn(axis, angle):
    """3x3 about a vector."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def towards(a, b):
    """The least turn that brings direction a to b."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    axis = np.cross(a, b)
    if np.linalg.norm(axis) < 1e-6:
        return np.eye(3) if a @ b > 0 else turn([1, 0, 0.01], np.pi)
    return turn(axis, np.arctan2(np.linalg.norm(axis), a @ b))


class Skeleton:
    def __init__(self, bones, parents):
        self.index = {str(b): i for i, b in enumerate(bones)}
        self.parents = parents

    def transforms(self, heads, rotations):
        """n x 3 x 4: from the rest to the posture."""
        result = np.zeros((len(self.parents), 3, 4))
        by_index = {self.index[name]: r for name, r in rotations.items()}
        for i, parent in enumerate(self.parents):
            local = by_index.get(i)
            if parent < 0:
                whole = np.eye(3) if local is None else local
                result[i] = np.column_stack([whole, heads[i] - whole @ heads[i]])
            elif local is None:
                result[i] = result[parent]
            else:
                whole = result[parent][:, :3] @ local
                head = result[parent][:, :3] @ heads[i] + result[parent][:, 3]
                result[i] = np.column_stack([whole, head - whole @ heads[i]])
        return result

    def limb(self, heads, upper, lower, end):
        a, b, c = (heads[self.index[n]] for n in (upper, lower, end))
        return b - a, c - b

    def bend(self, heads, names, first, second, rotations):
        """Brings a limb's two bones to two directions, both in the axes of what the limb hangs from."""
        upper, lower = self.limb(heads, *names)
        rotations[names[0]] = towards(upper, first)
        rotations[names[1]] = towards(lower, rotations[names[0]].T @ second)


def reach(shoulder, target, upper, lower, pole):
    """Directions of the two bones of a limb whose end comes to `target`, its middle joint towards `pole`."""
    line = target - shoulder
    far = np.clip(np.linalg.norm(line), abs(upper - lower) + 0.02, upper + lower - 0.005)
    line = line / np.linalg.norm(line)
    along = (far ** 2 + upper ** 2 - lower ** 2) / (2 * far)
    side = pole - (pole @ line) * line
    side = side / (np.linalg.norm(side) + 1e-9)
    middle = along * line + np.sqrt(max(upper ** 2 - along ** 2, 0)) * side
    return middle, far * line - middle


ARMS = {s: (f"upperarm01.{s}", f"lowerarm01.{s}", f"wrist.{s}") for s in "LR"}
LEGS = {s: (f"upperleg01.{s}", f"lowerleg01.{s}", f"foot.{s}") for s in "LR"}
SIDE = {"L": 1, "R": -1}


def legs(rng, skeleton, heads, rotations, kind):
    for s in "LR":
        if kind == "swing" or (kind == "free" and rng.random() < 0.4):  # standing
            first = [SIDE[s] * rng.uniform(0, 0.35), -rng.uniform(0, 0.4), -1]
            flex = rng.uniform(0, 0.6)
        else:  # running, lunging, squatting, kicking
            first = [SIDE[s] * rng.uniform(-0.3, 1.0), rng.normal(-0.4, 0.7), -1]
            flex = abs(rng.normal(0.4, 0.6))
        first = np.array(first) / np.linalg.norm(first)
        axis = np.cross(first, [0, -1, 0.2]) + rng.normal(0, 0.15, 3)
        second = turn(axis, -min(flex, 2.3)) @ first
        skeleton.bend(heads, LEGS[s], first, second, rotations)
        rotations[f"foot.{s}"] = turn([1, 0, 0], rng.normal(0, 0.3))


def free_arm(rng, skeleton, heads, rotations, s):
    kind = rng.random()
    if kind < 0.35:  # hanging
        first = np.array([SIDE[s] * rng.uniform(0, 0.6), rng.normal(0, 0.35), -1])
    elif kind < 0.6:  # raised
        first = np.array([SIDE[s] * rng.uniform(-0.2, 1), rng.normal(-0.2, 0.5), rng.uniform(0.2, 1.5)])
    else:
        first = np.array([SIDE[s] * abs(rng.normal(0.6, 0.6)), rng.normal(-0.5, 0.6), rng.normal(-0.3, 0.6)])
        if rng.random() < 0.2:
            first[0] *= -0.7  # across the body
    first /= np.linalg.norm(first)
    inwards = np.array([-SIDE[s] * rng.uniform(-0.3, 1), -rng.uniform(0.2, 1), rng.normal(0.2, 0.6)])
    axis = np.cross(first, inwards)
    second = turn(axis + 1e-3, abs(rng.normal(0.5, 0.7)) % 2.4) @ first
    skeleton.bend(heads, ARMS[s], first, second, rotations)


def swing_arms(rng, skeleton, heads, rotations):
    """Both hands on one grip, on a tilted circle about the chest. Gives the club's direction in the chest's axes."""
    side = 1 if rng.random() < 0.8 else -1  # a left-hander's swing is mirrored
    phase = rng.uniform(-2.6, 2.6)  # 0: the address; below: backswing; above: after contact
    chest = (heads[skeleton.index["upperarm01.L"]] + heads[skeleton.index["upperarm01.R"]]) / 2
    tilt = rng.uniform(0.4, 0.9)
    down, along = np.array([0, -np.cos(tilt), -np.sin(tilt)]), np.array([side, 0, 0.0])
    local = 0.75 * phase  # the chest turns too
    out = np.cos(local) * down + np.sin(local) * along + np.array([0, -0.25, 0])
    lengths = [np.linalg.norm(v) for v in skeleton.limb(heads, *ARMS["L"])]
    far = sum(lengths) * rng.uniform(0.75, 1.0) * (0.7 + 0.3 * np.cos(phase / 2))
    grip = chest + far * out / np.linalg.norm(out)
    for s in "LR":
        shoulder = heads[skeleton.index[ARMS[s][0]]]
        hand = grip + rng.normal(0, 0.02, 3) + [0, 0, 0.03 * SIDE[s] * side]
        pole = np.array([SIDE[s] * 0.6, 0.2, -1])
        skeleton.bend(heads, ARMS[s], *reach(shoulder, hand, *lengths, pole), rotations)
    for name in ("spine04", "spine03", "spine02", "spine01"):
        rotations[name] = rotations[name] @ turn([0, 0, 1], side * phase * rng.uniform(0.08, 0.16))
    cock = out + along * np.sin(phase) * rng.uniform(0.2, 1.2)
    return cock / np.linalg.norm(cock)


def posture(rng, skeleton, heads):
    """Rotations of bones; the kind ("swing" or "free"); for a swing the club's direction in the chest's axes."""
    kind = "swing" if rng.random() < 0.4 else "free"
    rotations = {"root": turn([0, 0, 1], rng.uniform(-np.pi, np.pi)) @ turn([1, 0, 0], rng.normal(0, 0.12))
                 @ turn([0, 1, 0], rng.normal(0, 0.1))}
    if rng.random() < 0.08:  # falling, diving
        rotations["root"] = rotations["root"] @ turn(rng.normal(0, 1, 3), rng.uniform(0.4, 1.4))
    bend = rng.uniform(0, 0.16) if kind == "swing" else rng.normal(0.03, 0.09)
    for name in ("spine05", "spine04", "spine03", "spine02", "spine01"):
        rotations[name] = turn([1, 0, 0], bend + rng.normal(0, 0.03)) @ turn([0, 1, 0], rng.normal(0, 0.05)) @ \
            turn([0, 0, 1], rng.normal(0, 0.06))
    rotations["neck02"] = turn(rng.normal(0, 1, 3), rng.normal(0, 0.3))
    rotations["head"] = turn([0, 0, 1], rng.normal(0, 0.35)) @ turn([1, 0, 0], rng.normal(0, 0.25))
    club = None
    if kind == "swing":
        club = swing_arms(rng, skeleton, heads, rotations)
    else:
        for s in "LR":
            free_arm(rng, skeleton, heads, rotations, s)
    legs(rng, skeleton, heads, rotations, kind)
    for s in "LR":
        rotations[f"wrist.{s}"] = turn(rng.normal(0, 1, 3), rng.normal(0, 0.3))
    return rotations, kind, club
