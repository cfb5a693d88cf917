"""Boxes of people in a picture, by RTMDet-nano (OpenMMLab, Apache-2.0; the export with its suppression inside)."""
import cv2
import numpy as np
import onnxruntime as ort

MEAN = np.float32([103.53, 116.28, 123.675])  # BGR
STD = np.float32([57.375, 57.12, 58.395])


class People:
    def __init__(self, path, side=640, threads=1):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.side = side

    def boxes(self, picture, least=0.5, height=0, most=8):
        """x, y, w, h of the surest people of an RGB picture."""
        scale = self.side / max(picture.shape[:2])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        square = np.full((self.side, self.side, 3), 114, np.float32)
        square[:small.shape[0], :small.shape[1]] = small[..., ::-1][:self.side, :self.side]
        square = ((square - MEAN) / STD).transpose(2, 0, 1)[None]
        found, labels = self.session.run(["dets", "labels"], {"input": np.ascontiguousarray(square, np.float32)})
        found = found[0][(labels[0] == 0) & (found[0][:, 4] >= least)]
        found = found[np.argsort(-found[:, 4], kind="stable")]
        x0, y0, x1, y1 = found[:, :4].T / scale
        kept = np.stack([x0, y0, x1 - x0, y1 - y0], 1)
        return kept[kept[:, 3] >= height][:most]
