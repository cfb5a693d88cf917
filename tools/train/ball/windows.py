"""Windows of three frames with their balls, made on the GPU: real frames under a moving camera, flights drawn over them."""
import math

import numpy as np
import torch
import torch.nn.functional as F

import draw
import net
from bodies import PARTS, Bodies
from draw import LOOKS
from flights import EXPOSURES, uniform
from frames import HEIGHT, MOST, WIDTH
from photo import Photo
from pool import Pool
from sprites import letters

OFTEN = (0.75, 0.12)  # how often a first and a second flight are drawn into a window
BUSY = 0.45  # how often a flight goes over lines, letters or a crowd
LIES = 0.7  # pixels of 512 that a drawn ball goes in two frames, beside the camera's own: less need not be found where what rests is no ball
DISCS = 8  # places of a frame that are left out
PALE = 14  # levels: a drawn ball that stands out less need not be found
LEAST = 1.3  # pixels: neither need a labelled one that is smaller
# of a sport's training: how often a window is of which kind of film (shuttle's stills apart), and drawn flights' kinds
MIXES = {
    "shuttle": (dict(shuttle=0.22, stills=0.17, hall=0.1, drawn=0.22, tennis=0.04, volleyball=0.1, soccer=0.15), dict(shuttle=1.0)),
    "soccer": (dict(shuttle=0.1, stills=0.05, tennis=0.05, volleyball=0.1, soccer=0.7), dict(soccer=0.85, tennis=0.05, volleyball=0.1)),
}

GOES = 0.45  # how often the camera goes on before a still, there
ALIVE = 0.8  # how often parts of a still move by themselves, where only what moves is a ball
SMALL = 14  # pixels of 768: labelled balls that are larger need not be found there, and cannot be erased unseen
AFAR = (0.42, 0.85)  # zooms at which people are as small as in broadcasts: of stills of halls, and how often
OFTEN_AFAR = 0.4
MOVING = {"shuttle"}  # of these sports only what moves is a ball: what rests is taught as empty
# decoys, and how often; of the sports of MOVING the balls among them rest
DECOYS = {False: dict(ring=0.15, bar=0.15, blob=0.15, none=0.55), True: dict(ring=0.12, bar=0.12, blob=0.14, letters=0.14, cutout=0.14, shuttle=0.1, ball=0.1, none=0.14)}


class Store:
    """Films' frames on the device at three sizes, and what is known of them."""

    def __init__(self, rows, pictures, starts, device, mix, width=WIDTH):
        self.rows, self.starts, self.device = rows, starts, device
        self.scale = pictures.shape[2] / WIDTH
        self.full = torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous().to(device)
        halved = lambda t: torch.cat([F.avg_pool2d(part.float(), 2).round().byte() for part in t.split(64)])
        self.half = halved(self.full)
        self.quarter = halved(self.half)
        n = len(pictures)
        self.balls = np.full((n, MOST, 4), np.nan, np.float32)  # x y w h, of 0..1
        self.known = np.zeros(n, bool)
        self.left_out = np.zeros((n, DISCS, 3), np.float32)  # x y radius, of the picture's width
        for film, start in zip(rows, starts):
            for k, b in enumerate(film.balls):
                if b is not None:
                    self.known[start + k] = True
                    self.balls[start + k, : len(b)] = b
        group = ["stills" if f.kind == "shuttle" and len(f) == 1 else f.kind for f in rows]
        self.ours = np.concatenate([np.full(len(f), f.kind == "shuttle") for f in rows])  # a shuttle's or nobody's
        self.far = np.concatenate([np.full(len(f), f.kind in ("soccer", "drawn")) for f in rows])
        share = {g: mix.get(g, 0) / sum(len(f) for f, k in zip(rows, group) if k == g) for g in set(group)}
        self.first = np.concatenate([np.arange(len(f)) * 0 + s for f, s in zip(rows, starts)])
        self.last = np.concatenate([np.arange(len(f)) * 0 + s + len(f) - 1 for f, s in zip(rows, starts)])
        self.chance = np.concatenate([np.full(len(f), share[g]) for f, g in zip(rows, group)])
        self.chance /= self.chance.sum()

    def pick(self, rng, n):
        """Indices n x 3 of consecutive frames, in either order; a film of one frame gives it three times."""
        middle = rng.choice(len(self.chance), n, p=self.chance)
        step = np.where(rng.random(n) < 0.15, 2, 1) * np.where(rng.random(n) < 0.3, -1, 1)
        index = middle[:, None] + step[:, None] * np.array([-1, 0, 1])
        return np.clip(index, self.first[middle][:, None], self.last[middle][:, None])


