"""python -m unittest ball_test: of these tools, what has known answers."""
import math
import tempfile
import unittest

import cv2
import numpy as np
import onnx
import onnxruntime as ort
import torch

import clip_peaks
import draw
import export
import flights
import frames
import net as N
import relabel
import score
import sprites
from bodies import PARTS, Bodies
from photo import Photo
from train import save
from windows import MIXES, Batcher, Store


def seconds(n, count):
    return torch.linspace(0, n, count)[None]


def flown(v, terminal, times, falls=1.0, hit_at=99.0, hit_to=(0, 0, 0)):
    one = lambda *a: torch.tensor([a], dtype=torch.float32)
    return flights.fly(one(*v), times, torch.tensor([terminal]), torch.tensor([falls]), torch.tensor([hit_at]), one(*hit_to))


class Flights(unittest.TestCase):
    def test_a_thing_that_falls_for_long_falls_at_its_terminal_speed(self):
        _, v = flown((0, 0, 0), 6.8, seconds(8, 2000))
        self.assertAlmostEqual(float(v[0, -1, 2]), -6.8, delta=0.05)

    def test_without_air_it_is_a_parabola(self):
        at, _ = flown((3, 0, 4), 1e6, seconds(1, 50))
        np.testing.assert_allclose(at[0, -1].numpy(), [3, 0, 4 - 9.81 / 2], atol=1e-3)

    def test_a_smash_loses_its_speed_as_drag_alone_would_take_it(self):
        _, v = flown((80, 0, 0), 6.8, seconds(0.1, 400), falls=0.0)
        k = 9.81 / 6.8**2
        self.assertAlmostEqual(float(v[0, -1, 0]), 80 / (1 + k * 80 * 0.1), delta=0.1)

    def test_after_a_hit_it_goes_the_other_way(self):
        at, v = flown((10, 0, 0), 1e6, seconds(1, 101), falls=0.0, hit_at=0.505, hit_to=(-10, 0, 0))
        self.assertAlmostEqual(float(at[0, -1, 0]), 0, delta=0.05)
        self.assertEqual(float(v[0, -1, 0]), -10)

    def test_in_the_middle_of_the_window_it_is_in_the_picture_and_as_large_as_asked(self):
        torch.manual_seed(0)
        f = flights.flights(torch.arange(500) % 4, torch.full((500,), 0.01))
        middle = f["at"][:, 1, flights.EXPOSURES // 2]
        self.assertTrue(((middle > 0) & (middle < torch.tensor([1.0, 9 / 16]))).all())
        np.testing.assert_allclose(f["size"][:, 1], 0.01, rtol=1e-4)

    def test_cameras_turn_and_do_not_stretch(self):
        _, turn = flights.cameras(50, "cpu")
        np.testing.assert_allclose((turn @ turn.transpose(1, 2)).numpy(), np.tile(np.eye(3), (50, 1, 1)), atol=1e-5)
        np.testing.assert_allclose(torch.linalg.det(turn).numpy(), 1, atol=1e-5)
        self.assertGreater(float((-turn[:, 1, 2]).mean()), 0.9)  # down in the picture is down


class Drawing(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)

    def drawn(self, look, path, size=6.0, way=0.0):
        pictures = torch.full((2, 3, 144, 256), 50.0)
        paint = draw.colours(torch.zeros(1, dtype=torch.long))
        paint["bright"] = torch.full((1, 3, 1, 1), 250.0)
        paint["second"] = paint["bright"]
        one = lambda v: torch.tensor([v])
        blank = torch.zeros(1, 4, 8, 8)
        stands = draw.paste(pictures, one(1), draw.LOOKS[look], path, one(size), one(way), one(1.0), paint, blank)
        return pictures, stands

    def centre(self, picture):
        light = (picture.mean(0) - 50).clamp(min=0)
        y, x = torch.meshgrid(*(torch.arange(n) + 0.5 for n in light.shape), indexing="ij")
        return float((light * x).sum() / light.sum()), float((light * y).sum() / light.sum())

    def test_a_thing_is_where_its_path_is_and_other_pictures_stay(self):
        for look, near in (("ball", 0.4), ("shuttle", 1.0)):
            path = torch.tensor([100.3, 61.8]).expand(1, flights.EXPOSURES, 2)
            pictures, stands = self.drawn(look, path)
            np.testing.assert_allclose(self.centre(pictures[1]), [100.3, 61.8], atol=near)
            self.assertEqual(float((pictures[0] - 50).abs().max()), 0)
            self.assertGreater(float(stands), 100)

    def test_a_fast_one_is_a_longer_and_fainter_mark_of_the_same_light(self):
        still = torch.tensor([100.0, 60.0]).expand(1, flights.EXPOSURES, 2)
        moved = still + torch.linspace(-9, 9, flights.EXPOSURES)[None, :, None] * torch.tensor([1.0, 0.0])
        a, b = self.drawn("ball", still)[0][1], self.drawn("ball", moved)[0][1]
        light = lambda p: float((p - 50).clamp(min=0).sum())
        self.assertAlmostEqual(light(b) / light(a), 1, delta=0.15)
        self.assertLess(float(b.max()), 0.6 * float(a.max()))
        self.assertGreater(int(((b - 50).mean(0) > 10).any(0).sum()), 18)

    def test_a_ball_that_is_erased_is_gone(self):
        pictures = torch.full((1, 3, 144, 256), 50.0)
        pictures[:, :, 58:63, 98:103] = 250
        draw.erase(pictures, torch.tensor([0]), torch.tensor([[100.5, 60.5]]), torch.tensor([5.0]))
        self.assertLess(float(pictures.max()), 51)

    def test_a_cut_out_keeps_its_ball_and_drops_its_background(self):
        picture = np.full((80, 80, 3), 90, np.uint8)
        cv2.circle(picture, (40, 40), 5, (240, 240, 240), -1)
        made = sprites.cut(picture, np.array([40.5, 40.5, 11, 11]))
        self.assertGreater(made[3, 16, 16], 0.95)
        self.assertLess(made[3, [0, 0, 31, 31], [0, 31, 0, 31]].max(), 0.05)
        self.assertAlmostEqual(float(made[0, 16, 16]), 240, delta=6)
        picture[:, ::7] = 0
        self.assertIsNone(sprites.cut(picture, np.array([40.5, 40.5, 11, 11])))


class Heat(unittest.TestCase):
    def test_a_point_comes_back_from_its_bump(self):
        at = torch.tensor([[[31.3, 20.9], [90.0, 44.6]]])
        heat = N.bumps(at, torch.ones(1, 2), 36, 64)[0].numpy()
        found = N.peaks(heat, 0.3)
        np.testing.assert_allclose(sorted(found[:, :2].tolist()), at[0].tolist(), atol=0.05)

    def test_what_is_not_there_leaves_no_bump(self):
        self.assertEqual(float(N.bumps(torch.tensor([[[31.0, 20.0]]]), torch.zeros(1, 1), 36, 64).max()), 0)

    def test_the_loss_is_least_at_the_bumps_and_blind_where_nothing_counts(self):
        heat = N.bumps(torch.tensor([[[31.0, 20.0]]] * 3), torch.ones(3, 1), 36, 64)[None]
        right = torch.logit(heat.clamp(1e-4, 1 - 1e-4))
        weight = torch.ones_like(heat)
        self.assertLess(float(N.loss_fn(right, heat, weight)), 1e-3)
        wrong = right.clone()
        wrong[..., 30:, 50:] = 5.0
        self.assertGreater(float(N.loss_fn(wrong, heat, weight)), 1)
        weight[..., 30:, 50:] = 0
        self.assertLess(float(N.loss_fn(wrong, heat, weight)), 1e-3)


class Films(unittest.TestCase):
    def test_pictures_of_several_films_are_told_apart(self):
        scene = [np.full((4, 4), v, np.float32) for v in (10, 100, 12, 102, 14, 103)]
        self.assertEqual(frames.linked(scene, {0: 0, 1: 0, 2: 1, 3: 1, 4: 2, 5: 3}), [[0, 2, 4], [1, 3], [5]])

    def test_boxes_and_outlines(self):
        with tempfile.TemporaryDirectory() as d:
            open(f"{d}/a.txt", "w").write("0 0.5 0.25 0.1 0.2\n1 0.9 0.9 0.1 0.1\n0 0.1 0.1 0.3 0.1 0.3 0.2\n")
            np.testing.assert_allclose(frames.boxes(f"{d}/a.txt", [0]), [[0.5, 0.25, 0.1, 0.2], [0.2, 0.15, 0.2, 0.1]], atol=1e-6)
            self.assertEqual(frames.boxes(f"{d}/none.txt").shape, (0, 4))


def store_of(pictures, balls, kind="shuttle"):
    rows = [frames.Film(kind, "x", [None] * len(balls), balls)]
    return Store(rows, pictures, np.array([0]), "cpu", MIXES["shuttle"][0])


class Windows(unittest.TestCase):
    def test_labels_move_with_the_pixels(self):
        picture = np.full((1, 576, 1024, 3), 60, np.uint8)
        cv2.circle(picture[0], (400, 300), 9, (250, 250, 250), -1)
        ball = np.array([[400.5 / 1024, 300.5 / 576, 19 / 1024, 19 / 576]], np.float32)
        feed = Batcher(store_of(picture, [ball]), 256, 144, 8, {"shuttle": 1.0}, np.zeros((1, 4, 8, 8), np.float32))
        index = np.zeros((8, 3), int)
        maps, zoom = feed.cameras(index)
        seen, (at, size) = feed.warp(index, maps, zoom), feed.labelled(index, maps)
        tried = 0
        for k in range(8):
            for t in range(3):
                x, y = at[k, t, 0].tolist()
                if not (6 < x < 250 and 6 < y < 138):
                    continue
                light = (seen[k, t].mean(0) > 150).nonzero().float().mean(0) + 0.5
                np.testing.assert_allclose([light[1], light[0]], [x, y], atol=0.8)
                tried += 1
        self.assertGreater(tried, 8)
        np.testing.assert_allclose(size[:, 1, 0].numpy(), 19 * zoom / 4, rtol=0.3)

    def test_of_films_without_labels_only_what_rests_is_taken_for_empty(self):
        pictures = np.full((3, 576, 1024, 3), 60, np.uint8)
        for k in range(3):
            cv2.circle(pictures[k], (200 + 60 * k, 300), 12, (250, 250, 250), -1)
        feed = Batcher(store_of(pictures, [None] * 3), 256, 144, 1, {}, np.zeros((1, 4, 8, 8), np.float32), real_only=True)
        _, heat, weight, truth = feed.next(np.array([[0, 1, 2]]))
        self.assertEqual(float(heat.max()), 0)
        self.assertTrue(torch.isnan(truth).all())
        for k in range(3):
            self.assertEqual(float(weight[0, k, 37, 25 + 7 * k + (k > 1)]), 0)
        self.assertEqual(float(weight[0, 1, 60, 100]), 1)

    def test_what_is_left_out_of_a_frame_goes_with_it_where_it_is_repeated(self):
        store = store_of(np.full((3, 576, 1024, 3), 60, np.uint8), [np.zeros((0, 4), np.float32)] * 3)
        for k in range(3):
            store.left_out[k, 0] = [0.2 + 0.3 * k, 0.28, 0.04]
        feed = Batcher(store, 256, 144, 1, MIXES["shuttle"][1], np.zeros((1, 4, 8, 8), np.float32))
        feed.cameras = lambda index: (np.tile(np.array([[0.25, 0, 0], [0, 0.25, 0]]), (1, 3, 1, 1)), np.ones(1))
        feed.repeats = lambda n: torch.tensor([[2, 2, 2]])
        _, _, weight, _ = feed.next(np.array([[0, 1, 2]]))
        self.assertEqual(weight[0, :, 36, 102].tolist(), [0, 0, 0])
        self.assertEqual(weight[0, :, 36, 25].tolist(), [1, 1, 1])

    def test_where_only_what_moves_is_a_ball_no_still_keeps_one_that_must_be_found(self):
        picture = np.full((1, 576, 1024, 3), 60, np.uint8)
        cv2.circle(picture[0], (512, 288), 9, (250, 250, 250), -1)
        ball = np.array([[512.5 / 1024, 288.5 / 576, 19 / 1024, 19 / 576]], np.float32)
        feed = Batcher(store_of(picture, [ball]), 256, 144, 40, {"shuttle": 1.0}, np.zeros((1, 4, 8, 8), np.float32), moving=True)
        feed.fly = lambda frames, slots, moved: (torch.zeros(40, 3, 0, 2), torch.zeros(40, 3, 0, dtype=torch.long))
        _, _, _, truth = feed.next(np.zeros((40, 3), int))
        shown = (~torch.isnan(truth[..., 0])).sum((1, 2))
        self.assertEqual(int((shown == 3).sum()), 0)
        self.assertGreater(int((shown > 0).sum()), 10)
        self.assertGreater(int((shown == 0).sum()), 3)
        drift, _ = feed.motion(np.ones(200, bool))
        still = np.hypot(*drift.T) == 0
        self.assertTrue(60 < still.sum() < 160 and np.hypot(*drift[~still].T).min() > 0.15)
        self.assertFalse((feed.repeats(400).float().std(1) == 0).any())

    def test_flights_are_drawn_over_what_stands_out(self):
        windows = torch.full((2, 3, 3, 144, 256), 60.0)
        windows[:, :, :, 96:112, 160:208] = 60.0 + 180.0 * (torch.arange(48) % 8 < 4)
        feed = Batcher(store_of(np.zeros((1, 576, 1024, 3), np.uint8), [None]), 256, 144, 2, {}, np.zeros((1, 4, 8, 8), np.float32))
        at = feed.busy(windows, 50).flatten(0, 1)
        near = (at[:, 0] > 140) & (at[:, 0] < 228) & (at[:, 1] > 80) & (at[:, 1] < 128)
        self.assertGreater(float(near.float().mean()), 0.9)

    def test_stills_are_seen_from_afar_too_and_films_never_past_their_edge(self):
        picture = np.full((3, 576, 1024, 3), 60, np.uint8)
        for balls, single in (([None] * 3, False), ([None], True)):
            feed = Batcher(store_of(picture[: len(balls)], balls), 256, 144, 64, {"shuttle": 1.0}, np.zeros((1, 4, 8, 8), np.float32), moving=True)
            index = np.tile([[0, 0, 0] if single else [0, 1, 2]], (64, 1))
            maps, zoom = feed.cameras(index)
            self.assertEqual(bool((zoom < 0.8).any()), single)
            if single:  # beyond the edge is the still's mirror image, not grey
                self.assertAlmostEqual(float(feed.warp(index, maps, zoom).min()), 60, delta=0.01)

    def test_balls_of_other_sports_that_rest_and_large_ones_are_no_shuttles(self):
        picture = np.full((1, 576, 1024, 3), 60, np.uint8)
        cv2.circle(picture[0], (512, 288), 9, (250, 250, 250), -1)
        small, large = (np.array([[512.5 / 1024, 288.5 / 576, d / 1024, d / 576]], np.float32) for d in (9, 60))
        for ball, kind in ((small, "soccer"), (large, "shuttle")):
            feed = Batcher(store_of(picture, [ball], kind), 256, 144, 40, {"shuttle": 1.0}, np.zeros((1, 4, 8, 8), np.float32), moving=True)
            feed.fly = lambda frames, slots, moved: (torch.zeros(40, 3, 0, 2), torch.zeros(40, 3, 0, dtype=torch.long))
            _, heat, weight, truth = feed.next(np.zeros((40, 3), int))
            self.assertTrue(torch.isnan(truth).all())
            self.assertEqual(bool((weight == 0).any()), kind == "shuttle")  # the one is empty, the other left out

    def test_batches_of_a_seed_are_the_same_and_whole(self):
        rng = np.random.default_rng(0)
        pictures = rng.integers(0, 255, (4, 576, 1024, 3), np.uint8)
        balls = [np.array([[0.5, 0.5, 0.01, 0.015]], np.float32)] * 4
        made = []
        for _ in range(2):
            feed = Batcher(store_of(pictures, balls, "volleyball"), 256, 144, 6, MIXES["shuttle"][1], np.zeros((2, 4, 8, 8), np.float32), seed=3, moving=True)
            made.append(feed.next())
        for a, b in zip(*made):
            self.assertTrue(torch.equal(a.nan_to_num(-1), b.nan_to_num(-1)))
        x, heat, weight, truth = made[0]
        self.assertEqual((*x.shape, *heat.shape), (6, 9, 144, 256, 6, 3, 72, 128))
        self.assertTrue(float(x.min()) >= 0 and float(x.max()) <= 1)
        for k, t in np.ndindex(6, 3):
            for p in truth[k, t]:
                if not torch.isnan(p[0]) and 2 < p[0] < 254 and 2 < p[1] < 142:
                    self.assertGreater(float(heat[k, t, int(p[1] / 2), int(p[0] / 2)]), 0.6)


class Parts(unittest.TestCase):
    def test_what_a_part_shows_is_where_it_says(self):
        torch.manual_seed(3)
        bodies = Bodies(torch.tensor([[[100.0, 70.0]] + [[-900.0, -900.0]] * (PARTS - 1)]), 256, 144)
        bodies.r[:], bodies.v[:], bodies.bend[:], bodies.spin[:] = 30, torch.tensor([4.0, -2.0]), 0, 0.02
        frames = torch.full((1, 3, 3, 144, 256), 50.0)
        spot = torch.tensor([[[108.5, 66.5]]])
        frames[:, :, :, 65:68, 107:110] = 200
        frames[:, :, :, 20:23, 220:223] = 200
        shown = bodies.show(frames)
        for t in range(3):
            part = shown[0, t, 0] - 50
            far, near = part[:, 200:], part[:, :200]
            centre = torch.stack([(near.sum(0) * (torch.arange(200) + 0.5)).sum(), (near.sum(1) * (torch.arange(144) + 0.5)).sum()]) / near.sum()
            np.testing.assert_allclose(centre, bodies.went(spot, t - 1)[0, 0], atol=0.5)
            self.assertAlmostEqual(float(far.max()), 150, delta=1)  # what is far from all parts rests

    def test_a_mixed_frame_shows_the_next_ones_ball_which_need_not_be_found(self):
        torch.manual_seed(0)
        frames = torch.stack([torch.full((3, 8, 8), 100.0 * k) for k in range(3)])[None].repeat(200, 1, 1, 1, 1)
        at = torch.arange(3.0).view(1, 3, 1, 1).repeat(200, 1, 1, 2)
        shown, where, must = Photo("cpu").mixed(frames, at, torch.ones(200, 3, 1, dtype=torch.long))
        self.assertTrue((shown[:, 2] == 200).all() and (must[:, :, 0] == 1).all() and (where[:, :, 0] == at[:, :, 0]).all())
        changed = shown[:, 0, 0, 0, 0] > 0
        self.assertTrue(0 < int(changed.sum()) < 40)
        self.assertTrue(((must[:, 0, 1] == 2) == changed).all() and (where[:, 0, 1] == 1).all())


class Labels(unittest.TestCase):
    def test_flights_are_believed_and_what_lies_or_jumps_is_left_out(self):
        path = [np.array([10.0 + 8 * k, 50 - 3 * k + 0.3 * k * k, 0.8]) for k in range(5)]
        lies = np.array([200.0, 100, 0.9])
        tracks = [np.array([p, lies + [0.1 * k, 0, 0]]) for k, p in enumerate(path)]
        tracks[2] = np.concatenate([tracks[2], [[120.0, 20, 0.7]]])
        found = relabel.chosen(tracks, 144)
        for k, (balls, others) in enumerate(found):
            self.assertEqual([b[0] for b in balls], [path[k][0]])
            self.assertEqual(len(others), 2 if k == 2 else 1)

    def test_what_rests_is_empty_and_what_flies_over_it_is_a_ball(self):
        lies = np.array([100.0, 60, 0.9])
        path = [np.array([11.0 + 10 * k, 70 - 1.0 * k, 0.8]) for k in range(20)]
        found = relabel.chosen([np.array([p, lies]) for p in path], 432, 25.0)
        self.assertEqual([[b[0] for b in balls] for balls, _ in found], [[p[0]] if k != 9 else [] for k, p in enumerate(path)])
        self.assertEqual([len(others) for k, (_, others) in enumerate(found) if k != 9], [0] * 19)
        self.assertIn(101.0, [p[0] for p in found[9][1]])  # just before what rests: left out
        still = relabel.chosen([np.array([lies])] * 5, 432, 25.0)  # too short a film to tell
        self.assertEqual([len(others) for _, others in still], [1] * 5)

    def test_a_network_that_sees_a_ball_labels_a_film(self):
        pictures = np.full((5, 576, 1024, 3), 60, np.uint8)
        for k in range(5):
            cv2.circle(pictures[k], (300 + 50 * k, 300), 10, (250, 250, 250), -1)

        class Bright(torch.nn.Module):
            def forward(self, x):
                light = torch.nn.functional.avg_pool2d(x.reshape(len(x), 3, 3, *x.shape[2:]).mean(2), 2)
                return (torch.nn.functional.avg_pool2d(light, 3, 1, 1) - 0.5) * 12

        store = store_of(pictures, [None] * 5)
        self.assertEqual(relabel.relabel(Bright(), store, 256, 144, 2, half=False), 5)
        self.assertTrue(store.known.all())
        np.testing.assert_allclose(store.balls[:, 0, 0] * 1024, [300.5 + 50 * k for k in range(5)], atol=3)


class Scores(unittest.TestCase):
    def test_only_what_lies_within_four_pixels_of_512_counts(self):
        truth = [[(0.5, 0.3)], [(0.5, 0.3)], [(0.2, 0.2)], []]
        found = np.array([[0.5, 0.3 + 3 / 512, 0.9], [0.5, 0.3 + 5 / 512, 0.9], [0, 0, 0], [0.1, 0.1, 0.15]])
        got = score.tally(found, truth)
        self.assertEqual(got["at"]["0.5"], dict(f1=round(2 * 0.5 * (1 / 3) / (0.5 + 1 / 3), 4), precision=0.5, recall=round(1 / 3, 4)))
        self.assertEqual((got["frames"], got["balls"]), (4, 3))


class Peaks(unittest.TestCase):
    def test_every_frame_of_a_film_gets_a_map_of_its_own(self):
        pictures = [np.full((8, 8, 3), 10 * k, np.uint8) for k in range(8)]
        own = lambda x: x.reshape(1, 3, 3, 8, 8).mean(2) * 255
        for every in (False, True):
            maps = clip_peaks.heats(own, pictures, every)
            np.testing.assert_allclose(maps.mean((1, 2)), 10 * np.arange(8), atol=1e-3)


class Export(unittest.TestCase):
    def test_the_file_says_what_the_network_says_in_plain_convolutions(self):
        torch.manual_seed(0)
        net = N.BallNet()
        torch.nn.init.normal_(net.out.weight, std=0.1)
        with tempfile.TemporaryDirectory() as d:
            class Run:
                sport, size, out = "shuttle", "fast", f"{d}/run"

            save(net, Run, 64, 32)
            again, size = export.load(f"{d}/run.pt")
            self.assertEqual(size, [64, 32])
            export.to_onnx(again, 64, 32, f"{d}/a.onnx")
            graph = onnx.load(f"{d}/a.onnx").graph
            self.assertLessEqual({n.op_type for n in graph.node}, {"Conv", "Relu", "Add", "Resize", "DepthToSpace", "Sigmoid", "Constant", "Identity"})
            session = ort.InferenceSession(f"{d}/a.onnx", providers=["CPUExecutionProvider"])
            self.assertEqual(([i.name for i in session.get_inputs()], [o.name for o in session.get_outputs()]), (["frames"], ["heat"]))
            x = torch.rand(2, 9, 48, 96)  # another size than it was exported at: one file for both
            heat = session.run(None, {"frames": x.numpy()})[0]
            self.assertEqual(heat.shape, (2, 3, 24, 48))
            with torch.no_grad():
                np.testing.assert_allclose(heat, N.Deploy(export.load(f"{d}/run.pt")[0]).eval()(x).numpy(), atol=1e-4)

    def test_all_frames_of_a_window_reach_all_its_maps(self):
        torch.manual_seed(0)
        net = N.BallNet().eval()
        torch.nn.init.normal_(net.out.weight, std=0.1)
        x = torch.rand(1, 9, 32, 64, requires_grad=True)
        for k in range(3):
            (g,) = torch.autograd.grad(net(x)[0, k].sum(), x)
            self.assertTrue(all(float(g[0, 3 * t : 3 * t + 3].abs().sum()) > 0 for t in range(3)))
        self.assertFalse(math.isnan(float(net(x).sum())))


if __name__ == "__main__":
    unittest.main()
