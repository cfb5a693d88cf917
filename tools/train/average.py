"""Average two runs of one training line: average.py A.pt B.pt SHARE_OF_B OUT.pt"""
import sys

import torch


def main():
    a, b, share, out = sys.argv[1:5]
    share = float(share)
    first = torch.load(a, map_location="cpu", weights_only=True)
    other = torch.load(b, map_location="cpu", weights_only=True)["state"]
    mix = lambda v, w: ((1 - share) * v.float() + share * w.float()).to(v.dtype) if v.dtype.is_floating_point else v
    first["state"] = {k: mix(v, other[k]) for k, v in first["state"].items()}
    torch.save(first, out)


if __name__ == "__main__":
    main()
