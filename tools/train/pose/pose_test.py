"""python -m unittest pose_test: of these tools, what has known answers."""
import os
import tempfile
import unittest

import numpy as np
import onnxruntime as ort
import torch

from crops import crop, crop_map, to_frame, tops
from net import MIRROR, NAMES, TinyPose
from postures import reach, towards, turn
from score import auc, oks
from train import heat_maps

NETWORK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../share/models/pose.onnx")


class Crops(unittest.TestCase):
    def test_a_box_grown_by_a_quarter_fills_the_input_one_way(self):
        m = crop_map((100, 50, 40, 160), 256, 192)
        corners = np.array([[120 - 75, 130 - 100], [120 + 75, 130 + 100]])  # 200 high, so 150 wide
        np.testing.assert_allclose(corners @ m[:, :2].T + m[:, 2], [[0, 0], [192, 256]], atol=1e-9)
        np.testing.assert_allclose(to_frame(np.array([[0, 0], [192, 256]]), m), corners, atol=1e-9)

    def test_pixels_keep_their_centres(self):
        picture = np.tile(np.arange(64, dtype=np.uint8), (48, 1))
        m = crop_map((8, 8, 16, 16), 32, 32, margin=1)  # twice as large
        seen = crop(picture, m, 32, 32)
        at = to_frame(np.array([[10.5, 16.5]]), m)[0, 0] - 0.5
        self.assertAlmostEqual(float(seen[16, 10]), at, delta=0.51)

    def test_a_point_comes_back_from_its_heat_map(self):
        rng = np.random.default_rng(0)
        points = np.concatenate([rng.uniform(20, 170, (1, 17, 2)), rng.uniform(0.2, 0.9, (1, 17, 1))], -1)
        found = tops(heat_maps(points, 256, 192).numpy())
        np.testing.assert_allclose(found[..., :2], points[..., :2], atol=0.02)
        self.assertTrue((found[..., 2] <= points[..., 2] + 1e-6).all() and (found[..., 2] > 0.93 * points[..., 2]).all())


class Postures(unittest.TestCase):
    def test_a_limb_reaches_what_is_in_reach(self):
        target = np.array([0.2, -0.3, -0.1])
        upper, lower = reach(np.zeros(3), target, 0.3, 0.25, np.array([0, 0, -1.0]))
        np.testing.assert_allclose(upper + lower, target, atol=1e-9)
        np.testing.assert_allclose([np.linalg.norm(upper), np.linalg.norm(lower)], [0.3, 0.25], atol=1e-9)

    def test_turns(self):
        np.testing.assert_allclose(turn([0, 0, 1], np.pi / 2) @ [1, 0, 0], [0, 1, 0], atol=1e-12)
        a, b = np.array([0.3, -1, 0.2]), np.array([2, 0.5, -1.0])
        np.testing.assert_allclose(towards(a, b) @ a / np.linalg.norm(a), b / np.linalg.norm(b), atol=1e-12)


class Scores(unittest.TestCase):
    def test_oks(self):
        truth = np.column_stack([np.arange(17.0), np.arange(17.0), np.full(17, 2)])
        self.assertEqual(oks(truth, truth, (0, 0, 100, 200)), 1)
        off = truth + [np.sqrt(2 * 0.53 * 100 * 200) * 2 * 0.062, 0, 0]  # one wrist's constant away
        self.assertAlmostEqual(oks(off, truth, (0, 0, 100, 200), slice(9, 11)), np.exp(-1))

    def test_a_mirror_changes_left_and_right(self):
        other = {"left": "right", "right": "left"}
        swapped = ["_".join(other.get(word, word) for word in name.split("_")) for name in NAMES]
        self.assertEqual([NAMES[i] for i in MIRROR], swapped)

    def test_auc(self):
        self.assertEqual(auc([0.9, 0.8], [0.1, 0.85]), 0.75)


@unittest.skipUnless(os.path.exists(NETWORK), "needs share/models/pose.onnx")
class Network(unittest.TestCase):
    def test_the_module_is_the_graph_at_any_size(self):
        net = TinyPose(NETWORK)
        for height, width in ((256, 192), (192, 128)):
            with tempfile.TemporaryDirectory() as folder, torch.no_grad():
                path = os.path.join(folder, "net.onnx")
                net.save(path, height, width)
                x = torch.randn(2, 3, height, width)
                found = ort.InferenceSession(path).run(None, {"image": x.numpy()})[0]
                np.testing.assert_allclose(net(x).numpy(), found, atol=1e-4)


if __name__ == "__main__":
    unittest.main()
