"""The network: PP-TinyPose's graph (a lite HRNet) as a torch module that trains, at any size that 32 divides.

Its ONNX file is read node by node, and what was learnt is written back into the same graph: nothing is lost on the
way. Batch norms are folded into the convolutions already.
"""
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

# COCO's points and who changes places with whom in a mirror
NAMES = ("nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow "
         "left_wrist right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle").split()
MIRROR = [0] + [i + 1 if i % 2 else i - 1 for i in range(1, 17)]
MEAN = np.float32([123.675, 116.28, 103.53])  # RGB, of 0..255
STD = np.float32([58.395, 57.12, 57.375])
STRIDE = 4


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def constants(graph):
    values = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            values[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    return values


def splits(shape):
    """Whether a Reshape is the first of a channel shuffle's two."""
    return shape[1] == 2


class TinyPose(torch.nn.Module):
    def __init__(self, path):
        super().__init__()
        self.path = path
        graph = onnx.load(path).graph
        values = constants(graph)
        self.weights = torch.nn.ParameterDict()
        self.names = {}  # of an initializer: ParameterDict takes no dots
        self.steps = []
        for node in graph.node:
            if node.op_type != "Constant":
                self.steps.append(self.step(node, values))
        self.image, self.heat = graph.input[0].name, graph.output[0].name
        self.last_use = {}
        for i, (_, sources, _) in enumerate(self.steps):
            self.last_use.update({name: i for name in sources})

    def parameter(self, name, values):
        key = name.replace(".", "/")
        self.names[name] = key
        if key not in self.weights:
            self.weights[key] = torch.nn.Parameter(torch.from_numpy(values[name].copy()))
        return key

    def step(self, node, values):
        """(function of tensors, names of its inputs, name of its output)."""
        at = attributes(node)
        learnt = [n for n in node.input if n in values]
        inputs = [n for n in node.input if n not in values]
        if node.op_type == "Conv":
            keys = [self.parameter(n, values) for n in learnt]
            pads = at["pads"]
            assert pads[:2] == pads[2:]

            def run(x):
                w = [self.weights[k] for k in keys]
                return F.conv2d(x, w[0], w[1] if len(w) > 1 else None, at["strides"], pads[:2], at["dilations"],
                                at["group"])
        elif node.op_type == "Slice":
            start, end, axis = (int(values[n][0]) for n in learnt[:3])
            assert axis == 1

            def run(x):
                return x[:, start:end]
        elif node.op_type == "Reshape":
            # half of a channel shuffle: n x 2 x half x H W, transposed, back to n x channels x H x W
            halves = [2, -1] if splits(values[learnt[0]]) else [-1]

            def run(x):
                return x.reshape(x.shape[0], *halves, *x.shape[-2:])
        elif node.op_type == "Resize":
            scale = float(values[learnt[-1]][-1])
            how = {"mode": "bilinear", "align_corners": True} if at["mode"] == b"linear" else {"mode": "nearest"}

            def run(x):
                return F.interpolate(x, scale_factor=scale, **how)
        else:
            run = {"Relu": F.relu, "Add": torch.add, "Concat": lambda *x: torch.cat(x, 1),
                   "Transpose": lambda x: x.transpose(1, 2)}[node.op_type]
        return run, inputs, node.output[0]

    def forward(self, image, frozen=0.0):
        """image n x 3 x H x W, normalised; gives n x 17 x H/4 x W/4. The first share `frozen` of the graph does not learn."""
        values = {self.image: image}
        learns = torch.is_grad_enabled()
        for i, (run, sources, target) in enumerate(self.steps):
            with torch.set_grad_enabled(learns and i >= frozen * len(self.steps)):
                values[target] = run(*(values[n] for n in sources))
            for name in sources:
                if self.last_use[name] == i:
                    values.pop(name, None)
        return values[self.heat]

    def save(self, path, height, width):
        """The graph with this module's weights, for pictures of this size."""
        model = onnx.load(self.path)
        learnt = {n: self.weights[k].detach().numpy() for n, k in self.names.items()}
        for tensor in model.graph.initializer:
            if tensor.name in learnt:
                tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(learnt[tensor.name]), tensor.name))
        resized(model, height, width)
        onnx.checker.check_model(model)
        onnx.save(model, path)


def resized(model, height, width):
    """Its Reshapes name sizes in full: they are scaled, and the file's own input and output."""
    dims = model.graph.input[0].type.tensor_type.shape.dim
    old = [dims[2].dim_value, dims[3].dim_value]
    values = constants(model.graph)
    shapes = {n.input[1] for n in model.graph.node if n.op_type == "Reshape"}
    for node in model.graph.node:
        if node.op_type == "Constant" and node.output[0] in shapes:
            shape = values[node.output[0]].copy()
            if splits(shape):
                shape[3] = shape[3] * height * width // (old[0] * old[1])
            else:
                shape[2:] = shape[2] * height // old[0], shape[3] * width // old[1]
            node.attribute[0].t.CopyFrom(numpy_helper.from_array(shape))
    dims[2].dim_value, dims[3].dim_value = height, width
    out = model.graph.output[0].type.tensor_type.shape.dim
    out[2].dim_value, out[3].dim_value = height // STRIDE, width // STRIDE
    del model.graph.value_info[:]


def normalised(crops):
    """n x H x W x 3 bytes, RGB, to the network's input."""
    x = (np.asarray(crops, np.float32) - MEAN) / STD
    return torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)))
