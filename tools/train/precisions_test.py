"""python -m unittest precisions_test: what precisions.py makes of networks whose answers are known."""
import os
import tempfile
import unittest

import numpy as np
import onnx
import yaml
from onnx import TensorProto, helper, numpy_helper

import precisions

MANIFEST = """# a comment
schema: 1
name: net
file: net.onnx
sha256: {sha256}  # of this file
outputs: [y]
input: {{ name: x, width: 4, height: 4, order: rgb, mean: [0, 0, 0], std: [255, 255, 255], fit: stretch }}
"""


def constant(name, values):
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.array(values, np.float32)))


def network(nodes, weights=()):
    port = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3, None, None])
    weights = [numpy_helper.from_array(np.array(v, np.float32), name) for name, v in weights]
    return helper.make_model(helper.make_graph(nodes, "net", [port("x")], [port("y")], weights), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


class Precisions(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def half(self, model):
        onnx.save(model, self.path("net.onnx"))
        return precisions.to_f16(self.path("net.onnx"), self.path("net.f16.onnx"))

    def test_scales_stay_exact_and_limits_hold(self):
        half = self.half(network([
            constant("scales", [1, 1, 1.5, 2.3]),
            helper.make_node("Min", ["x", "limit"], ["limited"]),
            helper.make_node("Resize", ["limited", "", "scales"], ["y"], mode="nearest"),
        ], [("limit", 1e9)]))
        tensors = {t.name: numpy_helper.to_array(t) for t in half.graph.initializer}
        self.assertEqual(tensors["scales"].dtype, np.float32)
        self.assertEqual(tensors["scales"][3], np.float32(2.3))
        self.assertEqual(half.graph.input[0].type.tensor_type.elem_type, TensorProto.FLOAT16)
        self.assertEqual(half.graph.output[0].type.tensor_type.elem_type, TensorProto.FLOAT16)
        x = np.arange(48).reshape(1, 3, 4, 4).astype(np.float32)
        manifest = {"outputs": ["y"]}
        want, got = (precisions.run(self.path(f), manifest, x)[0] for f in ("net.onnx", "net.f16.onnx"))
        np.testing.assert_array_equal(got, want)

    def test_depthwise_convolutions_become_dense_and_answer_the_same(self):
        rng = np.random.default_rng(0)
        half = self.half(network([
            helper.make_node("Conv", ["x", "w"], ["c"], group=3, pads=[1, 1, 1, 1]),
            helper.make_node("Conv", ["c", "v"], ["y"]),
        ], [("w", rng.integers(-3, 4, (3, 1, 3, 3))), ("v", rng.integers(-3, 4, (3, 3, 1, 1)))]))
        groups = [a.i for node in half.graph.node for a in node.attribute if a.name == "group"]
        self.assertEqual(groups, [1])
        x = rng.integers(-4, 5, (1, 3, 4, 4)).astype(np.float32)
        want, got = (precisions.run(self.path(f), {"outputs": ["y"]}, x)[0] for f in ("net.onnx", "net.f16.onnx"))
        np.testing.assert_array_equal(got, want)

    def test_convolutions_of_pairs_or_very_many_channels_keep_their_groups(self):
        for count, per_group in ((2, 2), (precisions.MOST_DENSE + 1, 1)):
            shapes = {"w": (count * per_group, 3, 1, 1), "v": (count * per_group, per_group, 1, 1), "u": (3, count * per_group, 1, 1)}
            half = self.half(network([
                helper.make_node("Conv", ["x", "w"], ["a"]),
                helper.make_node("Conv", ["a", "v"], ["b"], group=count),
                helper.make_node("Conv", ["b", "u"], ["y"]),
            ], [(name, np.ones(shape)) for name, shape in shapes.items()]))
            self.assertEqual([(node.op_type, [a.i for a in node.attribute]) for node in half.graph.node], [("Conv", []), ("Conv", [count]), ("Conv", [])])

    def test_a_weight_beyond_the_largest_is_refused(self):
        with self.assertRaisesRegex(SystemExit, "'w' has a weight beyond 65504"):
            self.half(network([helper.make_node("Mul", ["x", "w"], ["y"])], [("w", [1, 7e4, 1, 1])]))

    def test_channels_last_wants_normalisations_after_convolutions(self):
        statistics = [(n, [1, 1, 1]) for n in "stmv"]
        normal = lambda name: helper.make_node("BatchNormalization", [name, "s", "t", "m", "v"], ["y"])
        after = network([helper.make_node("Conv", ["x", "w"], ["c"]), normal("c")], [("w", np.ones((3, 3, 1, 1)))] + statistics)
        self.assertTrue(precisions.fits_channels_last(after))
        self.assertFalse(precisions.fits_channels_last(network([helper.make_node("Relu", ["x"], ["c"]), normal("c")], statistics)))

    def test_the_manifest_keeps_its_lines(self):
        onnx.save(network([helper.make_node("Relu", ["x"], ["y"])]), self.path("net.onnx"))
        text = MANIFEST.format(sha256=precisions.sha256(self.path("net.onnx")))
        manifest = self.path("net.yaml")
        with open(manifest, "w") as file:
            file.write(text)
        for _ in range(2):  # again: nothing is there twice
            precisions.add_f16(manifest)
            self.assertEqual([line for line in precisions.read(manifest).splitlines() if "f16" not in line and line != "files:"], text.splitlines())
            entry = yaml.safe_load(precisions.read(manifest))["files"]["f16"]
            self.assertEqual(entry, {"file": "net.f16.onnx", "sha256": precisions.sha256(self.path("net.f16.onnx")), "channels_last": True})

    def test_another_network_is_not_called_the_same(self):
        for name, op in (("net.onnx", "Relu"), ("other.onnx", "Neg")):
            onnx.save(network([helper.make_node(op, ["x"], ["y"])]), self.path(name))
        with self.assertRaisesRegex(SystemExit, "another than in f32"):
            precisions.compare(self.path("net.onnx"), self.path("other.onnx"), {"outputs": ["y"]}, [np.ones((1, 3, 4, 4), np.float32)])

    def test_the_head_is_the_last_multiplication_and_what_follows(self):
        model = network([
            helper.make_node("Conv", ["x", "w"], ["a"], name="first"),
            helper.make_node("Relu", ["a"], ["b"], name="between"),
            helper.make_node("Conv", ["b", "w"], ["c"], name="last"),
            helper.make_node("Sigmoid", ["c"], ["y"], name="after"),
        ], [("w", np.ones((3, 3, 1, 1)))])
        self.assertEqual(sorted(precisions.head_layers(model.graph)), ["after", "last"])

    def test_a_picture_is_fed_as_the_manifest_says(self):
        import cv2

        path = self.path("red.png")
        cv2.imwrite(path, np.full((10, 20, 3), (0, 0, 255), np.uint8))
        given = {"width": 8, "height": 8, "order": "rgb", "mean": [55, 0, 0], "std": [200, 1, 1], "fit": "letterbox_center", "pad": 0}
        x = precisions.picture(path, {"input": given})
        self.assertEqual(x.shape, (1, 3, 8, 8))
        np.testing.assert_allclose(x[0, :, 4, 4], [1, 0, 0])
        np.testing.assert_allclose(x[0, :, 0, 0], [-55 / 200, 0, 0], rtol=1e-6)

    def test_names(self):
        self.assertEqual(precisions.beside("a/net.onnx", "f16"), "a/net.f16.onnx")
        self.assertEqual(precisions.expand("${TOUCHLINE_NO_SUCH:-a/b}/c"), "a/b/c")


if __name__ == "__main__":
    unittest.main()
