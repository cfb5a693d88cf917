"""The real pictures that renders are dressed with, in one file: walls and crowds (the upper parts of frames), and whole
frames that show no badminton court.

    pictures.py --shared DIR --out pictures.npz       DIR: folders of the sets that README.md names

JPEG bytes within, so that the file travels. Frames of badminton are cut off well above the floor: no court is trained on.
"""
import argparse
import glob
import os

import cv2
import numpy as np

# folder, part of the height kept from the top, how many pictures, step between frames of a video
WALLS = [("shuttle_frames", 0.42, 40), ("shuttle_sequences", 0.34, 30), ("badminton_players", 0.22, 12), ("tennis_ball", 0.4, 40), ("volleyball_ball", 0.4, 10)]
OTHERS = [("tennis_ball", 40), ("volleyball_ball", 12), ("football_players", 20), ("soccer_ball", 20)]
WALL, OTHER = (384, 192), (448, 252)


def frames(folder, most):
    """At most so many pictures of a set, evenly picked; of a video every so manieth frame."""
    files = sorted(f for f in glob.glob(f"{folder}/**/*", recursive=True) if f.lower().endswith((".jpg", ".jpeg", ".png")))
    videos = sorted(glob.glob(f"{folder}/*.mp4"))
    for f in files[:: max(1, len(files) // most)][:most]:
        yield cv2.imread(f)
    for f in videos[:: max(1, len(videos) // most)][:most]:
        video = cv2.VideoCapture(f)
        length = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        for k in range(max(1, most // len(videos))):
            video.set(cv2.CAP_PROP_POS_FRAMES, k * length // max(1, most // len(videos)))
            ok, img = video.read()
            if ok:
                yield img


def shrink(img, size):
    img = cv2.resize(img, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", img, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].ravel()


def load(path):
    """name -> n x 3 x h x w uint8 RGB, of `walls` and `others`."""
    z = np.load(path)
    out = {}
    for name in ("walls", "others"):
        parts = np.split(z[name], np.cumsum(z[name + "_bytes"])[:-1])
        out[name] = np.stack([cv2.imdecode(p, cv2.IMREAD_COLOR)[..., ::-1].transpose(2, 0, 1) for p in parts])
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--shared", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    walls = [shrink(img[: int(img.shape[0] * part)], WALL) for name, part, most in WALLS for img in frames(os.path.join(a.shared, name), most)]
    others = [shrink(img, OTHER) for name, most in OTHERS for img in frames(os.path.join(a.shared, name), most)]
    kept = dict(walls=walls, others=others)
    np.savez(a.out, **{k: np.concatenate(v) for k, v in kept.items()}, **{k + "_bytes": [len(p) for p in v] for k, v in kept.items()})
    print(a.out, len(walls), "walls", len(others), "others", os.path.getsize(a.out), "bytes")


if __name__ == "__main__":
    main()
