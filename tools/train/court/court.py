"""A badminton court in numbers, and which channel of the network's heat is which.

Metres, origin under the net's middle, x along the court, y to the left of whoever looks along x, z up. The camera stands
at x < 0: the near end is the end that is nearer to the camera. A court fits a picture in two ways, half a turn apart;
this picks one, and it can do no better when a camera stands level with the net.

The court's 13.40 x 6.10 m reach to its lines' outer edges, and every line is part of the area that it bounds. Points
here lie in the middle of the paint, 2 cm inside that.
"""
import numpy as np

LENGTH, WIDTH, LINE = 13.40, 6.10, 0.04
POST, TAPE, NET = 1.55, 1.524, 0.76  # height of the posts, of the net's middle, and how far the net hangs down
ALONG = (-6.68, -5.92, -2.00, 2.00, 5.92, 6.68)  # x of the lines across, near to far
ACROSS = (3.03, 2.57, 0.0, -2.57, -3.03)  # y of the lines along, left to right
ROWS = ("near base line", "near long service line", "near short service line", "far short service line", "far long service line", "far base line")
COLUMNS = ("left side line", "left singles line", "centre line", "right singles line", "right side line")

LANDMARKS, MARKING, AREA, EXTRA = 32, 32, 33, 6
CHANNELS = LANDMARKS + 2 + EXTRA
NET_TOPS = (37, 38, 39)  # channels of what does not lie on the floor
# names of the landmarks, then of what is under the net, then of the net's upper edge
NAMES = [f"{row}, {column}" for row in ROWS for column in COLUMNS] + ["left side line under the net", "right side line under the net"]
NAMES += ["left singles line under the net", "middle under the net", "right singles line under the net", "top of the left post", "top of the net's middle", "top of the right post"]


def points():
    """38 x 3 metres: the landmarks, then the extra points (channels 34 on)."""
    floor = [(x, y) for x in ALONG for y in ACROSS] + [(0, ACROSS[0]), (0, ACROSS[-1]), (0, ACROSS[1]), (0, 0), (0, ACROSS[3])]
    side = WIDTH / 2
    return np.array([(*p, 0) for p in floor] + [(0, side, POST), (0, 0, TAPE), (0, -side, POST)], np.float64)


def mirror():
    """point -> the point it becomes in a mirrored picture."""
    p = points()
    d = np.abs(p[:, None] * [1, -1, 1] - p[None]).sum(-1)
    assert d.min(1).max() < 1e-9
    return d.argmin(1)


def mirror_channels():
    m = mirror()
    return [*m[:LANDMARKS], MARKING, AREA, *(m[LANDMARKS:] + 2)]


def segments():
    """The painted lines' middles from end to end, n x 2 x 2 metres."""
    x, y, short = LENGTH / 2, WIDTH / 2, ALONG[3] - LINE / 2
    out = [((-x, v), (x, v)) for v in ACROSS if v] + [((s * short, 0), (s * x, 0)) for s in (-1, 1)]
    return np.array(out + [((v, -y), (v, y)) for v in ALONG], np.float64)


def corners():
    """Outer corners, 4 x 2 metres: far left, far right, near right, near left."""
    x, y = LENGTH / 2, WIDTH / 2
    return np.array([(x, y), (x, -y), (-x, -y), (-x, y)])
