// Pages of check, models, eval, config and of answers nobody made a page for.
#include <gtest/gtest.h>

#include "apps/cli/plain.h"

namespace touchline::cli {
namespace {

TEST(PlainTools, CheckSaysWhatTheFileIs) {
  const auto report = Json::parse(R"({
    "source": "/clips/rubi.mp4", "verdict": "usable", "reasons": ["2 cuts: tracks end at each"],
    "container": "mp4", "codec": "h264", "profile": "High", "pixel_format": "yuv420p", "width": 1920,
    "height": 1080, "rotation_deg": 90, "interlaced": false,
    "colour": {"matrix": "bt709", "range": "limited"}, "duration_s": 65.2, "nominal_fps": 25,
    "times": {"frames_looked_at": 250, "interval_ms": {"min": 40, "median": 40, "max": 400},
              "variable_rate": false, "gaps": 1, "repaired_stamps": 2},
    "audio": null, "conversions": ["turned upright"],
    "pictures": {"brightness": 0.42, "sharpness": 130.4, "green_share": 0.63, "cuts_s": [1, 2]},
    "damage": {"frames": 0, "packets": 0, "truncated": false}})");
  EXPECT_EQ(plain_check(report, {false, 100}),
            "rubi.mp4: usable\n"
            "  Because    2 cuts: tracks end at each\n"
            "  Video      h264 (High), 1920x1080, 25.00 frames a second, 1:05 long, turned by 90 "
            "degrees\n"
            "  Times      a steady rate, one every 40.0 ms, 1 gap up to 400 ms, 2 time stamps "
            "repaired (250\n"
            "             frames looked at)\n"
            "  Sound      none\n"
            "  Colour     bt709, limited range, yuv420p\n"
            "  Pictures   brightness 42 %, sharpness 130, 63 % grass green, 2 cuts\n"
            "  Damage     none seen\n"
            "  Converted  turned upright\n");
}

TEST(PlainTools, ModelsAreATable) {
  const auto models = Json::parse(R"([
    {"name": "soccer-fast", "task": "detection", "bytes": 4300000, "license": "Apache-2.0",
     "input": {"width": 640, "height": 384}, "classes": ["player", "ball"], "landmarks": 0},
    {"name": "pitch", "task": "landmarks", "bytes": 900000, "license": "Apache-2.0",
     "input": {"width": 512, "height": 288}, "classes": [], "landmarks": 57},
    {"name": "pose", "task": "keypoints", "bytes": 5300000, "license": "Apache-2.0",
     "input": {"width": 192, "height": 256}, "classes": [], "landmarks": 0,
     "keypoints": ["nose", "left_eye"]}])");
  EXPECT_EQ(plain_models(models, {false, 80}),
            "  Model        Task       Input      Size  Licence     Finds\n"
            "  soccer-fast  detection  640x384  4.3 MB  Apache-2.0  player, ball\n"
            "  pitch        landmarks  512x288  900 kB  Apache-2.0  57 landmarks\n"
            "  pose         keypoints  192x256  5.3 MB  Apache-2.0  2 points of a body\n"
            "             'touchline models show NAME' says more, 'models verify NAME' tries\n"
            "             one.\n");
}

TEST(PlainTools, HowACameraFollowsStandsBesideTheEarlierSystems) {
  const auto scores = Json::parse(R"({
    "run": "runs/a", "preset": "broadcast", "frames": 250, "frames_with_ball": 200,
    "ball_in_middle": 0.985, "lost_s": 1.5, "jerk_p50": 0.1, "jerk_p99": 2.5, "top_speed": 0.3,
    "seed": {"ball_in_middle": null, "lost_s": 2, "jerk_p50": 0, "jerk_p99": 10, "top_speed": 1},
    "jerk_to_seed": {"p50": null, "p99": 0.25},
    "baseline": {"worse": [{"figure": "lost_s", "was": 1, "is": 1.5}]}})");
  EXPECT_EQ(plain_follow(scores, {false, 80}),
            "runs/a: preset broadcast beside the earlier system's\n"
            "  Rows       250 frames, 200 with a ball\n"
            "\n"
            "  Figure                   here     seed\n"
            "  ball in the middle       98 %  unknown\n"
            "  without a ball, s         1.5      2.0\n"
            "  median jerk, widths/s3  0.100    0.000\n"
            "  jerk, 99th percentile   2.500   10.000\n"
            "  top speed, widths/s     0.300    1.000\n"
            "  Jerk       0.25 of seed's\n"
            "  Worse      lost s: 1.500, was 1.000\n");
}

TEST(PlainTools, SettingsAreListedWithTheirComment) {
  const auto settings = Json::parse(R"([
    {"key": "sport", "default": "soccer", "allowed": null, "comment": "sport pack"},
    {"key": "video.crf", "default": "23", "allowed": "0..51", "comment": "quality"},
    {"key": "video.codec", "default": "", "allowed": "h264|mjpeg", "comment": "codec"}])");
  EXPECT_EQ(plain_settings(settings, {false, 80}),
            "sport = soccer\n    sport pack\n\n"
            "video.crf = 23\n    quality {0..51}\n"
            "video.codec = \"\"\n    codec {h264|mjpeg}\n");
}

TEST(PlainTools, AnyOtherAnswerHasItsKeysAsLabels) {
  const auto answer = Json::parse(
      R"({"rows": 25, "rmse_px": null, "took": {"the_rows": 0.0814567, "all": 2.0},
          "settings_changed": {"a.b_c": "2"}, "files": ["x", "y"]})");
  EXPECT_EQ(plain_outline(answer, {false, 80}),
            "  Rows              25\n"
            "  Rmse px           unknown\n"
            "  Took              the rows 0.08146, all 2\n"
            "  Settings changed  a.b_c 2\n"
            "  Files             x, y\n");
}

TEST(PlainTools, ScoresAreTables) {
  const auto scores = Json::parse(
      R"({"gt": "/a/gt.txt", "pred": "r.txt", "frames": 10, "gt_boxes": 20, "gt_ids": 2,
          "pred_boxes": 19, "pred_ids": 1, "HOTA": {"HOTA": 0.5}, "CLEAR": {"MOTA": 0.25, "IDSW": 3},
          "Identity": {"IDF1": 1}})");
  EXPECT_EQ(plain_scores(scores, {false, 80}),
            "r.txt against gt.txt\n"
            "  Truth      20 boxes of 2 tracks in 10 frames\n"
            "  Found      19 boxes of 1 track\n"
            "\n  HOTA\n  HOTA  0.5000\n"
            "\n  CLEAR\n  MOTA   0.2500\n  IDSW        3\n"
            "\n  Identity\n  IDF1      1\n");
}

TEST(PlainTools, AnEmptyAnswerIsNoCrash) {
  for (const View view :
       {plain_demo, plain_plan, plain_check, plain_doctor, plain_bench, plain_models, plain_scores,
        plain_poses, plain_config, plain_render, plain_convert, plain_outline})
    for (const char* json : {"{}", "[]", "null", "[1]", R"({"a": {"b": [1, {"c": null}]}})"})
      EXPECT_NO_THROW(static_cast<void>(view(Json::parse(json), {true, 20}))) << json;
}

}  // namespace
}  // namespace touchline::cli
