"""Known answers for what has them: python court_test.py"""
import os
import sys
import tempfile
import unittest

import cv2
import numpy as np
import torch

for folder in ("../pitch", ".."):
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), folder))
import cameras  # noqa: E402
import court as C  # noqa: E402
import crowd  # noqa: E402
import feed as D  # noqa: E402
import fit  # noqa: E402
import hall  # noqa: E402
import judge  # noqa: E402
import lines as L  # noqa: E402
from frames import bumps  # noqa: E402
from geometry import project  # noqa: E402
from net import Deploy, PitchNet  # noqa: E402
from score import decode  # noqa: E402

import ship  # noqa: E402, after `score`: it puts another folder first


def seen(at=(-22, 0, 9), aim=(0, 0, 0), size=(640, 384), fov=32, bend=0.0, grid=(16, 8, 0, 0, 0, 0)):
    """A view of a chosen camera whose picture fills the input."""
    focal = size[0] / 2 / np.tan(np.radians(fov) / 2)
    win = np.array([0, 0, *size], float)
    at = np.array(at, float)
    turn = cameras.towards(at, np.array(aim, float), 0.0)
    return dict(at=at, turn=turn, focal=focal, middle=win[2:] / 2, bend=bend, window=win, kind="broadcast", grid=np.array(grid, float))


class OneBatch:
    """A feed that shows one batch of pictures again and again."""

    def __init__(self, x):
        self.next = lambda: (x,)


class Court(unittest.TestCase):
    def test_is_as_long_and_as_wide_as_the_laws_say(self):
        p, half = C.points(), C.LINE / 2
        np.testing.assert_allclose([p[:, 0].max() + half, p[0, 1] + half, p[10, 0] + half], [6.70, 3.05, -1.98])
        np.testing.assert_allclose([p[1, 1] + half, p[5, 0] - half], [2.59, -5.94])
        np.testing.assert_allclose(p[35:, 2], [1.55, 1.524, 1.55])
        self.assertEqual((len(p), len(C.NAMES)), (C.CHANNELS - 2, C.CHANNELS - 2))

    def test_a_mirrored_picture_swaps_left_and_right_only(self):
        m = C.mirror()
        self.assertEqual([C.NAMES[m[0]], C.NAMES[m[2]], C.NAMES[m[35]]], ["near base line, right side line", "near base line, centre line", "top of the right post"])
        np.testing.assert_array_equal(m[m], np.arange(len(m)))

    def test_paint_covers_the_line_and_nothing_beside_it(self):
        x = torch.tensor([-6.68, -6.60, 0.0, 0.0, 3.0, 3.0, 0.0, 6.68])
        y = torch.tensor([1.0, 1.0, 3.03, 0.0, 0.0, 2.57, 2.8, 3.2])
        g, half = torch.full_like(x, 0.01), torch.tensor(C.LINE / 2)
        np.testing.assert_allclose(hall.painted_cover(x, y, g, g, half), [1, 0, 1, 0, 1, 1, 0, 0])
        np.testing.assert_allclose(hall.painted_cover(x[:1], y[:1], g[:1] * 8, g[:1], half), [0.5])  # a pixel of 8 cm
        np.testing.assert_allclose(hall.painted_distance(x, y, g, g)[[0, 1]], [0, 8], atol=1e-3)


