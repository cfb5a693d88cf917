"""Draw the pictures that samples.py plans, a batch at a time, on the GPU or the CPU."""
import functools
import os
import sys
from multiprocessing.pool import ThreadPool

import cv2
import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from data import _DD, IGNORE_BALL, IGNORE_PERSON, jpeg, rgb2ycc, ycc2rgb  # noqa: E402

from paste import PATCH  # noqa: E402
from samples import LEVELS, REACH  # noqa: E402

GROUND = 114  # what is around a frame, of 255


class Store:
    """All frames and their smaller levels in one flat buffer, four bytes a pixel, with a rim of GROUND one pixel wide around each level."""

    def __init__(self, count, read, size, device, rim=(GROUND,) * 4):
        """read(i): frame i, H x W x 3 or 4 uint8, blue first; size(i): (W, H), so that frames can be read at the same time."""
        sizes = np.array([[np.array(size(i)) >> k for k in range(LEVELS)] for i in range(count)])
        areas = (sizes + 2).prod(2)
        starts = areas.ravel().cumsum().reshape(areas.shape) - areas
        words = torch.empty(int(areas.sum()), dtype=torch.int32)
        bytes_ = words.numpy().view(np.uint8).reshape(-1, 4)

        def fill(i):
            img = read(i)
            img = cv2.cvtColor(img, cv2.COLOR_BGRA2RGBA if img.shape[2] == 4 else cv2.COLOR_BGR2RGBA)
            if img.shape[1::-1] != tuple(sizes[i, 0]):
                raise ValueError(f"frame {i} is {img.shape[1]}x{img.shape[0]}, its labels say {sizes[i, 0]}")
            for (w, h), start, area in zip(sizes[i].tolist(), starts[i], areas[i]):
                img = img if img.shape[:2] == (h, w) else cv2.resize(img, (w, h), interpolation=cv2.INTER_AREA)
                bytes_[start : start + area] = cv2.copyMakeBorder(img, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=rim).reshape(-1, 4)

        cv2.setNumThreads(1)
        with ThreadPool(len(os.sched_getaffinity(0))) as pool:
            pool.map(fill, range(count), chunksize=8)
        self.words = words.to(device)
        self.where = torch.from_numpy(np.concatenate([starts[..., None], sizes], 2)).to(device)  # count x LEVELS x (start, W, H)

    @classmethod
    def of(cls, rows, device):
        """Of the rows of samples.load."""
        return cls(len(rows), lambda i: cv2.imread(rows[i]["path"]), lambda i: (rows[i]["width"], rows[i]["height"]), device)

    @classmethod
    def of_sprites(cls, cut, device):
        """Of what samples.sprites gives: around one there is nothing."""
        ends = cut["sizes"].prod(1).cumsum()
        read = lambda i: cut["pixels"][ends[i] - cut["sizes"][i].prod() : ends[i]].reshape(*cut["sizes"][i][::-1], 4)
        return cls(len(ends), read, lambda i: cut["sizes"][i], device, rim=(0,) * 4)

    def at(self, where, x, y, channels=3):
        """B x H x W x 3 floats of 255 between the pixels x, y of levels that start and end as `where` says."""
        start, w, h = where.unbind(-1)
        x, y = torch.minimum(x.clamp(min=-1), w), torch.minimum(y.clamp(min=-1), h)
        left, top = torch.minimum(x.floor().long(), w - 1), torch.minimum(y.floor().long(), h - 1)
        across, down = (x - left)[..., None], (y - top)[..., None]
        here = start + (top + 1) * (w + 2) + left + 1
        tap = lambda i: self.words[i].view(torch.uint8).unflatten(-1, (-1, 4))[..., :channels].float()
        below = here + w + 2
        return torch.lerp(torch.lerp(tap(here), tap(here + 1), across), torch.lerp(tap(below), tap(below + 1), across), down)