class Batcher:
    """next() gives a batch: frames n x 9 x H x W of 0..1, heat and weight n x 3 x H/2 x W/2, truth n x 3 x k x 2 (nan: none)."""

    def __init__(self, store, width, height, batch, kinds, sprites, seed=0, real_only=False, moving=False):
        """moving: what rests is no ball (MOVING)."""
        self.store, self.w, self.h, self.b, self.dev = store, width, height, batch, store.device
        self.real_only, self.moving = real_only, moving
        self.sprites, self.letters = (torch.from_numpy(v).to(store.device) for v in (sprites, letters()))
        self.rng = np.random.default_rng(seed)
        self.pool = Pool(kinds, width, self.dev, self.rng)
        torch.manual_seed(seed)
        ys, xs = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
        self.px = torch.stack([xs, ys, torch.ones_like(xs)], -1).to(self.dev)
        self.photograph = Photo(self.dev)

    def cameras(self, index):
        """Maps n x 3 x 2 x 3 from stored pixels (of WIDTH x HEIGHT) to the window's."""
        r, n = self.rng, len(index)
        zoom = np.exp(r.uniform(math.log(0.85), math.log(1.9), n)) if not self.real_only else np.ones(n)
        if self.moving and not self.real_only:  # from afar, but what is
            afar = (r.random(n) < OFTEN_AFAR) & (index[:, 0] == index[:, 2]) & ~self.store.far[index[:, 1]]
            zoom = np.where(afar, np.exp(r.uniform(*np.log(AFAR), n)), zoom)
        unit = self.w / WIDTH
        flip = np.where(r.random(n) < (0 if self.real_only else 0.5), -1.0, 1.0)
        turn, stretch = (r.normal(0, s, n) * (not self.real_only) for s in (0.03, 0.06))
        room = np.maximum(1 - 1 / zoom, 0) / 2
        look = np.stack([r.uniform(-room, room) + 0.5, r.uniform(-room, room) + 0.5], 1) * [WIDTH, HEIGHT]
        near = self.store.balls[index[:, 1]]  # towards a labelled ball, often
        chance = r.random((n, MOST)) * ~np.isnan(near[..., 0])
        to = near[np.arange(n), chance.argmax(1), :2] * [WIDTH, HEIGHT] + r.normal(0, 0.18, (n, 2)) * WIDTH / zoom[:, None]
        low, high = ((0.5 + side * room)[:, None] * np.array([WIDTH, HEIGHT]) for side in (-1, 1))
        goes = (chance.max(1) > 0) & (r.random(n) < 0.5) & (zoom > 1)
        look = np.where(goes[:, None], np.clip(to, low, high), look)
        drift, shake = self.motion(index[:, 0] == index[:, 2])
        c, s = np.cos(turn), np.sin(turn)
        scale = np.stack([flip * np.exp(stretch), np.exp(-stretch)], 1) * (zoom * unit)[:, None]
        a = np.stack([c, -s, s, c], 1).reshape(n, 2, 2) * scale[:, None]
        at = np.array([self.w, self.h]) / 2 + (np.array([-1, 0, 1])[:, None] * drift[:, None] + shake) * (not self.real_only)
        out = np.concatenate([np.repeat(a[:, None], 3, 1), (at - np.einsum("nij,nj->ni", a, look)[:, None])[..., None]], 3)
        return out, zoom

    def motion(self, single):
        """How cameras go on per frame, n x 2, and shake, n x 3 x 2, pixels: before stills often. Courts are mostly filmed by cameras that stand."""
        r, n, unit = self.rng, len(single), self.w / 512
        drift = r.normal(0, 4, (n, 2)) * (r.random(n) < np.where(single, 0.55, 0.1))[:, None]
        if self.moving:
            speed, way = np.exp(r.uniform(math.log(0.4), math.log(8), n)), r.uniform(0, 2 * math.pi, n)
            drift = np.where(single[:, None], (r.random(n) < GOES)[:, None] * speed[:, None] * np.stack([np.cos(way), np.sin(way)], 1), drift)
        shake = r.normal(0, 0.35, (n, 3, 2)) * (r.random(n) < np.where(single, 0.6, 0.2))[:, None, None]
        return drift * unit, shake

    def warp(self, index, maps, zoom):
        """Frames n x 3 x 3 x H x W, 0..255."""
        n, store = len(index), self.store
        square = np.concatenate([maps, np.tile([[[[0, 0, 1.0]]]], (n, 3, 1, 1))], 2)
        back = torch.from_numpy(np.linalg.inv(square)[:, :, :2].astype(np.float32)).to(self.dev)
        size = torch.tensor([WIDTH, HEIGHT], device=self.dev)
        out = torch.empty(n, 3, 3, self.h, self.w, device=self.dev)
        shrink = WIDTH * store.scale / self.w / zoom
        shrink = torch.from_numpy(shrink + self.rng.normal(0, 0.15, n) * (not self.real_only))
        single = torch.from_numpy(index[:, 0] == index[:, 2]).to(self.dev)[:, None, None, None, None]
        for level, which in ((store.full, shrink <= 1.5), (store.half, (shrink > 1.5) & (shrink <= 3)), (store.quarter, shrink > 3)):
            k = which.nonzero()[:, 0].to(self.dev)
            if not len(k):
                continue
            at = torch.einsum("ntij,hwj->nthwi", back[k], self.px) / size * 2 - 1
            if self.moving and not self.real_only:  # beyond a still's edge is its mirror image
                at = torch.where(single[k], 1 - ((at + 1) % 4 - 2).abs(), at)
            pictures = level[torch.from_numpy(index).to(self.dev)[k].reshape(-1)].float() - 114
            seen = F.grid_sample(pictures, at.reshape(-1, self.h, self.w, 2), align_corners=False) + 114
            out[k] = seen.view(len(k), 3, 3, self.h, self.w)
        return out

    def labelled(self, index, maps):
        """Of the frames' own balls: at n x 3 x MOST x 2 and size n x 3 x MOST, pixels of the window; nan where none."""
        balls = self.store.balls[index] * [WIDTH, HEIGHT, WIDTH, HEIGHT]
        at = np.einsum("ntij,ntkj->ntki", maps[..., :2], balls[..., :2]) + maps[:, :, None, :, 2]
        size = balls[..., 2:].max(-1) * np.abs(np.linalg.det(maps[..., :2]))[..., None] ** 0.5
        outside = (at < 0).any(-1) | (at[..., 0] >= self.w) | (at[..., 1] >= self.h)
        at[outside] = np.nan
        return (torch.from_numpy(v.astype(np.float32)).to(self.dev) for v in (at, size))

    def quiet(self, frames, known):
        """Where nothing moves, n x 3 x H/2 x W/2: of films that nobody labelled, only that is taken for empty."""
        grey = F.avg_pool2d(frames.mean(2), 2)
        d = (grey[:, 1:] - grey[:, :-1]).abs()
        moves = torch.stack([d[:, 0], torch.minimum(d[:, 0], d[:, 1]), d[:, 1]], 1)
        quiet = F.max_pool2d(moves, 9, 1, 4) < 14
        return quiet | known[:, :, None, None]

    def alone(self, frames, index, at, size, zoom):
        """Of a still shown three times, its balls stay in one frame only, in others they go: which frames keep them, n x 3; or they go in
        all, or stay and need not be found (second result, n), where what rests is no ball. There balls of other sports stay, as nothing else."""
        n = len(frames)
        u, one = self.rng.random(n), self.rng.integers(3, size=n)[:, None] == np.arange(3)
        labelled = ~np.isnan(self.store.balls[index][..., 0])
        ours = (index[:, 0] == index[:, 2]) & labelled[:, 0].any(1)
        others = ours & ~self.store.ours[index[:, 1]] & self.moving
        sides = np.where(labelled[..., None], self.store.balls[index][..., 2:] * [WIDTH, HEIGHT], 0)  # `size` is on the device: to ask it would wait
        large = ours & (sides.max((1, 2, 3)) / WIDTH * zoom > SMALL / 768) & self.moving
        ours &= ~others & ~large
        keep = np.where((ours & (u < 0.6))[:, None], one, True)
        keep[ours & (u >= 0.6) & (u < 0.85) & self.moving] = False
        flat = frames.view(n * 3, 3, self.h, self.w)
        for k in range(MOST):
            gone = np.flatnonzero(~keep & labelled[:, :, k])
            if len(gone):
                gone = torch.from_numpy(gone).to(self.dev)
                spot = at.view(n * 3, MOST, 2)[gone, k].nan_to_num(-99.0)
                draw.erase(flat, gone, spot, size.view(n * 3, MOST)[gone, k].clamp(1, self.w / 16) * 0.75 + 1.5)
        keep[others] = False
        return torch.from_numpy(keep).to(self.dev), torch.from_numpy((ours & (u >= 0.85) | large & ~others) & self.moving).to(self.dev)

    def alive(self, frames, index, at):
        """Parts of stills move by themselves, and their balls with them."""
        which = np.flatnonzero((index[:, 0] == index[:, 2]) & (self.rng.random(len(frames)) < ALIVE))
        if not len(which):
            return frames, at
        k = torch.from_numpy(which).to(self.dev)
        some = frames[k]
        bodies = Bodies(self.busy(some, PARTS), self.w, self.h)
        frames[k] = bodies.show(some)
        at[k] = torch.stack([bodies.went(at[k, t], t - 1) for t in range(3)], 1)
        return frames, at

    def put(self, frames, f, looks):
        """Draws the things f with looks (n names, or none) into all three frames where they are inside; returns n x 3, how far they stand
        out (0: not drawn)."""
        stands = torch.zeros(len(looks), 3, device=self.dev)
        flat = frames.view(-1, 3, self.h, self.w)
        centre = f["path"].mean(2)
        inside = (centre > 0).all(-1) & (centre[..., 0] < self.w) & (centre[..., 1] < self.h)
        path = torch.where(inside[:, :, None, None], f["path"], torch.full_like(f["path"], -9.0 * self.w))  # out of every patch
        frame = torch.arange(3, device=self.dev)
        for look in sorted(set(looks) - {"none"}):
            i = torch.from_numpy(np.flatnonzero(looks == look)).to(self.dev)
            k, t = i.repeat_interleave(3), frame.repeat(len(i))
            bank = self.letters if look == "letters" else self.sprites
            sprites = bank[torch.randint(len(bank), (len(i),), device=self.dev)].repeat_interleave(3, 0)
            things = path[k, t], *(f[c][k, t] for c in ("size", "way", "side")), {c: f[c][k] for c in draw.PAINT}
            stands[k, t] = draw.paste(flat, k * 3 + t, LOOKS[look], *things, sprites)
        return stands

    def decoys(self, frames, f, moved):
        """Things that are no balls: rings, bars, blobs, letters that move or lie, and balls that lie. moved: by the camera, n x 3 x 2."""
        n, share = len(frames), DECOYS[self.moving]
        looks = self.rng.choice(list(share), n, p=list(share.values()))
        like = np.isin(looks, ["cutout", "shuttle", "ball"])  # only their rest tells that they are none
        still = (self.rng.random(n) < (0.55 if self.moving else 0.4)) | like | (looks == "letters")
        fixed = still & ~like & (self.rng.random(n) < 0.3)  # in the picture, as a score's graphic
        larger = np.where((looks == "bar") | like, 1.0, self.rng.uniform(2.0, 3.5, n))
        least = np.where(looks == "ring", 10, np.where((looks == "blob") & ~still, 12, 0)) * self.w / 512  # smaller ones could be balls
        most = np.where(looks == "bar", self.w / 40, self.w / 12)  # or a patch would cut them
        t = lambda v: torch.from_numpy(v.astype(np.float32)).to(self.dev)
        rest = t(still)[:, None] > 0
        size, way, side = (torch.where(rest, f[c][:, 1:2], f[c]) for c in ("size", "way", "side"))
        size = torch.minimum(torch.maximum(size * t(larger)[:, None], t(least)[:, None]), t(most)[:, None])
        across = (looks == "bar") * (math.pi / 2 + self.rng.normal(0, 0.4, n))  # along its way a bar could be one
        way = torch.where(t(looks == "letters")[:, None] > 0, 0.1 * way, way + t(across)[:, None])
        middle = f["path"][:, 1:2, EXPOSURES // 2 : EXPOSURES // 2 + 1].expand_as(f["path"])
        path = torch.where(rest[..., None, None], middle, f["path"]) + moved[:, :, None] * t(~fixed)[:, None, None, None]
        self.put(frames, dict(f, size=size, path=path, way=way, side=side), looks)

    def busy(self, frames, many=1):
        """Of each window places with edges, bright ones rather: n x many x 2, pixels."""
        grey = F.avg_pool2d(frames[:, 1].mean(1, keepdim=True), 2)
        edges = F.max_pool2d(grey, 3, 1, 1) + F.max_pool2d(-grey, 3, 1, 1)
        much = F.avg_pool2d(edges * (0.3 + grey / 255), 8)
        cell = torch.multinomial(much.flatten(1).clamp(min=0) + 1e-2, many, replacement=True)
        across = much.shape[-1]
        return (torch.stack([cell % across, cell // across], -1) + torch.rand(*cell.shape, 2, device=self.dev)) * 16

    def fly(self, frames, slots, moved):
        """Draws flights; at n x 3 x slots x 2 and whether each must be found (1), may be (2) or is not there (0)."""
        n, at, must = len(frames), [], []
        for f, often in zip(slots, OFTEN):
            u = self.rng.random(n)
            shuttles = np.where((u < 0.3) & (f["streak"] < 1.5), "cutout", np.where(u > 0.88, "ball", "shuttle"))  # far away it is a round spot
            looks = np.where(f["shuttle"], shuttles, "ball")
            looks = np.where(self.rng.random(n) < often, looks, "none")
            over = torch.from_numpy(self.rng.random(n) < BUSY * self.moving).to(self.dev)[:, None]
            centre = f["path"][:, 1].mean(1)
            shift = torch.where(over, self.busy(frames)[:, 0] - centre, torch.zeros_like(centre))
            hidden = torch.rand(n, 3, device=self.dev) < 0.06
            path = f["path"] + shift[:, None, None] + moved[:, :, None]
            path = torch.where(hidden[:, :, None, None], torch.full_like(path, -99.0), path)
            stands = self.put(frames, dict(f, path=path), looks)
            lies = torch.from_numpy(self.moving & (f["moves"] < LIES * self.w / 512)).to(self.dev)[:, None]
            at.append(path.mean(2))
            must.append(torch.where((stands > PALE) & ~lies, 1, torch.where(stands > 0, 2, 0)))
        return torch.stack(at, 2), torch.stack(must, 2)

    def repeats(self, n):
        """Which frame is shown in each place, n x 3: one twice at times, as in films of another rate, or one for
        all, but where only what moves is a ball."""
        order = np.tile([0, 1, 2], (n, 1))
        u = self.rng.random(n)
        for i in np.flatnonzero((u < 0.25) & (u >= 0.15 * self.moving)):
            k = self.rng.integers(3)
            order[i] = [k] * 3 if u[i] < 0.15 else ([0, 0, 2], [0, 2, 2], [0, 0, 1])[k]
        return torch.from_numpy(order).to(self.dev)

    @torch.no_grad()
    def next(self, index=None):
        index = self.store.pick(self.rng, self.b) if index is None else index
        n = len(index)
        maps, zoom = self.cameras(index)
        frames = self.warp(index, maps, zoom)
        known = torch.from_numpy(self.store.known[index]).to(self.dev)
        own, size = self.labelled(index, maps)
        quiet = self.quiet(frames, known)
        at, must = own, torch.where(torch.isnan(own[..., 0]), 0, torch.where(size < LEAST, 2, 1))
        if not self.real_only:
            if self.moving:
                frames, own = self.alive(frames, index, own)
                must = torch.where((must > 0) & (size > SMALL * self.w / 768), 2, must)
            keep, doubtful = self.alone(frames, index, own, size, zoom)
            must = must * keep[:, :, None]
            must = torch.where(doubtful[:, None, None] & (must > 0), 2, must)
            moved = torch.from_numpy((maps[..., 2] - maps[:, 1:2, :, 2]).astype(np.float32)).to(self.dev)  # what the camera's own motion adds
            many = self.pool.take(n * (1 + len(OFTEN)))
            decoys, *slots = ({c: v[k * n : (k + 1) * n] for c, v in many.items()} for k in range(1 + len(OFTEN)))
            self.decoys(frames, decoys, moved)
            drawn, found = self.fly(frames, slots, moved)
            at, must = torch.cat([own, drawn], 2), torch.cat([must, found], 2)
            frames, at, must = self.photograph.mixed(frames, at, must) if self.moving else (frames, at, must)
            frames = self.photograph(frames)
            order = self.repeats(n)
            row = torch.arange(n, device=self.dev)[:, None]
            frames, at, must, quiet = (t[row, order] for t in (frames, at, must, quiet))
            row, order = row.cpu().numpy(), order.cpu().numpy()
            index, maps = index[row, order], maps[row, order]
        return self.answer(frames, at, must, quiet, index, maps)

    def answer(self, frames, at, must, quiet, index, maps):
        n, (h, w) = len(frames), (self.h // net.STRIDE, self.w // net.STRIDE)
        points = at.nan_to_num(-99.0).reshape(n * 3, -1, 2)
        heat = net.bumps(points, (must == 1).view(n * 3, -1).float(), h, w).view(n, 3, h, w)
        doubtful = net.discs(points, (must == 2).view(n * 3, -1) * 9.0, h, w).view(n, 3, h, w)
        left = self.store.left_out[index]
        away = np.einsum("ntij,ntkj->ntki", maps[..., :2], left[..., :2] * WIDTH) + maps[:, :, None, :, 2]
        scale = np.abs(np.linalg.det(maps[..., :2]))[..., None] ** 0.5
        t = lambda v: torch.from_numpy(v.astype(np.float32)).to(self.dev)
        doubtful |= net.discs(t(away).view(n * 3, -1, 2), t(left[..., 2] * WIDTH * scale).view(n * 3, -1), h, w).view(n, 3, h, w)
        weight = (((quiet > 0) & ~doubtful) | (heat > 0.02)).float()
        truth = torch.where((must == 1)[..., None], at, torch.full_like(at, math.nan))
        return frames.reshape(n, 9, self.h, self.w) / 255, heat, weight, truth
