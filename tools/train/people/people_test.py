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
import samples  # noqa: E402


def rows(*values):
    return np.array(values, float)


class Labels(unittest.TestCase):
    def test_two_witnesses_or_one_that_is_sure(self):
        yolox = rows([10, 10, 30, 60, 0.5])
        boxes, doubtful = label.agree(rows([11, 10, 30, 61, 0.4], [100, 10, 120, 60, 0.4], [200, 10, 220, 60, 0.9]), yolox)
        self.assertEqual([b[0] for b in boxes], [11, 200])
        self.assertEqual([b[0] for b in doubtful], [100])

    def test_whoever_yolox_alone_sees_is_doubtful(self):
        boxes, doubtful = label.agree(np.zeros((0, 5)), rows([10, 10, 30, 60, 0.8]))
        self.assertEqual((len(boxes), len(doubtful)), (0, 1))

    def test_a_tall_upright_box_of_the_set_is_believed_and_its_half_is_not_another(self):
        boxes, doubtful = label.correct(rows([10, 10, 110, 310]), rows([10, 10, 110, 150, 0.9]), 400)
        self.assertEqual([list(b) for b in boxes], [[10, 10, 110, 310]])
        self.assertEqual(doubtful, [])

    def test_a_small_or_a_lying_one_needs_a_witness(self):
        given = rows([10, 10, 20, 40], [100, 100, 390, 220])
        boxes, doubtful = label.correct(given, np.zeros((0, 5)), 400)
        self.assertEqual((len(boxes), len(doubtful)), (0, 2))
        boxes, _ = label.correct(given, rows([10, 10, 20, 41, 0.5]), 400)
        self.assertEqual([list(b) for b in boxes], [[10, 10, 20, 41]])


class Pictures(unittest.TestCase):
    def test_boxes_move_with_the_map(self):
        mirrored = np.array([[-2.0, 0, 100], [0, 2, 10]])
        np.testing.assert_allclose(samples.moved(rows([10, 20, 20, 40]), mirrored), [[60, 50, 80, 90]])

    def test_pixels_go_where_boxes_go(self):
        frame = np.zeros((40, 40, 3), np.uint8)
        frame[8:16, 8:12] = 255
        m = np.array([[2.0, 0, 30], [0, 2, 20]])
        out = samples.warp(frame, m, 1, (20, 10, 100, 90))
        y, x = np.nonzero(out[..., 0] > 127)
        np.testing.assert_allclose([x.min() + 20, y.min() + 10, x.max() + 21, y.max() + 11], samples.moved(rows([8, 8, 12, 16]), m)[0], atol=1)


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
