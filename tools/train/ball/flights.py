"""Small balls in flight before random cameras: where they are in three consecutive frames, and on the way during each exposure.

Pure physics of a point with drag that grows with the square of its speed: it falls no faster than its terminal speed. All
quantities are tensors over n flights, metres and seconds; pictures are 1 wide, y down.
"""
import math

import torch

GRAVITY = 9.81
EXPOSURES = 12  # instants of one exposure
# of a kind of ball: diameter (of a shuttle: its skirt's), terminal speed; shots as (share, least and greatest speed, least and
# greatest elevation in degrees, mean seconds since); share of balls that roll or lie on the ground
KINDS = {
    "shuttle": dict(diameter=0.066, terminal=6.8, ground=0.0, shots=[
        (0.14, 40, 100, -18, 2, 0.25), (0.14, 50, 110, -18, 2, 0.03), (0.24, 15, 45, 20, 65, 0.6), (0.2, 3, 15, -20, 60, 0.4),
        (0.16, 12, 40, -8, 12, 0.3), (0.12, 0.6, 4, -50, 40, 0.0)]),  # the last: the top of a lob
    "soccer": dict(diameter=0.22, terminal=28.0, ground=0.45, shots=[(0.7, 0, 18, -5, 50, 0.5), (0.3, 15, 33, -5, 25, 0.4)]),
    "tennis": dict(diameter=0.067, terminal=23.0, ground=0.03, shots=[(0.6, 10, 35, -10, 25, 0.4), (0.4, 25, 60, -12, 5, 0.3)]),
    "volleyball": dict(diameter=0.21, terminal=18.0, ground=0.05, shots=[(0.6, 3, 12, 10, 80, 0.5), (0.4, 10, 28, -20, 10, 0.2)]),
}


def uniform(low, high, *shape, device="cpu"):
    return torch.rand(*shape, device=device) * (high - low) + low


def norm(v):
    return v.norm(dim=-1, keepdim=True)


def step(v, seconds, terminal, falls):
    """Velocity n x 3 (z up) after some seconds, n: drag first, which never turns it round, then gravity."""
    k = GRAVITY / terminal**2
    s = seconds[:, None]
    v = v / (1 + k[:, None] * norm(v) * s)
    return v - torch.tensor([0, 0, GRAVITY], device=v.device) * s * falls[:, None]


def table(device):
    """Of every kind in the order of KINDS: diameter, terminal speed, share on the ground; and its shots, padded to as many."""
    most = max(len(k["shots"]) for k in KINDS.values())
    plain = [(k["diameter"], k["terminal"], k["ground"]) for k in KINDS.values()]
    rows = [k["shots"] + [(0.0,) * 6] * (most - len(k["shots"])) for k in KINDS.values()]
    return torch.tensor(plain, device=device), torch.tensor(rows, device=device)


def shots(rows):
    """Velocities just after a hit and the seconds since: n x 3, n. rows: n x shots x 6 of table()."""
    n, device = len(rows), rows.device
    row = rows[torch.arange(n, device=device), torch.multinomial(rows[:, :, 0], 1)[:, 0]]
    speed = row[:, 1] + (row[:, 2] - row[:, 1]) * torch.rand(n, device=device)
    up = torch.deg2rad(row[:, 3] + (row[:, 4] - row[:, 3]) * torch.rand(n, device=device))
    way = uniform(0, 2 * math.pi, n, device=device)
    v = torch.stack([up.cos() * way.cos(), up.cos() * way.sin(), up.sin()], 1) * speed[:, None]
    return v, -torch.log(torch.rand(n, device=device).clamp(min=1e-3)) * row[:, 5]


def cameras(n, device, along=None, television=None):
    """Focal lengths (picture widths) and turns from the world (z up) to cameras (x right, y down, z ahead): n, n x 3 x 3. Those of
    `television` (n) stand high behind the court and look the way of the flight `along` (n x 3), or against it."""
    focal = torch.exp(uniform(math.log(0.6), math.log(2.5), n, device=device))
    down = torch.deg2rad(8 + 9 * torch.randn(n, device=device))
    way, roll = uniform(0, 2 * math.pi, n, device=device), 0.05 * torch.randn(n, device=device)
    if television is not None:
        axis = torch.atan2(along[:, 1], along[:, 0]) + math.pi * (torch.rand(n, device=device) < 0.5) + 0.22 * torch.randn(n, device=device)
        focal = torch.where(television, torch.exp(uniform(0, math.log(3.0), n, device=device)), focal)
        down = torch.where(television, torch.deg2rad(uniform(10, 32, n, device=device)), down)
        way, roll = torch.where(television, axis, way), torch.where(television, 0, roll)
    zero = torch.zeros_like(way)
    right = torch.stack([way.sin(), -way.cos(), zero], 1)
    ahead = torch.stack([way.cos() * down.cos(), way.sin() * down.cos(), -down.sin()], 1)
    below = torch.linalg.cross(ahead, right)
    c, s = roll.cos()[:, None], roll.sin()[:, None]
    return focal, torch.stack([c * right + s * below, c * below - s * right, ahead], 1)


