#!/usr/bin/env python3
"""Pictures to label a small fast ball by eye: coloured trails of a clip, and enlarged crops with a pixel grid.

    crops.py trails CLIP --out DIR [--first F] [--last L]
    crops.py propose CLIP --rough rough.csv [--first F] [--last L] > proposals.csv
    crops.py sheets CLIP --centres FILE.csv --out DIR --seed N [--size 96] [--zoom 4] [--view plain|motion]

`trails` shows what is brighter than the clip's median picture, one colour per frame, 15 frames a picture: it tells
where to look. rough.csv holds frame,x,y read off the trails; frames between its rows are interpolated. `propose` moves
each of them to the brightest moving spot within --reach pixels. `sheets` draws, per frame, the crop round a centre moved
by a random offset that --seed decides: two seeds show no coordinate at the same place. `--view motion` draws the
brightness over the median picture instead of the frame. All coordinates are source pixels, the centre of the first
pixel being 0, 0. Needs ffmpeg, ffprobe, numpy and pillow.
"""
import argparse
import colorsys
import csv
import json
import pathlib
import random
import subprocess
import sys

import numpy
from PIL import Image, ImageDraw

TRAIL_FRAMES = 15


def frames_of(clip):
    """All pictures of `clip`: frames x height x width x 3, 8 bits, RGB."""
    probe = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "json", clip],
                           check=True, capture_output=True)
    stream = json.loads(probe.stdout)["streams"][0]
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", clip, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
                         check=True, capture_output=True).stdout
    return numpy.frombuffer(raw, numpy.uint8).reshape(-1, stream["height"], stream["width"], 3)


