"""Cut-outs of labelled balls that lie before an even background, and letters: n x 4 x 32 x 32, RGB 0..255 and how much each pixel covers."""
import cv2
import numpy as np

from frames import HEIGHT, WIDTH

SIDE, WIDER = 32, 1.6  # pixels of a cut-out; how many times the box's longer side it shows
LEAST = 35  # levels by which a ball must stand out


def cut(picture, box):
    """RGBA, or None where what is around the box is not even. box: x y w h, pixels."""
    x, y, w, h = box
    reach = max(w, h) * WIDER / 2
    m = np.float32([[SIDE / (2 * reach), 0, SIDE / 2 - x * SIDE / (2 * reach)], [0, SIDE / (2 * reach), SIDE / 2 - y * SIDE / (2 * reach)]])
    if x - reach < 0 or y - reach < 0 or x + reach > picture.shape[1] or y + reach > picture.shape[0]:
        return None
    seen = cv2.warpAffine(picture, m, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    inside = np.zeros((SIDE, SIDE), np.uint8)
    bw, bh = w / reach * SIDE / 4 + 1.5, h / reach * SIDE / 4 + 1.5
    cv2.ellipse(inside, (SIDE // 2, SIDE // 2), (int(np.ceil(bw)), int(np.ceil(bh))), 0, 0, 360, 1, -1)
    ring = seen[inside == 0].astype(np.float32)
    if len(ring) < 100 or ring.std(0).max() > 14:
        return None
    under = cv2.inpaint(seen, inside, 3, cv2.INPAINT_TELEA).astype(np.float32)
    away = np.abs(seen - under).max(-1)
    top = away[inside > 0].max()
    if top < LEAST:
        return None
    cover = np.clip((away - 6) / (0.75 * top), 0, 1) * inside
    cover = cv2.GaussianBlur(cover.astype(np.float32), (3, 3), 0.5)
    solid = np.where(cover[..., None] > 0.15, (seen - under * (1 - cover[..., None])) / np.maximum(cover[..., None], 0.15), seen)
    return np.concatenate([np.clip(solid, 0, 255), cover[..., None]], -1).transpose(2, 0, 1)


def cutouts(rows, pictures, starts, kind):
    """All of a kind, as float32; at least one, blank, where there are none."""
    found = []
    for film, start in zip(rows, starts):
        if film.kind != kind:
            continue
        for k, balls in enumerate(film.balls):
            for box in balls if balls is not None else []:
                size = box * [WIDTH, HEIGHT, WIDTH, HEIGHT]
                made = cut(pictures[start + k], size) if max(size[2:]) > 5 else None
                found += [made] if made is not None else []
    return np.stack(found).astype(np.float32) if found else np.zeros((1, 4, SIDE, SIDE), np.float32)


def letters(count=64, seed=0):
    """Letters and digits of boards and of the score's graphic."""
    rng, out = np.random.default_rng(seed), []
    for _ in range(count):
        text = "".join(rng.choice(list("ABDEGHKMNORSTVXYZ0123456789"), rng.integers(1, 4)))
        cover = np.zeros((SIDE, SIDE), np.uint8)
        scale = 1.0 / len(text)
        (w, h), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 2)
        cv2.putText(cover, text, ((SIDE - w) // 2, (SIDE + h) // 2), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 2, cv2.LINE_AA)
        colour = rng.choice([[245, 245, 245], [240, 220, 60], [220, 50, 40], [30, 30, 30]], p=[0.6, 0.2, 0.1, 0.1]).astype(np.float32)
        out.append(np.concatenate([np.broadcast_to(colour[:, None, None], (3, SIDE, SIDE)), cover[None] / 255.0]))
    return np.stack(out).astype(np.float32)
