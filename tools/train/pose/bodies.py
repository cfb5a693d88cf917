"""Body shapes for render.py, from the package anny (code Apache-2.0, assets CC0; its own rig and mesh).

    bodies.py --shapes 64 --out bodies.npz
"""
import argparse

import anny
import numpy as np
import torch

PHENOTYPES = {  # least and most of each, of 0..1
    "gender": (0, 1), "age": (0.45, 0.9), "muscle": (0.25, 0.85), "weight": (0.25, 0.75), "height": (0.25, 0.75),
    "proportions": (0.3, 0.8)}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--shapes", type=int, default=64)
    args.add_argument("--seed", type=int, default=0)
    args.add_argument("--out", required=True)
    args = args.parse_args()
    model = anny.Anny().to(dtype=torch.float32)
    rng = np.random.default_rng(args.seed)
    rest = torch.eye(4)[None, None].repeat(args.shapes, model.bone_count, 1, 1)
    shapes = {name: torch.from_numpy(rng.uniform(*PHENOTYPES[name], args.shapes).astype(np.float32))
              for name in model.phenotype_labels}
    with torch.no_grad():
        bodies = model(pose_parameters=rest, phenotype_kwargs=shapes)
        regressor = anny.KeypointsRegressor.coco(model).regression_weights[:17].numpy()
    np.savez(args.out, vertices=bodies["rest_vertices"].numpy(), heads=bodies["rest_bone_heads"].numpy(),
             faces=model.faces.numpy().astype(np.int32), parents=np.array(model.bone_parents, np.int32),
             bones=np.array(model.bone_labels), weights=model.vertex_bone_weights.numpy(),
             indices=model.vertex_bone_indices.numpy().astype(np.int32), points=regressor)


if __name__ == "__main__":
    main()