def still(pictures):
    """The median picture, of 25 frames spread over the clip."""
    return numpy.median(pictures[::max(1, len(pictures) // 25)], axis=0).astype(numpy.int16)


def motion(picture, background):
    """How much brighter than the background in every channel: a white ball scores, a shadow or a red shirt does not."""
    return numpy.clip((picture.astype(numpy.int16) - background).min(axis=2), 0, 255)


def smooth(image):
    """A mean of 3x3, by shifts: single noisy pixels go, a ball of four pixels stays."""
    padded = numpy.pad(image.astype(numpy.float32), 1, mode="edge")
    h, w = image.shape
    return sum(padded[dy:dy + h, dx:dx + w] for dy in range(3) for dx in range(3)) / 9


def read_centres(path):
    """{frame: (x, y)}; rows without x are frames without a ball."""
    with open(path, encoding="utf-8") as text:
        return {int(row["frame"]): (float(row["x"]), float(row["y"])) for row in csv.DictReader(text) if row["x"]}


def trails(args, pictures):
    background = still(pictures[args.first:args.last + 1])
    for start in range(args.first, args.last + 1, TRAIL_FRAMES):
        sheet = numpy.zeros(pictures.shape[1:], numpy.float32)
        for frame in range(start, min(start + TRAIL_FRAMES, args.last + 1)):
            colour = numpy.array(colorsys.hsv_to_rgb((frame - start) / TRAIL_FRAMES * 0.85, 0.9, 1), numpy.float32)
            bright = numpy.clip(smooth(motion(pictures[frame], background)) * 4, 0, 255)
            sheet = numpy.maximum(sheet, bright[..., None] * colour)
        image = Image.fromarray(sheet.astype(numpy.uint8))
        draw = ImageDraw.Draw(image)
        for x in range(0, image.width, 100):
            draw.text((x + 2, 0), str(x), fill=(170, 170, 170))
            draw.line([(x, 0), (x, image.height)], fill=(45, 45, 45))
        for y in range(100, image.height, 100):
            draw.text((0, y + 2), str(y), fill=(170, 170, 170))
            draw.line([(0, y), (image.width, y)], fill=(45, 45, 45))
        image.save(args.out / f"trail_{start:03d}.png")


def propose(args, pictures):
    rough = read_centres(args.rough)
    known = sorted(rough)
    background = still(pictures[args.first:args.last + 1])
    height, width = background.shape[:2]
    print("frame,x,y")
    for frame in range(max(args.first, known[0]), min(args.last, known[-1]) + 1):
        x, y = (float(numpy.interp(frame, known, [rough[k][axis] for k in known])) for axis in (0, 1))
        left, top = (int(max(0, v - args.reach)) for v in (x, y))
        part = smooth(motion(pictures[frame], background)[top:int(min(height, y + args.reach)), left:int(min(width, x + args.reach))])
        if part.size and part.max() > 12:
            dy, dx = numpy.unravel_index(int(part.argmax()), part.shape)
            x, y = left + dx, top + dy
        print(f"{frame},{x:.0f},{y:.0f}")


def cell(picture, left, top, size, zoom, title):
    """One enlarged crop with lines every 10 pixels (50 when not enlarged) and numbers at every other; black outside of the picture."""
    step = 10 if zoom > 1 else 50
    crop = Image.fromarray(picture).crop((left, top, left + size, top + size)).resize((size * zoom, size * zoom), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(crop, "RGBA")
    for axis, start in ((0, left), (1, top)):
        for value in range(start - start % step, start + size, step):
            at = (value - start) * zoom + zoom // 2
            line = [(at, 0), (at, crop.height)] if axis == 0 else [(0, at), (crop.width, at)]
            draw.line(line, fill=(255, 255, 0, 90 if value % (2 * step) == 0 else 40))
            if value % (2 * step) == 0:
                spot = (at + 2, 0) if axis == 0 else (0, at + 1)
                draw.rectangle([spot, (spot[0] + 26, spot[1] + 10)], fill=(0, 0, 0, 130))
                draw.text(spot, str(value), fill=(255, 255, 0, 255))
    draw.text((crop.width - 60, crop.height - 14), title, fill=(0, 255, 255, 255))
    draw.rectangle([(0, 0), (crop.width - 1, crop.height - 1)], outline=(0, 255, 255, 255))
    return crop


def sheets(args, pictures):
    centres = read_centres(args.centres)
    background = still(pictures[args.first:args.last + 1]) if args.view == "motion" else None
    chance = random.Random(args.seed)
    frames = [f for f in sorted(centres) if args.first <= f <= args.last]
    side, per_sheet = args.size * args.zoom, args.columns * args.rows
    index = csv.writer(open(args.out / f"index_{args.seed}.csv", "w", newline="", encoding="utf-8"))
    index.writerow(["frame", "left", "top", "cell_x", "cell_y", "zoom"])
    for number in range(0, len(frames), per_sheet):
        sheet = Image.new("RGB", (side * args.columns, side * args.rows))
        for place, frame in enumerate(frames[number:number + per_sheet]):
            reach = args.size // 4
            left, top = (int(v) - args.size // 2 + chance.randint(-reach, reach) for v in centres[frame])
            picture = pictures[frame]
            if args.view == "motion":
                picture = numpy.repeat(numpy.clip(motion(picture, background) * 3, 0, 255).astype(numpy.uint8)[..., None], 3, axis=2)
            corner = (place % args.columns * side, place // args.columns * side)
            sheet.paste(cell(picture, left, top, args.size, args.zoom, f"frame {frame}"), corner)
            index.writerow([frame, left, top, *corner, args.zoom])
        sheet.save(args.out / f"{args.view}_{args.seed}_{frames[number]:03d}.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("trails", "propose", "sheets"))
    parser.add_argument("clip")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int)
    parser.add_argument("--rough")
    parser.add_argument("--reach", type=float, default=25)
    parser.add_argument("--centres")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--zoom", type=int, default=4)
    parser.add_argument("--columns", type=int, default=4)
    parser.add_argument("--rows", type=int, default=2)
    parser.add_argument("--view", choices=("plain", "motion"), default="plain")
    args = parser.parse_args()
    pictures = frames_of(args.clip)
    args.last = len(pictures) - 1 if args.last is None else min(args.last, len(pictures) - 1)
    args.out.mkdir(parents=True, exist_ok=True)
    {"trails": trails, "propose": propose, "sheets": sheets}[args.what](args, pictures)


if __name__ == "__main__":
    sys.exit(main())
