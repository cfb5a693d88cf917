"""What the scorer counts, on labels made up here: python3 -m unittest score_test"""
import pathlib
import tempfile
import unittest

import merge
import score


def row(frame, state="visible", x="", y="", second_x="", second_y=""):
    return {"frame": frame, "state": state, "x": x, "y": y, "second_x": second_x, "second_y": second_y}


LABELS = [row(0, x="100", y="50"), row(1, x="110", y="50", second_x="130", second_y="50"), row(2, "out"), row(3, "background"), row(4, x="140", y="50")]


class Score(unittest.TestCase):
    def test_right_within_the_distance_of_either_image(self):
        counts, errors = score.score(LABELS, {0: (106, 50), 1: (131, 50), 4: (140, 56.1)}, 6)
        self.assertEqual(counts, {"visible": 3, "found": 3, "right": 2, "sharp": 2, "sharp_right": 1})
        self.assertEqual(errors, [6, 1])

    def test_a_position_out_of_the_picture_is_wrong_and_a_hidden_one_is_not_asked_for(self):
        counts, _ = score.score(LABELS, {2: (1, 1), 3: (1, 1)}, 6)
        self.assertEqual((counts["found"], counts["right"], counts["visible"]), (1, 0, 3))

    def test_reads_the_best_of_a_frame_and_records(self):
        with tempfile.TemporaryDirectory() as folder:
            table, records = pathlib.Path(folder, "found.csv"), pathlib.Path(folder, "tracking.jsonl")
            table.write_text("clip,frame,x,y,score\na.mp4,3,1,2,0.4\na.mp4,3,5,6,0.9\na.mp4,4,,,0\n", encoding="utf-8")
            records.write_text('{"frame": 7, "ball": "visible", "objects": [{"class": "ball", "box": [10, 20, 4, 6]}]}\n'
                               '{"frame": 8, "ball": "predicted", "objects": [{"class": "ball", "box": [10, 20, 4, 6]}]}\n', encoding="utf-8")
            self.assertEqual(score.read_found(str(table), "ball"), {"a.mp4": {3: (5, 6)}})
            self.assertEqual(score.read_found(f"b.mp4={records}", "ball"), {"b.mp4": {7: (11.5, 22.5)}})

    def test_what_is_seen_again_where_it_was_rests(self):
        frames = {k: [(0.9, (100, 100 + k % 2)), (0.6, (300 + 9 * k, 50))] for k in range(20)}
        frames[19].append((0.7, (500, 500)))
        past = (-1, 0, 1)
        self.assertTrue(score.rests(frames, 9, (100, 101), *past))
        self.assertFalse(score.rests(frames, 9, (381, 50), *past))
        self.assertFalse(score.rests(frames, 2, (100, 100), *past))  # nothing was there long enough ago
        self.assertTrue(score.rests(frames, 2, (100, 100), -0.5, 0.5, 3))
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder, "found.csv")
            table.write_text("clip,frame,x,y,score\n" + "".join(f"a.mp4,{k},{x},{y},{s}\n" for k, v in frames.items() for s, (x, y) in v), encoding="utf-8")
            found = score.read_found(str(table), "ball", 0.5, past)["a.mp4"]
            self.assertEqual((found[1], found[9], found[19]), ((100, 101), (381, 50), (500, 500)))
            self.assertEqual(score.read_found(str(table), "ball", 0.65, past)["a.mp4"].get(9), None)


class Merge(unittest.TestCase):
    def test_marks_become_source_pixels(self):
        cell = {"left": 100, "top": 40, "cell_x": 380, "cell_y": 0, "zoom": 5}
        self.assertEqual(merge.to_source(cell, ("392", "7"), 1), (102, 41))
        self.assertEqual(merge.to_source(cell, ("196", "3.5"), 0.5), (102, 41))

    def test_passes_that_agree_are_averaged_and_others_need_a_third(self):
        mark = {"state": "visible", "centre": (10, 10), "ends": None, "second": None}
        near, far = {**mark, "centre": (12, 10)}, {**mark, "centre": (15, 10)}
        self.assertEqual(merge.join(mark, near, None)[0]["centre"], (11, 10))
        self.assertEqual(merge.join(mark, far, near), (near, 5))
        self.assertIs(merge.join(mark, {**mark, "state": "out", "centre": None}, None)[0], None)


if __name__ == "__main__":
    unittest.main()
