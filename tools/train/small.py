"""What a detector sees too little of: people of a few pixels, and goals that are nobody.

Sheets are frames made of 2x2 to 4x4 shrunk ones, with their labels; goals are drawn over batches and not labelled.
"""
import math

import cv2
import numpy as np
import torch

SIDES, SHARES = (2, 3, 4), (0.3, 0.4, 0.3)  # pictures along a sheet's side, and how often


def cell(img, tag, boxes, w, h, rng):
    """A random 16:9 window of a picture, shrunk to w x h; boxes of whoever is half in it, cut at its edges."""
    H, W = tag.shape
    zoom = math.exp(rng.uniform(0, math.log(1.5)))
    ww, wh = W / zoom, H / zoom
    x, y = rng.uniform(0, W - ww), rng.uniform(0, H - wh)
    x0, y0, x1, y1 = int(x), int(y), int(x + ww), int(y + wh)
    s = np.array([w / (x1 - x0), h / (y1 - y0)] * 2)
    img = cv2.resize(img[y0:y1, x0:x1], (w, h), interpolation=cv2.INTER_AREA)
    tag = cv2.resize(tag[y0:y1, x0:x1], (w, h), interpolation=cv2.INTER_NEAREST)
    b = np.array(boxes, np.float32).reshape(-1, 5)
    b[:, :4] = (b[:, :4] - [x0, y0, x0, y0]) * s
    cut = b.copy()
    cut[:, [0, 2]], cut[:, [1, 3]] = b[:, [0, 2]].clip(0, w), b[:, [1, 3]].clip(0, h)
    area = lambda q: (q[:, 2] - q[:, 0]) * (q[:, 3] - q[:, 1])
    return img, tag, cut[(area(cut) > 0.5 * area(b)) & (b[:, 4] > 0)]


def sheet(load, rows, rng, most, ignore_person, ignore_ball):
    """One picture of many small ones: image, tag plane and boxes. load(row) -> image, tag, boxes. Balls are of no use
    at that size: ignored. Pictures that would bring more than `most` people are ignored too."""
    n = rng.choice(SIDES, p=SHARES)
    img, tag, boxes = None, None, np.zeros((0, 5), np.float32)
    for j in range(n):
        for i in range(n):
            one, t, b = load(rows[rng.integers(len(rows))])
            if img is None:
                img, tag = np.zeros_like(one), np.zeros_like(t)
                edge = lambda k, size: round(k * size / n)
            H, W = t.shape
            x0, x1, y0, y1 = edge(i, W), edge(i + 1, W), edge(j, H), edge(j + 1, H)
            img[y0:y1, x0:x1], t, b = cell(one, t, b, x1 - x0, y1 - y0, rng)
            tag[y0:y1, x0:x1] = t & (ignore_person | ignore_ball) | ignore_ball
            if len(boxes) + len(b) > most:
                tag[y0:y1, x0:x1] |= ignore_person
                continue
            b[:, :4] += [x0, y0, x0, y0]
            boxes = np.concatenate([boxes, b])
    return img, tag, boxes


def draw_goal(img, px, py, chance):
    """A goal somewhere in that share of a batch's pictures: posts, bar and net, as tall as people up to twice that."""
    B, _, h, w = img.shape
    dev = img.device
    u = lambda a, b: torch.rand(B, 1, 1, device=dev) * (b - a) + a
    flag = lambda p: (torch.rand(B, 1, 1, device=dev) < p).float()
    tall = torch.exp(u(math.log(6.0), math.log(110.0)))
    wide = tall * torch.exp(u(math.log(0.25), math.log(3.0)))
    x0, y0 = u(0, w) - wide / 2, u(0.1, 1.0) * h
    slope = torch.randn(B, 1, 1, device=dev) * 0.35
    lean = torch.randn(B, 1, 1, device=dev) * 0.12
    thick = (tall * 0.05 * u(0.7, 1.5)).clamp(min=0.6)
    y = y0 + slope * (px - x0) - py  # above the line between the posts' feet
    x = px - x0 + lean * y
    line = lambda d, t: ((t - d.abs()) / 2 + 0.5).clamp(0, 1) * t.clamp(max=1)
    inside = (y > -1).float() * (y < tall + thick / 2).float()
    span = (x > 0).float() * (x < wide).float()
    post = torch.maximum(line(x * 2, thick), line((x - wide) * 2, thick)) * inside
    frame = torch.maximum(post, line((y - tall) * 2, thick) * span)
    mesh = (tall * u(0.04, 0.12)).clamp(min=1.5)
    knots = torch.maximum(torch.cos(6.2832 * (x + 0.4 * y * flag(0.5)) / mesh), torch.cos(6.2832 * y / mesh)).clamp(min=0) ** 2
    net = knots * span * inside * u(0.0, 0.45)
    back = line((x - wide * u(0.1, 0.9)) * 2, thick * 0.6) * inside * flag(0.3) * 0.6  # a stay behind the net
    grey = torch.where(flag(0.8) > 0, u(170, 255), u(30, 170))[:, None].expand(B, 3, 1, 1)
    stripe = (torch.remainder((x + y) / tall * u(3, 6), 1.0) < 0.5).float() * flag(0.2)
    colour = grey * (1 - stripe[:, None]) + torch.rand(B, 3, 1, 1, device=dev) * 255 * stripe[:, None]
    alpha = (torch.maximum(torch.maximum(frame * u(0.6, 1.0), net), back) * flag(chance))[:, None]
    return img * (1 - alpha) + colour * alpha
