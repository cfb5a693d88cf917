"""A network as the usual Python pipelines feed and read it: what peer.py and peer_cpu.py share."""
import cv2
import numpy as np
import supervision
import yaml


class Network:
    """What a manifest says of a network's input and output; both heads give boxes in pixels of the picture."""

    def __init__(self, manifest):
        self.about = yaml.safe_load(manifest.read_text())
        self.file = (manifest.parent / self.about["file"].replace("${TOUCHLINE_SHARED_MODELS:-", "").replace("}", "")).resolve()
        given = self.about["input"]
        self.width, self.height, self.pad = given["width"], given["height"], given["pad"]
        self.scale = 1 / given["std"][0]
        self.centred, self.swap = given["fit"] == "letterbox_center", given["order"] == "rgb"
        wanted = self.about["threshold"]
        self.thresholds = np.array([wanted.get(name, np.inf) for name in self.about["classes"]], np.float32)
        self.read = {"heatmap_box": self.heatmap, "yolox": self.yolox}[self.about["head"]]

    def letterbox(self, frame):
        height, width = frame.shape[:2]
        scale = min(self.width / width, self.height / height)
        inner = (round(width * scale), round(height * scale))
        left, top = ((self.width - inner[0]) // 2, (self.height - inner[1]) // 2) if self.centred else (0, 0)
        canvas = np.full((self.height, self.width, 3), self.pad, np.uint8)
        canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(frame, inner, interpolation=cv2.INTER_LINEAR)
        return cv2.dnn.blobFromImage(canvas, self.scale, swapRB=self.swap), (scale, left, top)

    def heatmap(self, outputs):
        heat, reach = outputs[0][0], outputs[1][0]
        stride = self.about["strides"][0]
        peaks = np.stack([cv2.dilate(plane, np.ones((3, 3), np.uint8)) for plane in heat])
        classes, rows, columns = np.nonzero((heat == peaks) & (heat > self.thresholds[:, None, None]))
        centre = np.stack([columns, rows], 1).astype(np.float32) * stride + stride / 2
        reach = reach[:, rows, columns].T
        return np.concatenate([centre - reach[:, :2], centre + reach[:, 2:]], 1), heat[classes, rows, columns], classes

    def yolox(self, outputs):
        raw = outputs[0][0]
        cells, strides = [], []
        for stride in self.about["strides"]:
            rows, columns = np.mgrid[0 : self.height // stride, 0 : self.width // stride]
            cells.append(np.stack([columns, rows], 2).reshape(-1, 2))
            strides.append(np.full((rows.size, 1), stride))
        cells, strides = np.concatenate(cells), np.concatenate(strides)
        scores = raw[:, 4:5] * raw[:, 5:]
        classes = scores.argmax(1)
        best = scores[np.arange(len(scores)), classes]
        kept = best > self.thresholds[classes]
        centre, size = (raw[kept, :2] + cells[kept]) * strides[kept], np.exp(raw[kept, 2:4]) * strides[kept]
        return np.concatenate([centre - size / 2, centre + size / 2], 1), best[kept], classes[kept]

    def boxes(self, outputs, fit):
        corners, scores, classes = self.read(outputs)
        scale, left, top = fit
        corners = (corners - [left, top, left, top]) / scale
        found = supervision.Detections(corners.astype(np.float32), confidence=scores, class_id=classes)
        return found.with_nms(threshold=self.about["nms_iou"], class_agnostic=False)
