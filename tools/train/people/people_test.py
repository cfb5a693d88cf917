"""Known answers for what has them: python people_test.py"""
import os
import sys
import unittest

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import judge  # noqa: E402
import label  # noqa: E402
import model as M  # noqa: E402
import officials  # noqa: E402
import paste  # noqa: E402
import pixels  # noqa: E402
import samples  # noqa: E402
import train  # noqa: E402


def rows(*values):
    return np.array(values, float)


def drawn(frame, m=np.eye(2, 3), by=1, cell=(0, 0, 120, 100), ignored=torch.zeros(1, 1, 4)):
    """A sample of 120x100 that shows one frame, and its tag."""
    store = pixels.Store(1, lambda i: frame, lambda i: frame.shape[1::-1], "cpu")
    outside = np.array([[0, 0, -9.0]] * 2)
    none = torch.zeros(0, dtype=torch.long)
    back = torch.from_numpy(np.stack([outside, samples.backwards(m, by)])[None]).float()
    light = torch.tensor([[1.0, 1, 1, 1, 1, 1, 0]])
    cells = torch.tensor([[cell]], dtype=torch.float32)
    plan = samples.Plan(torch.zeros(1, 2, dtype=torch.long), torch.tensor([[0, by // 2]]), back, cells, torch.zeros(1, 1, 5), ignored, light, *[none] * 7)
    img, tag = pixels.draw(store, plan, 120, 100)
    return img[0].numpy(), tag[0].numpy()


class Labels(unittest.TestCase):
    def test_views_of_one_person_are_one(self):
        got = label.fuse([rows([0, 0, 10, 30, 0.6], [50, 0, 60, 30, 0.3]), rows([0, 0, 10, 36, 0.3]), rows([1, 0, 11, 30, 0.5], [2, 0, 12, 30, 0.2]), []])
        np.testing.assert_allclose(got, [[5 / 14, 0, 10 + 5 / 14, 30 + 6 * 3 / 14, 0.6, 2], [50, 0, 60, 30, 0.3, 0]])

    def test_two_witnesses_or_one_that_is_sure_twice(self):
        yolox = rows([10, 10, 30, 60, 0.5])
        boxes, doubtful = label.agree(rows([11, 10, 30, 61, 0.4, 0], [100, 10, 120, 60, 0.6, 1], [200, 10, 220, 60, 0.6, 2]), yolox)
        self.assertEqual([b[0] for b in boxes], [11, 200])
        self.assertEqual([b[0] for b in doubtful], [100])

    def test_who_is_hardly_seen_is_doubtful_where_there_are_stands(self):
        seen = rows([10, 10, 30, 60, 0.2, 0])
        self.assertEqual([len(label.agree(seen, np.zeros((0, 5)), doubt)[1]) for doubt in (label.DOUBT, label.STANDS)], [0, 1])

    def test_the_legs_of_somebody_are_neither_a_person_nor_doubtful(self):
        boxes, doubtful = label.agree(rows([10, 10, 60, 210, 0.9, 3], [12, 110, 58, 209, 0.7, 2], [12, 10, 58, 105, 0.4, 0], [20, 150, 40, 200, 0.4, 0]), np.zeros((0, 5)))
        self.assertEqual((len(boxes), [d[0] for d in doubtful]), (1, [20]))

    def test_whoever_yolox_alone_sees_is_doubtful(self):
        boxes, doubtful = label.agree(np.zeros((0, 6)), rows([10, 10, 30, 60, 0.8]))
        self.assertEqual((len(boxes), len(doubtful)), (0, 1))

    def test_a_tall_upright_box_of_the_set_is_believed_and_its_half_is_not_another(self):
        boxes, doubtful = label.correct(rows([10, 10, 110, 310]), rows([10, 10, 110, 150, 0.9, 2]), 400)
        self.assertEqual([list(b) for b in boxes], [[10, 10, 110, 310]])
        self.assertEqual(doubtful, [])

    def test_a_small_or_a_lying_one_needs_a_witness(self):
        given = rows([10, 10, 20, 40], [100, 100, 390, 220])
        boxes, doubtful = label.correct(given, np.zeros((0, 6)), 400)
        self.assertEqual((len(boxes), len(doubtful)), (0, 2))
        boxes, _ = label.correct(given, rows([10, 10, 20, 41, 0.5, 1]), 400)
        self.assertEqual([list(b) for b in boxes], [[10, 10, 20, 41]])


class Pictures(unittest.TestCase):
    def test_boxes_move_with_the_map(self):
        mirrored = np.array([[-2.0, 0, 100], [0, 2, 10]])
        np.testing.assert_allclose(samples.moved(rows([10, 20, 20, 40]), mirrored), [[60, 50, 80, 90]])

    def test_pixels_go_where_boxes_go(self):
        frame = np.zeros((40, 40, 3), np.uint8)
        frame[8:16, 8:12] = 255
        for by in (1, 2):
            m = np.array([[2.0, 0, 30], [0, 2, 20]])
            out, _ = drawn(frame, cell=[20, 10, 100, 90], m=m, by=by)
            y, x = np.nonzero(out[0] > 0.5)
            np.testing.assert_array_equal([x.min(), y.min(), x.max() + 1, y.max() + 1], samples.moved(rows([8, 8, 12, 16]), m)[0])

    def test_what_no_frame_covers_is_ground(self):
        out, _ = drawn(np.full((40, 40, 3), 255, np.uint8), cell=[10, 0, 60, 100], m=np.array([[1.0, 0, 0.5], [0, 1, 20]]))
        ground, edge = 114 / 255, (114 + 255) / 2 / 255
        np.testing.assert_allclose(out[0, 30, [9, 10, 39, 40, 41, 60]], [ground, 1, 1, edge, ground, ground], rtol=1e-6)
        np.testing.assert_allclose(out[0, [0, 19, 20, 59, 60], 30], [ground, ground, 1, 1, ground], rtol=1e-6)

    def test_red_comes_first(self):
        out, _ = drawn(np.full((40, 40, 3), (10, 20, 30), np.uint8), m=np.array([[4.0, 0, 0], [0, 4, 0]]))
        np.testing.assert_allclose(out[:, 50, 50] * 255, [30, 20, 10], rtol=1e-5)

    def test_a_smaller_level_is_the_mean_of_its_pixels(self):
        frame = np.zeros((40, 40, 3), np.uint8)
        frame[:, ::2] = 200
        out, _ = drawn(frame, m=np.array([[0.5, 0, 0], [0, 0.5, 0]]), by=2)
        np.testing.assert_allclose(out[:, :20, :20] * 255, 100, rtol=1e-5)

    def test_doubtful_people_are_tagged_once(self):
        _, tag = drawn(np.zeros((40, 40, 3), np.uint8), ignored=torch.tensor([[[2.0, 3, 5, 7], [4, 3, 6, 7], [0, 0, 0, 0]]]))
        want = np.full((100, 120), pixels.IGNORE_BALL)
        want[3:7, 2:6] |= pixels.IGNORE_PERSON
        np.testing.assert_array_equal(tag, want)

    def test_who_is_hardly_seen_is_not_asked_for(self):
        row = dict(boxes=rows([0, 0, 10, 20], [90, 0, 120, 20], [40, 0, 44, 6]), ignore=rows([50.5, 0, 60, 20]))
        asked, doubtful = [], []
        samples.label(row, np.eye(2, 3), (0, 0, 100, 50), asked, doubtful)
        self.assertEqual(asked, [[0, 0, 10, 20, samples.PLAYER], [40, 0, 44, 6, samples.TINY]])
        self.assertEqual(doubtful, [[50, 0, 60, 20], [90, 0, 100, 20]])


class Plans(unittest.TestCase):
    def test_the_share_of_tall_people(self):
        data = samples.Samples.__new__(samples.Samples)
        data.rng, data.tall = np.random.default_rng(1), 1.3
        row = dict(width=2000, height=2000, source="tennis-b", boxes=rows([900, 900, 940, 1000]))
        data.w = 960
        scale = np.array([data.place(row, (0, 0, 960, 544))[1] for _ in range(4000)])
        share = (scale * 100 > 0.45 * 544).mean()  # of a person 100 pixels tall; clipped at 2.5, which is taller
        self.assertAlmostEqual(share, 0.65 * (0.3 + 0.7 * np.log(1.3 / 0.45) / np.log(1.3 * 544 / 14)), delta=0.03)


    def test_each_tournament_is_as_likely(self):
        p = samples.chances(["match-a"] * 3 + ["match-b"] + ["football-c", "football-d", "football-d"])
        match, football = samples.SHARES["match"], samples.SHARES["football"]
        np.testing.assert_allclose(p * (match + football), [match / 6] * 3 + [match / 2] + [football / 3] * 3)


class Targets(unittest.TestCase):
    def test_a_tall_person_s_peak_is_as_wide_as_asked(self):
        boxes, tag = torch.tensor([[[102.0, 22, 302, 502, samples.PLAYER]]]), torch.zeros(1, 544, 640, dtype=torch.long)
        for widest in (3.0, 6.0):
            (_, (heat, _)), _, _ = train.targets(boxes, tag, 136, 160, widest)
            self.assertEqual(heat[0, 65, 50], 1)
            torch.testing.assert_close(heat[0, 65 + int(widest), 50], torch.tensor(0.999 * np.exp(-0.5), dtype=torch.float32), rtol=1e-3, atol=0)

    def test_a_missed_person_costs_what_it_is_said_to(self):
        logit, heat, keep = torch.full((1, 4, 4), -3.0), torch.zeros(1, 4, 4), torch.ones(1, 4, 4)
        heat[0, 1, 1] = 1
        once, twice = (train.focal(logit, heat, keep, favour) for favour in (1.0, 2.0))
        p = torch.tensor(-3.0).sigmoid()
        torch.testing.assert_close(twice - once, -p.log() * (1 - p) ** 2)


class Pasted(unittest.TestCase):
    CUT = dict(sizes=np.array([[20, 40], [60, 20], [20, 40]]), boxes=np.float32([[2, 4, 18, 40], [0] * 4, [0] * 4]), metres=np.float32([20, 20, 20]),
               kinds=np.array([paste.PERSON, paste.BOARD, paste.EMPTY]))

    def test_a_sprite_lies_where_its_rectangle_is(self):
        """Of 4 x 4 pixels, its left half red and whole, its right half of half the alpha; drawn at twice its size, and mirrored."""
        sprite = np.zeros((4, 4, 4), np.uint8)
        sprite[:, :2], sprite[:, 2:] = (0, 0, 200, 255), (0, 0, 0, 128)
        cut = dict(sizes=np.array([[4, 4]]), pixels=sprite.reshape(-1, 4))
        store = pixels.Store.of_sprites(cut, "cpu")
        for flip in (False, True):
            img = torch.full((1, 200, 200, 3), 100.0)
            pixels.put(img, store, torch.tensor([[paste.row(0, 2.0, [190, 50, 198, 58], flip, [1, 1, 1]), [-1] + [0] * 12]]).float())
            red, half = (196, 191) if flip else (191, 196)
            torch.testing.assert_close(img[0, 54, red], torch.tensor([200.0, 0, 0]))
            torch.testing.assert_close(img[0, 54, half], torch.full((3,), 100 * (1 - 128 / 255)))
            self.assertTrue((img[0, 54, [188, 199]] == 100).all() and (img[0, [48, 59], 194] == 100).all())

    def one(self, board, before):
        """What becomes of a person 35 pixels tall at 100, 100."""
        rng = np.random.default_rng(3)
        p, rows, asked, doubtful = paste.Paste(self.CUT, 400, 300), [], [], []
        p.one(rng, 100, 100, 35, board, rows, before, asked, doubtful)
        return rows, asked, doubtful

    def test_a_person_is_asked_for_by_its_box(self):
        rows, asked, _ = self.one(False, [])
        self.assertEqual(len(rows), 1)
        np.testing.assert_allclose(asked, [[92, 84, 108, 120, samples.PLAYER]], rtol=1e-6)

    def test_a_board_hides_what_is_below_its_top(self):
        rows, asked, doubtful = self.one(True, [])
        top = 0.5 - (rows[1][7] + 0.5) / rows[1][6]  # where its first row begins
        self.assertEqual((len(rows), doubtful), (2, []))
        np.testing.assert_allclose(asked, [[92, 84, 108, min(120, top), samples.PLAYER]], rtol=1e-6)
        self.assertLess(top, 120)

    def test_nobody_is_pasted_over_somebody(self):
        self.assertEqual(self.one(False, [[90, 90, 110, 130]]), ([], [], []))


class Drawn(unittest.TestCase):
    def test_a_box_hides_the_half_of_another_that_is_behind_it(self):
        cube = lambda x, z: (lambda c, f: (c + [x, 0, z], f, np.full((8, 3), 100.0)))(*officials.box(-0.5, -0.5, -0.01, 0.5, 0.5, 0.01))
        picture, bounds = officials.drawn(np.random.default_rng(0), [cube(0.5, 1000.0), cube(0, 999.0)], officials.METRE[0] * officials.METRE[1], True)
        left, top, right, bottom = bounds
        np.testing.assert_allclose([right - left, bottom - top], [officials.METRE[0] / 2, officials.METRE[0]], atol=0.6)
        self.assertAlmostEqual((picture[..., 3] > 128).sum() / officials.METRE[0] ** 2, 1.5, delta=0.03)

    def test_who_sits_has_level_thighs_and_hanging_shins(self):
        heads = np.array([[0, 0, 1], [0.1, 0, 1], [0.1, 0, 0.5], [0.1, 0, 0.1]])
        skeleton = officials.R.Skeleton(np.array(["root", *officials.LEGS["L"]]), [-1, 0, 1, 2])
        rotations = {}
        skeleton.bend(heads, officials.LEGS["L"], np.array([0, -1, 0]), np.array([0, 0, -1]), rotations)
        t = skeleton.transforms(heads, rotations)
        np.testing.assert_allclose(t[3][:, :3] @ heads[3] + t[3][:, 3], [0.1, -0.5, 0.6], atol=1e-6)


class Photo(unittest.TestCase):
    def test_a_streak_blurs_along_itself_alone(self):
        x = torch.zeros(2, 3, 32, 32)
        x[0, :, 10] = x[1, :, :, 10] = 90
        out = pixels.blur(x, torch.from_numpy(np.stack([samples.streak(3.0, 0.0)] * 2)))
        torch.testing.assert_close(out[0], x[0])
        self.assertLess(out[1].max(), 30)
        torch.testing.assert_close(out.sum(), x.sum())

    def test_light_of_known_pixels(self):
        x = torch.tensor([40.0, 80, 120]).view(1, 3, 1, 1)
        plan = samples.Plan(*[torch.zeros(0)] * 6, torch.tensor([[0, 1, 1, 1.5, 1, 2, 10]]), *[torch.zeros(0)] * 7)
        torch.testing.assert_close(pixels.photo(x, plan).flatten(), torch.tensor([42.0, 42, 122]))

    def test_compression_loses_fine_colour_first(self):
        y = torch.full((1, 32, 32), 120.0)
        y[:, :, ::2] += 40
        red = torch.zeros(1, 32, 32)
        red[:, ::2] = 30
        colour = pixels.rgb2ycc(pixels.packed(pixels.ycc2rgb(y, 0 * red, red - 15), torch.tensor([1.0])))
        self.assertLess((colour[0] - y).abs().max(), 3)
        self.assertLess(colour[2].abs().max(), 2)
        coarse = pixels.rgb2ycc(pixels.packed(pixels.ycc2rgb(y, 0 * red, 0 * red), torch.tensor([60.0])))[0]
        self.assertGreater((coarse - y).abs().max(), 10)
        self.assertLess((coarse.mean() - y.mean()).abs(), 4)


class Networks(unittest.TestCase):
    def test_the_cut_network_gives_heat_and_box_of_people(self):
        torch.manual_seed(0)
        net = M.Net("fast").eval()
        torch.nn.init.normal_(net.out.weight, std=0.1)
        x = torch.rand(1, 3, 64, 96)
        with torch.no_grad():
            _, person, _, _, box = M.split(net(x))
            got = M.DeployPeople(M.people_alone(net))(x)
        torch.testing.assert_close(got[0], person.sigmoid())
        torch.testing.assert_close(got[1], box)

    def test_a_peak_becomes_a_box(self):
        heat, box = np.zeros((8, 8), np.float32), np.full((4, 8, 8), 6, np.float32)
        heat[3, 5], heat[3, 6] = 0.9, 0.5
        np.testing.assert_allclose(judge.peaks(heat, box), [[16, 8, 28, 20, 0.9]], rtol=1e-6)


class Scores(unittest.TestCase):
    def test_each_label_is_taken_once_and_regions_left_out_do_not_count(self):
        truth = rows([0, 0, 10, 20], [50, 0, 60, 40])
        found = rows([0, 0, 10, 20, 0.9], [1, 0, 10, 20, 0.8], [100, 0, 110, 20, 0.7])
        got = judge.tally(judge.with_far([(truth, rows([100, 0, 110, 20]), found)]), 0.5)
        self.assertEqual((got["recall"], got["precision"], got["far"], got["far_recall"]), (0.5, 0.5, 1, 1.0))


if __name__ == "__main__":
    unittest.main()
