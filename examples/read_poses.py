#!/usr/bin/env python3
"""read_poses.py FILE [POINT]: the poses of a run's poses.bin, or where one point of every body is.

As a module: `header, frames = read("poses.bin")`; frames yields dictionaries. docs/poses.md has the bytes.
"""
import json
import struct
import sys
import zlib


def blocks(data, at):
    """Kind and content of each block from byte `at` on, up to the end or what a crash left."""
    while at + 12 <= len(data):
        kind, size, checksum = struct.unpack_from("<4sII", data, at)
        content = data[at + 12 : at + 12 + size]
        if len(content) < size or zlib.crc32(content) != checksum:
            return
        yield kind, content
        at += 12 + size


def bodies(content, points, count):
    for at in range(32, 32 + count * (36 + 12 * points), 36 + 12 * points):
        track, x, y, w, h, score, of_class, src = struct.unpack_from("<q5fiI", content, at)
        numbers = struct.iter_unpack("<3f", content[at + 36 : at + 36 + 12 * points])
        yield {"track_id": track if track >= 0 else None, "box": (x, y, w, h), "score": score, "class": of_class,
               "src": ("measured", "predicted", "interpolated")[src],
               "points": [point if point[2] == point[2] else None for point in numbers]}  # NaN: not seen


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    magic, version, order, size, checksum = struct.unpack_from("<8s4I", data)
    if magic != b"TLPOSES\0" or (version, order) != (1, 0x01020304) or zlib.crc32(data[24 : 24 + size]) != checksum:
        raise ValueError(f"{path}: is no poses.bin of version 1")
    header = json.loads(data[24 : 24 + size])

    def frames():
        for kind, content in blocks(data, 24 + size):
            if kind == b"FRAM":
                number, pts_ns, width, height, looked, count = struct.unpack_from("<qq4I", content)
                found = list(bodies(content, len(header["points"]), count)) if looked else None
                yield {"frame": number, "pts_ns": pts_ns, "size": (width, height), "bodies": found}

    return header, frames()


if __name__ == "__main__":
    head, all_frames = read(sys.argv[1])
    print(json.dumps(head))
    for each in all_frames:
        if len(sys.argv) > 2:
            which = head["points"].index(sys.argv[2])
            each = each["frame"], [(body["track_id"], body["points"][which]) for body in each["bodies"] or []]
        print(json.dumps(each))