@torch.no_grad()
def draw(store, plan, w, h, sprites=None):
    """Pictures B x 3 x H x W in 0..1, red first, and tags B x H x W, of a plan on the store's device."""
    dev = plan.back.device
    numbers = torch.arange(1, plan.cells.shape[1] + 1, device=dev)
    cell = covered(plan.cells, w, h, numbers).long()
    one = torch.arange(len(cell), device=dev)[:, None, None]
    m = plan.back[one, cell]
    px, py = torch.arange(w, device=dev), torch.arange(h, device=dev)[:, None]
    x, y = (m[..., k, 0] * px + m[..., k, 1] * py + m[..., k, 2] for k in range(2))
    img = store.at(store.where[plan.frame, plan.level][one, cell], x, y)
    if sprites:
        put(img, sprites, plan.pasted)
    img = photo(img.permute(0, 3, 1, 2).contiguous(), plan)
    tag = IGNORE_BALL + IGNORE_PERSON * (covered(plan.ignored, w, h) > 0)
    return (img / 255).contiguous(memory_format=torch.channels_last), tag


def put(img, sprites, pasted):
    """Paste into B x H x W x 3 what Plan.pasted says, one after another, each through a patch that lies wholly within the picture."""
    n, h, w, _ = img.shape
    high, wide = min(PATCH, h), min(PATCH, w)
    one = torch.arange(n, device=img.device)[:, None, None]
    number = lambda size: torch.arange(size, device=img.device)
    for p in pasted.unbind(1):
        sprite, level = p[:, 0].long(), p[:, 1].long()
        x = p[:, 8].clamp(0, w - wide).long()[:, None, None] + number(wide)
        y = p[:, 9].clamp(0, h - high).long()[:, None, None] + number(high)[:, None]
        m = p[:, 2:8].reshape(n, 2, 3, 1, 1)
        sx, sy = (m[:, k, 0] * x + m[:, k, 1] * y + m[:, k, 2] for k in range(2))
        over = sprites.at(sprites.where[sprite.clamp(min=0), level][:, None, None], sx, sy, 4) * (sprite >= 0)[:, None, None, None]
        img[one, y, x] = (img[one, y, x] * (1 - over[..., 3:] / 255) + over[..., :3] * p[:, None, None, 10:]).clamp(0, 255)


def covered(rects, w, h, weight=1.0):
    """B x H x W: the sum of the weights of those of B x N rectangles that a pixel is in."""
    within = lambda k, size: (lambda p: (p >= rects[..., k : k + 1]) & (p < rects[..., k + 2 : k + 3]))(torch.arange(size, device=rects.device)).float()
    return torch.einsum("bn,bnh,bnw->bhw", torch.ones_like(rects[..., 0]) * weight, within(1, h), within(0, w))


def photo(x, plan):
    """Light and colour of every picture, and of those that the plan names blur, noise and compression."""
    vivid, gain, gamma, contrast, offset = (v[..., None, None] for v in plan.light.split([1, 3, 1, 1, 1], 1))
    grey = x.mean(1, keepdim=True)
    x = ((grey + (x - grey) * vivid) * gain).clamp(0, 255)
    x = ((255 * (x / 255) ** gamma - 128) * contrast + 128 + offset).clamp(0, 255)
    for some, change, by in ((plan.blurred, blur, plan.kernel), (plan.noisy, noise, plan.noise), (plan.packed, packed, plan.step)):
        if len(some):
            x.index_copy_(0, some, change(x[some], by).clamp(0, 255))
    return x


def blur(x, kernel):
    n, _, h, w = x.shape
    wide = F.pad(x, [REACH] * 4, mode="reflect").reshape(1, 3 * n, h + 2 * REACH, w + 2 * REACH)
    return F.conv2d(wide, kernel[:, None].repeat_interleave(3, 0), groups=3 * n).reshape(x.shape)


def noise(x, sigma):
    return x + torch.randn_like(x[:, :1]) * sigma.view(-1, 1, 1, 1)


def packed(x, step):
    """As JPEG leaves a picture: brightness, and colour at half the size, in rounded cosine blocks."""
    y, *colour = rgb2ycc(x)
    colour = F.avg_pool2d(torch.stack(colour, 1), 2) + 128
    cosines, fine, coarse = tables(x.device)
    y, colour = jpeg(y[:, None], step, cosines, fine)[:, 0], jpeg(colour, step, cosines, coarse) - 128
    return ycc2rgb(y, *F.interpolate(colour, scale_factor=2, mode="bilinear").unbind(1))


@functools.cache
def tables(device):
    """The cosine transform of a block, and how its steps grow with frequency: near JPEG's own tables for brightness and for colour."""
    frequency = (torch.arange(8)[:, None] + torch.arange(8)).reshape(64)
    return _DD.to(device), (1 + 0.4 * frequency).to(device), (1 + 0.8 * frequency).to(device)
