"""Little pictures with transparency that renders are dressed with: people, umpires' chairs, lettering. RGBA, uint8."""
import math

import cv2
import numpy as np

PEOPLE, THINGS, WORDS = 192, 48, 96  # how many there are of each
TALL, BROAD = 128, 96  # of a person's picture; the feet stand on its lower edge, its height is 1.9 m


def colour(r, low=0.0, high=1.0):
    import colorsys

    if r.random() < 0.3:
        return (255 * r.uniform(low, high),) * 3
    return tuple(255 * c for c in colorsys.hsv_to_rgb(r.random(), r.uniform(0.2, 1), r.uniform(max(low, 0.1), high)))


def limb(img, a, b, thick, rgb):
    cv2.line(img, tuple(int(round(16 * v)) for v in a), tuple(int(round(16 * v)) for v in b), (*rgb, 255), max(int(thick), 1), cv2.LINE_AA, 4)


def person(r):
    """Someone who stands, runs, lunges or sits, with a racket or without."""
    img = np.zeros((TALL, BROAD, 4), np.uint8)
    skin = tuple(np.array([1, 0.78, 0.62]) * 255 * r.uniform(0.3, 0.95))
    shirt, shorts, shoes, hair = colour(r), colour(r), colour(r), tuple(np.array([0.3, 0.2, 0.15]) * 255 * r.uniform(0.1, 1.2))
    bend = r.choice([0.0, r.uniform(0, 0.3)])
    hip = np.array([BROAD / 2, TALL * (0.53 + 0.2 * bend)])
    lean = r.normal(0, 0.12)
    neck = hip + TALL * 0.29 * np.array([math.sin(lean), -math.cos(lean)])
    spread = abs(r.normal(0, 0.16)) + 0.04 + 0.3 * bend
    for s in (-1, 1):
        foot = np.array([BROAD / 2 + s * TALL * spread * r.uniform(0.6, 1.2), TALL - 3.0])
        knee = (hip + foot) / 2 + [s * TALL * 0.04 + r.normal(0, 3), -TALL * 0.2 * bend]
        top = hip + [s * TALL * 0.035, 0]
        leg = shorts if r.random() < 0.3 else skin
        limb(img, top, knee, TALL * 0.085, shorts)
        limb(img, knee, foot, TALL * 0.05, leg)
        limb(img, foot, foot + [s * 4, 1], TALL * 0.05, shoes)
    limb(img, hip, neck + [0, 6], TALL * 0.15, shirt)
    limb(img, neck + [-TALL * 0.07, TALL * 0.03], neck + [TALL * 0.07, TALL * 0.03], TALL * 0.08, shirt)
    for s in (-1, 1):
        a = r.uniform(-2.6, 1.2)
        elbow = neck + [s * TALL * 0.08, TALL * 0.03] + TALL * 0.15 * np.array([s * math.cos(a), -math.sin(a)])
        b = a + r.normal(0.3, 0.7)
        hand = elbow + TALL * 0.14 * np.array([s * math.cos(b), -math.sin(b)])
        limb(img, neck + [s * TALL * 0.08, TALL * 0.03], elbow, TALL * 0.05, shirt)
        limb(img, elbow, hand, TALL * 0.035, skin)
        if s == 1 and r.random() < 0.6:
            c = b + r.normal(0, 0.5)
            head = hand + TALL * 0.22 * np.array([math.cos(c), -math.sin(c)])
            limb(img, hand, head, 1, colour(r))
            cv2.ellipse(img, tuple(int(v) for v in head), (7, 5), -math.degrees(c), 0, 360, (*colour(r), 255), 1, cv2.LINE_AA)
    cv2.ellipse(img, (int(neck[0]), int(neck[1] - TALL * 0.06)), (int(TALL * 0.045), int(TALL * 0.06)), 0, 0, 360, (*skin, 255), -1, cv2.LINE_AA)
    cv2.ellipse(img, (int(neck[0]), int(neck[1] - TALL * 0.085)), (int(TALL * 0.045), int(TALL * 0.04)), 0, 0, 360, (*hair, 255), -1, cv2.LINE_AA)
    shade = 1 + r.normal(0, 0.08) * np.linspace(-1, 1, BROAD)[None, :, None] + r.normal(0, 0.04, (TALL // 8, BROAD // 8, 1)).repeat(8, 0).repeat(8, 1)
    img[..., :3] = np.clip(img[..., :3] * shade, 0, 255)
    return img


def furniture(r):
    """A chair on legs with somebody on it, a board, a box, a bag: blocks."""
    img = np.zeros((TALL, BROAD, 4), np.uint8)
    for _ in range(r.integers(1, 5)):
        w, h = r.uniform(0.15, 0.6) * BROAD, r.uniform(0.1, 0.7) * TALL
        x, y = r.uniform(0, BROAD - w), TALL - h - r.choice([0, r.uniform(0, 0.3) * TALL])
        cv2.rectangle(img, (int(x), int(max(y, 0))), (int(x + w), int(y + h)), (*colour(r), 255), -1)
    for _ in range(r.integers(0, 5)):
        limb(img, (r.uniform(0, BROAD), r.uniform(0, TALL)), (r.uniform(0, BROAD), TALL), r.uniform(1, 4), colour(r))
    return img


def lettering(r, h=48, w=192):
    """A word, a sign beside it or a pattern; white inside its alpha, to be tinted."""
    img = np.zeros((h, w), np.uint8)
    x = 4
    if r.random() < 0.4:
        for _ in range(r.integers(1, 4)):
            p = np.stack([x + r.uniform(0, h * 0.9, 5), r.uniform(4, h - 4, 5)], 1).astype(np.int32)
            cv2.fillPoly(img, [cv2.convexHull(p)], 255)
        x += int(h * 1.05)
    if r.random() < 0.85:
        text = "".join(chr(r.integers(65, 91)) for _ in range(r.integers(2, 9)))
        scale, thick = r.uniform(0.8, 1.5), int(r.integers(2, 7))
        cv2.putText(img, text, (x, int(h * 0.75)), int(r.choice([0, 2, 3, 4])), scale, 255, thick, cv2.LINE_AA)
    else:
        cv2.ellipse(img, (w // 2, h // 2), (int(r.uniform(20, w / 2)), int(r.uniform(8, h / 2))), 0, 0, int(r.uniform(120, 361)), 255, int(r.choice([-1, 3, 6])), cv2.LINE_AA)
    return img


def banks(seed=3):
    """PEOPLE + THINGS x 4 x TALL x BROAD, WORDS x 1 x 48 x 192, uint8."""
    r = np.random.default_rng(seed)
    bodies = np.stack([person(r) for _ in range(PEOPLE)] + [furniture(r) for _ in range(THINGS)])
    return bodies.transpose(0, 3, 1, 2).copy(), np.stack([lettering(r) for _ in range(WORDS)])[:, None]