class Cameras(unittest.TestCase):
    def test_who_stands_behind_the_base_line_sees_left_on_the_left_and_near_below(self):
        p = cameras.place(seen(), C.points())
        self.assertLess(p[0, 0], p[4, 0])
        self.assertGreater(p[0, 1], p[25, 1])
        self.assertLess(p[36, 1], p[33, 1])  # the net's upper edge above the floor under it

    def test_without_a_bend_the_floor_is_a_homography(self):
        v = seen(at=(-9, 4, 2.5), fov=70)
        h = cameras.floor_map(v)
        np.testing.assert_allclose(cameras.place(v, C.points()[10:30]), project(h / h[2, 2], C.points()[10:30, :2]), atol=1e-6)

    def test_a_ray_meets_the_floor_where_the_point_lies_through_a_bent_lens_too(self):
        for bend in (-0.03, 0.0, 0.15):
            v = seen(bend=bend)
            floor = C.points()[:30]
            p = torch.tensor(cameras.place(v, floor), dtype=torch.float32)
            x, y, *_ = hall.Rays([v], p[None, :, 0], p[None, :, 1], lambda a: torch.tensor(np.array(a, np.float32))).floor()
            np.testing.assert_allclose(np.c_[x.ravel(), y.ravel()], floor[:, :2], atol=2e-2)

    def test_the_court_in_the_middle_is_the_one(self):
        beside = (16, 8, 0, 0, -1, 1)
        self.assertTrue(cameras.is_the_middle_one(seen(grid=beside)))
        self.assertFalse(cameras.is_the_middle_one(seen(at=(-22, 8, 9), aim=(0, 8, 0), grid=beside)))

    def test_drawn_views_keep_the_near_end_near(self):
        r = np.random.default_rng(0)
        for _ in range(30):
            v = cameras.view(r, (640, 384))
            self.assertLess(v["at"][0], 0)
            self.assertGreaterEqual((np.isfinite(cameras.place(v, C.points()[:32])).all(1)).sum(), 5)


    def test_a_phone_stands_near_a_corner_at_a_hand_s_height_and_often_sees_half_the_court(self):
        r = np.random.default_rng(4)
        views = [cameras.view(r, (640, 384), ["phone"]) for _ in range(60)]
        at = np.array([v["at"] for v in views])
        from_corner = np.hypot(at[:, 0] + 6.7, np.abs(at[:, 1]) - 3.05)
        self.assertLess(from_corner.max(), 7)
        self.assertGreater(((at[:, 2] >= 1.2) & (at[:, 2] <= 2.5)).mean(), 0.6)
        seen = []
        for v in views:
            p = cameras.place(v, C.points()[:30])
            seen.append(((p > v["window"][:2]) & (p < v["window"][2:])).all(1).sum())
        self.assertGreater((np.array(seen) <= 20).mean(), 0.3)
        self.assertGreater((np.array(seen) > 20).mean(), 0.2)


class Pictures(unittest.TestCase):
    def test_heat_is_read_as_the_engine_reads_it(self):
        at = torch.tensor([[[101.3, 57.9], [30.0, 31.0]]])
        heat = bumps(at, torch.arange(80) * 4.0 + 2, torch.arange(48) * 4.0 + 2, 4.0)
        np.testing.assert_allclose(decode(heat[0].numpy())[:, :2], at[0], atol=0.02)

    def test_batches_have_their_heat_where_their_points_are(self):
        feed = D.Feed("cpu", (192, 128), 2, 1, pool=1, reuse=100, chunk=1)
        for _ in range(3):
            img, target, weight, pts, state = feed.next()
            self.assertEqual((tuple(img.shape), tuple(target.shape)), ((2, 3, 128, 192), (2, C.CHANNELS, 32, 48)))
            self.assertTrue(0 <= float(img.min()) and float(img.max()) <= 1)
            points = torch.cat([target[:, : C.LANDMARKS], target[:, C.LANDMARKS + 2 :]], 1)
            for b, k in (state == 1).nonzero().tolist():
                y, x = np.unravel_index(int(points[b, k].argmax()), (32, 48))
                self.assertLessEqual(max(abs(4 * x + 2 - float(pts[b, k, 0])), abs(4 * y + 2 - float(pts[b, k, 1]))), 4)
            self.assertEqual(float(points[state != 1].abs().sum()), 0)

    def test_paint_is_nearest_where_lines_are_drawn(self):
        h, v = hall.Hall("cpu", (640, 384), 2), seen()
        mark, area = h.maps([v])[0]
        p = (cameras.place(v, [(0, 3.03, 0), (3, 0, 0), (4, 1.5, 0), (0, 4, 0)]) / 4).astype(int)
        self.assertGreater(float(mark[p[:2, 1], p[:2, 0]].min()), 0.5)
        self.assertLess(float(mark[p[2:, 1], p[2:, 0]].max()), 0.1)
        self.assertEqual([float(a) for a in area[p[:, 1], p[:, 0]]], [1, 1, 1, 0])


