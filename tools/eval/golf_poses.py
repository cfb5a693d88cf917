#!/usr/bin/env python3
"""Prints labelled golf poses as JSON for the tests: [{"id", "slow", "view", "events", "points"}, ...], one swing a line.

    tools/eval/golf_poses.py golf_events.json golf_poses_blazepose33.npz

`points` is frames x 51: x, y and visibility of COCO's 17 points, as read from 33 points a frame. The standard library alone reads the arrays.
"""
import ast
import json
import struct
import sys
import zipfile

COCO = [0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28]  # BlazePose's numbers of COCO's points
FORMATS = {"<f2": "e", "<f4": "f", "<f8": "d"}


def read_array(data):
    size, at = (struct.unpack("<H", data[8:10])[0], 10) if data[6] == 1 else (struct.unpack("<I", data[8:12])[0], 12)
    header = ast.literal_eval(data[at:at + size].decode("latin1"))
    if header["fortran_order"]:
        raise SystemExit("an array in Fortran's order is not read")
    count = 1
    for n in header["shape"]:
        count *= n
    values = struct.unpack_from("<%d%s" % (count, FORMATS[header["descr"]]), data, at + size)
    return header["shape"], values


def main():
    events, poses = sys.argv[1:]
    archive = zipfile.ZipFile(poses)
    for number, swing in enumerate(json.load(open(events, encoding="utf-8"))):
        (frames, points, parts), values = read_array(archive.read("s%d.npy" % swing["id"]))
        rows = []
        for f in range(frames):
            row = []
            for k in COCO:
                at = (f * points + k) * parts
                row += [round(values[at], 5), round(values[at + 1], 5), round(values[at + 3], 4)]
            rows.append(row)
        line = {"id": swing["id"], "slow": swing["slow"], "view": swing["view"], "events": swing["events"][1:9], "points": rows}
        print("[" if number == 0 else ",", json.dumps(line))
    print("]")


if __name__ == "__main__":
    main()