def fly(v, times, terminal, falls, hit_at, hit_to):
    """Positions from 0 and velocities, n x len x 3 each, at n x len ascending times after the first; at hit_at the velocity
    becomes hit_to."""
    at, path, speeds = torch.zeros_like(v), [], []
    for j in range(times.shape[1]):
        if j:
            struck = (times[:, j - 1] < hit_at) & (hit_at <= times[:, j])
            v = torch.where(struck[:, None], hit_to, v)
            s = times[:, j] - times[:, j - 1]
            after = step(v, s, terminal, falls)
            at, v = at + (v + after) / 2 * s[:, None], after
        path.append(at)
        speeds.append(v)
    return torch.stack(path, 1), torch.stack(speeds, 1)


def flights(kind, size, hits=0.12, television=None):
    """kind: n indices into KINDS; size: n apparent diameters in picture widths; television: n, which are seen as broadcasts show a court. Returns at n x 3 x EXPOSURES x 2 (picture widths), size n x 3, way
    n x 3 (radians: where in the picture it flies), side n x 3 (1 flies across, 0 along the line of sight)."""
    n, device = len(kind), kind.device
    plain, rows = (t[kind] for t in table(device))
    diameter, terminal, ground = plain.unbind(1)
    v, age = shots(rows)
    falls = (torch.rand(n, device=device) >= ground).float()
    v = torch.where(falls[:, None] > 0, v, v * torch.tensor([0.4, 0.4, 0.0], device=device))
    for _ in range(24):
        v = step(v, age.clamp(max=1.5) / 24, terminal, falls)
    fps = torch.tensor([24.0, 25.0, 30.0, 30.0, 50.0, 60.0], device=device)[torch.randint(6, (n,), device=device)]
    shutter = torch.exp(uniform(math.log(1 / 1000), math.log(1 / 50), n, device=device))
    if television is not None:
        shutter = torch.where(television, torch.exp(uniform(math.log(1 / 400), math.log(1 / 60), n, device=device)), shutter)
        fps = torch.where(television & (fps == 24), 25.0, fps)
    shutter = torch.minimum(shutter, 0.9 / fps)
    frame = torch.arange(3, device=device).repeat_interleave(EXPOSURES)
    part = torch.linspace(-0.5, 0.5, EXPOSURES, device=device).repeat(3)
    times = frame / fps[:, None] + part * shutter[:, None]
    struck = torch.rand(n, device=device) < hits
    hit_at = torch.where(struck, uniform(0, 2, n, device=device) / fps, torch.full_like(fps, 9.0))
    back = shots(rows)[0]
    if television is not None:  # it is hit back, not anywhere
        flat = v[:, :2] / norm(v[:, :2]).clamp(min=1e-6)
        returned = torch.cat([-flat * norm(back[:, :2]) + 0.2 * norm(back[:, :2]) * torch.randn_like(flat), back[:, 2:]], 1)
        back = torch.where(television[:, None], returned, back)
    path, speeds = fly(v, times, terminal, falls, hit_at, back)
    focal, turn = cameras(n, device, v, television)
    depth = diameter * focal / size
    uv = torch.rand(n, 2, device=device) * torch.tensor([1.0, 9 / 16], device=device)
    centre = torch.tensor([0.5, 9 / 32], device=device)
    ray = torch.cat([(uv - centre) / focal[:, None], torch.ones(n, 1, device=device)], 1)
    middle = EXPOSURES + EXPOSURES // 2
    seen = torch.einsum("nij,ntj->nti", turn, path - path[:, middle : middle + 1]) + (ray * depth[:, None])[:, None]
    z = seen[..., 2:].clamp(min=0.3)
    at = centre + focal[:, None, None] * seen[..., :2] / z
    u = torch.einsum("nij,ntj->nti", turn, speeds)
    across = u[..., :2] - u[..., 2:] * seen[..., :2] / z
    middles = torch.arange(3, device=device) * EXPOSURES + EXPOSURES // 2
    side = (norm(across) / norm(u).clamp(min=1e-6))[:, middles, 0].clamp(0.1, 1)
    way = torch.atan2(across[..., 1], across[..., 0])[:, middles]
    return dict(at=at.reshape(n, 3, EXPOSURES, 2), size=(diameter * focal)[:, None] / z[:, middles, 0], way=way, side=side)