class Lines(unittest.TestCase):
    def test_lines_bring_a_homography_that_is_off_on_to_the_court(self):
        size = (960, 576)
        v = seen(size=size, bend=-0.02)
        img = hall.Hall("cpu", size, 5).render([crowd.complete(np.random.default_rng(3), v)])[0].permute(1, 2, 0).numpy()[..., ::-1].astype(np.uint8).copy()
        corners = np.c_[C.corners(), np.zeros(4)]
        truth = cameras.place(v, corners)
        start = cv2.findHomography(C.corners(), truth + [[4, -3], [-3, 3], [4, 4], [-4, 2]])[0]
        h, bend, support = L.refine(img, start)
        self.assertGreater(support, 0.6)
        self.assertLess(np.hypot(*(L.project(h, bend, C.corners(), size) - truth).T).max(), 1.0)

    def test_an_empty_floor_holds_no_court(self):
        start = cv2.findHomography(C.corners(), cameras.place(seen(), np.c_[C.corners(), np.zeros(4)]))[0]
        self.assertIsNone(L.refine(np.full((384, 640, 3), 90, np.uint8), start)[0])

    def test_a_court_out_of_the_picture_is_not_held(self):
        start = np.array([[1.0, 0, 5000], [0, 1, 5000], [0, 0, 1]])
        self.assertIsNone(L.refine(np.full((384, 640, 3), 90, np.uint8), start)[0])

    def test_landmarks_give_the_homography_and_net_tops_are_left_out(self):
        v = seen()
        found = np.c_[cameras.place(v, C.points()), np.full(38, 0.9)]
        found[7, :2] += 40
        h, agree = L.from_landmarks(found, 1.0)
        self.assertEqual(agree, 34)
        np.testing.assert_allclose(project(h, C.corners()), cameras.place(v, np.c_[C.corners(), np.zeros(4)]), atol=0.05)


class Judge(unittest.TestCase):
    def test_labels_drawn_on_a_picture_are_taken_out_and_its_paint_beside_them_stays(self):
        h = cv2.findHomography(C.corners(), np.array([[700, 300], [1200, 300], [1500, 900], [400, 900]], float))[0]
        img = np.full((1080, 1920, 3), (150, 110, 40), np.uint8)
        at = project(h, C.points()[:30, :2])
        a, b = (tuple(map(int, p)) for p in at[[0, 4]])
        cv2.line(img, a, b, (255, 255, 255), 9)
        paint = img.copy()
        cv2.line(img, a, b, (0, 110, 240), 3)
        cv2.line(img, (100, 100), (300, 100), (0, 110, 240), 3)  # of the hall, far from the court
        out = judge.cleaned(img, at, h)
        self.assertLess(np.abs(out[:, 450:1450].astype(int) - paint[:, 450:1450]).max(), 90)  # orange is 145 off, and more
        np.testing.assert_array_equal(out[95:105, 100:300], img[95:105, 100:300])

    def test_crossings_are_counted_where_they_are_labelled(self):
        found = np.zeros((38, 3))
        floor = C.points()[[0, 7, 29], :2]
        at = np.array([[100.0, 100], [200, 100], [300, 100]])
        found[[0, 7, 29]] = [[100, 110, 0.9], [260, 100, 0.8], [300, 100, 0.1]]
        self.assertEqual(judge.crossings(found, floor, at, (1920, 1080)), dict(seen=2, near=1, off=35.0))


class Network(unittest.TestCase):
    def test_goes_on_from_an_exported_file_as_the_same_function(self):
        torch.manual_seed(3)
        net, again = (PitchNet("small", C.CHANNELS).eval() for _ in range(2))
        for m in net.modules():
            if isinstance(m, torch.nn.BatchNorm2d):
                m.running_mean.normal_(0, 0.1)  # equal biases would be stored once, under one name
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "n.onnx")
            x = torch.rand(1, 3, 384, 640)
            with torch.no_grad():
                want = net(x)
            ship.to_onnx(net, path)
            fit.start(again, path, OneBatch(x))
        with torch.no_grad():
            torch.testing.assert_close(again.eval()(x), want, atol=2e-3, rtol=1e-3)

    def test_ships_what_it_learnt_for_all_its_channels(self):
        net = PitchNet("small", C.CHANNELS).eval()
        x = torch.rand(1, 3, 384, 640)
        with torch.no_grad():
            torch.testing.assert_close(Deploy(net)(x), net(x).sigmoid())
            self.assertEqual(tuple(net(x).shape), (1, C.CHANNELS, 96, 160))

    def test_the_manifest_counts_the_channels_that_the_engine_reads(self):
        text = ship.manifest("badminton-court", "0" * 64, 0.3)
        for line in ("landmarks: 32", "support_channel: 34", "support_points: 3"):
            self.assertIn("\n" + line + "\n", text)


if __name__ == "__main__":
    unittest.main()
