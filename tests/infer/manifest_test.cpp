// Manifests: what is read, and what each mistake says.
#include "infer/manifest.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace touchline {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGood = R"(schema: 1
name: test
file: net.onnx
sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
files:
  f16: {file: net.f16.onnx, sha256: 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1, channels_last: true}
  int8: {file: net.int8.onnx, sha256: 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1, accepted: true}
license: Apache-2.0
credit: nobody
task: detect
head: heatmap_box
input:
  name: image
  width: 960
  height: 544
  order: bgr
  mean: [1, 2, 3.5]
  std: [255, 128, 64]
  fit: letterbox_topleft
  pad: 7
outputs: [heat, box]
strides: [4]
classes: [ball, player]
threshold: {ball: 0.25}
nms_iou: 0.5
box_margin: 1.25
foot_sigma: 0.75
)";

class Manifest : public ::testing::Test {
 protected:
  Manifest()
      : folder_(fs::path(::testing::TempDir()) /
                ("touchline_manifest_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~Manifest() override { fs::remove_all(folder_); }

  std::string write(const std::string& text, const std::string& name = "m.yaml") const {
    const auto path = (folder_ / name).string();
    std::ofstream(path) << text;
    return path;
  }

  /// The message for a good manifest in which `from` reads `to`.
  [[nodiscard]] std::string mistake(const std::string& from, const std::string& to) const {
    std::string text = kGood;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto model = load_manifest(write(text));
    EXPECT_FALSE(model) << to;
    if (model) return "";
    EXPECT_EQ(model.error().code, Errc::bad_model);
    EXPECT_NE(model.error().message.find("m.yaml"), std::string::npos) << "names the file";
    return model.error().message;
  }

  fs::path folder_;
};

TEST_F(Manifest, ReadsEveryKey) {
  const auto model = load_manifest(write(kGood));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->name, "test");
  EXPECT_EQ(model->path, (folder_ / "net.onnx").string());
  ASSERT_EQ(model->files.size(), 2U);
  EXPECT_EQ(model->files.at(Precision::int8).path, (folder_ / "net.int8.onnx").string());
  EXPECT_TRUE(model->files.at(Precision::int8).accepted);
  const auto& half = model->files.at(Precision::f16);
  EXPECT_EQ(half.path, (folder_ / "net.f16.onnx").string());
  EXPECT_EQ(half.sha256.substr(0, 4), "248d");
  EXPECT_TRUE(half.channels_last);
  EXPECT_EQ(model->head, Head::heatmap_box);
  EXPECT_EQ(model->input.name, "image");
  EXPECT_EQ(
      model->input.letterbox(),
      (LetterboxSpec{960, 544, true, {1, 2, 3.5F}, {255, 128, 64}, Fit::letterbox_topleft, 7}));
  EXPECT_EQ(model->outputs, (std::vector<std::string>{"heat", "box"}));
  EXPECT_EQ(model->strides, std::vector<int>{4});
  EXPECT_EQ(model->classes, (std::vector<std::string>{"ball", "player"}));
  EXPECT_EQ(model->threshold, (std::map<std::string, float>{{"ball", 0.25F}}));
  EXPECT_EQ(model->nms_iou, 0.5F);
  EXPECT_EQ(model->box_margin, 1.25);
  EXPECT_EQ(model->foot_sigma, 0.75);
}

TEST_F(Manifest, MistakesNameLineAndKey) {
  const auto expect = [](const std::string& message, const std::string& part) {
    EXPECT_NE(message.find(part), std::string::npos) << message << "\nwants: " << part;
  };
  expect(mistake("nms_iou: 0.5", "nms_io: 0.5"), "line 25, key 'nms_io' is not known");
  expect(mistake("  pad: 7", "  padding: 7"), "line 20, key 'input.padding' is not known");
  expect(mistake("name: test\n", ""), "key 'name' is missing");
  expect(mistake("width: 960", "width: wide"), "line 14, key 'input.width' must be a whole number");
  expect(mistake("width: 960", "width: 9.5"), "must be a whole number");
  expect(mistake("width: 960", "width: 0"), "is 0, must be 16 to 8192");
  expect(mistake("std: [255, 128, 64]", "std: [255, 0, 64]"), "key 'input.std'");
  expect(mistake("mean: [1, 2, 3.5]", "mean: [1, 2]"), "must have 3 numbers");
  expect(mistake("mean: [1, 2, 3.5]", "mean: [1, 2, .nan]"), "key 'input.mean'");
  expect(mistake("order: bgr", "order: yuv"), "must be one of: rgb, bgr, gray");
  expect(mistake("order: bgr", "order: gray"), "each be three times the same");
  expect(mistake("head: heatmap_box", "head: magic"), "must be one of: heatmap_box, yolox");
  expect(mistake("task: detect", "task: dance"), "must be one of: detect");
  expect(mistake("schema: 1", "schema: 2"), "must be 1 to 1");
  expect(mistake("ball: 0.25", "net: 0.25"), "'threshold.net' is not among the classes");
  expect(mistake("ball: 0.25", "ball: 1.5"), "is 1.5, must be 0 to 1");
  expect(mistake("classes: [ball, player]", "classes: [ball, ball]"), "lists 'ball' twice");
  expect(mistake("classes: [ball, player]", "classes: ball"), "must be a list");
  expect(mistake("outputs: [heat, box]", "outputs: []"), "at least one entry");
  expect(mistake("sha256: ba78", "sha256: XYZ!"), "64 lower-case hex digits");
  expect(mistake("f16: {", "f8: {"), "line 6, key 'files.f8' is not known; must be f16 or int8");
  expect(mistake("f16: {file: net.f16.onnx,", "f16: {"), "key 'files.f16.file' is missing");
  expect(mistake("accepted: true", "channels_last: true"),
         "'files.int8.channels_last' is not known");
  expect(mistake("channels_last: true", "channels_last: perhaps"), "must be true or false");
  expect(mistake("channels_last: true", "layout: true"), "'files.f16.layout' is not known");
  expect(mistake("sha256: 248d", "sha256: 24"), "key 'files.f16.sha256' must be 64");
  expect(mistake("files:\n", "files: 3\nother:\n"), "must map precisions to files");
  expect(mistake("input:\n", "input: 3\nother:\n"), "key 'input' must be a mapping");
  expect(mistake("name: test", "name: [test"), "not valid YAML");
}

TEST_F(Manifest, WhatIsNotAMappingOrNotThereIsABadModel) {
  for (const auto& path : {write(""), write("just text"), write("- 1"), write("\x01\x02"),
                           (folder_ / "no.yaml").string()}) {
    const auto model = load_manifest(path);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, Errc::bad_model);
  }
}

TEST_F(Manifest, FileExpandsTheEnvironment) {
  std::string text = kGood;
  const std::string plain = "file: net.onnx";
  text.replace(text.find(plain), plain.size(), "file: ${TOUCHLINE_TEST_MODELS:-sub}/net.onnx");
  const auto path = write(text);
  ::unsetenv("TOUCHLINE_TEST_MODELS");
  EXPECT_EQ(load_manifest(path)->path, (folder_ / "sub" / "net.onnx").string());
  ::setenv("TOUCHLINE_TEST_MODELS", "/elsewhere", 1);
  EXPECT_EQ(load_manifest(path)->path, "/elsewhere/net.onnx");
  ::unsetenv("TOUCHLINE_TEST_MODELS");
  EXPECT_NE(mistake(plain, "file: ${UNCLOSED").find("names no file"), std::string::npos);
}

TEST_F(Manifest, VerifyComparesTheHash) {
  auto model = load_manifest(write(kGood));
  ASSERT_TRUE(model);
  EXPECT_EQ(verify(*model).error().code, Errc::bad_model);  // absent
  write("abc", "net.onnx");  // its SHA-256 is FIPS 180's first example
  EXPECT_EQ(verify(*model).error().code, Errc::bad_model);  // the f16 file is absent
  for (const auto* other : {"net.f16.onnx", "net.int8.onnx"})
    write("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", other);
  EXPECT_TRUE(verify(*model));
  write("abd", "net.onnx");
  const auto changed = verify(*model);
  ASSERT_FALSE(changed);
  EXPECT_NE(changed.error().message.find("the manifest says ba7816bf"), std::string::npos);
}

TEST(ManifestFiles, EveryManifestOfTheProjectLoads) {
  int count = 0;
  for (const char* folder : {"/share/models", "/tests/models"}) {
    const fs::path path = std::string(TOUCHLINE_ROOT) + folder;
    if (!fs::exists(path)) continue;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.path().extension() != ".yaml") continue;
      const auto model = load_manifest(entry.path().string());
      EXPECT_TRUE(model) << model.error().message;
      ++count;
    }
  }
  EXPECT_GE(count, 4);
}

TEST_F(Manifest, ALandmarkNetworkHasLandmarksInPlaceOfClasses) {
  std::string text = kGood;
  const auto replace = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("task: detect", "task: landmarks");
  EXPECT_NE(mistake("task: detect", "task: landmarks").find("head"), std::string::npos);
  replace("head: heatmap_box", "head: heatmap_landmark");
  replace(
      "classes: [ball, player]\nthreshold: {ball: 0.25}\nnms_iou: 0.5\nbox_margin: "
      "1.25\nfoot_sigma: 0.75\n",
      "landmarks: 32\nmin_score: 0.4\n");
  const auto model = load_manifest(write(text));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->task, Task::landmarks);
  EXPECT_EQ(model->landmarks, 32);
  EXPECT_FLOAT_EQ(model->min_score, 0.4F);
  replace("landmarks: 32\n", "");
  EXPECT_FALSE(load_manifest(write(text)));
}

TEST_F(Manifest, PeaksStartTracksFromAScoreOfTheirOwn) {
  const auto with = [&](const std::string& more) {
    std::string text = kGood;
    text.replace(text.find("task: detect"), 12, "task: peaks");
    text.replace(text.find("heatmap_box"), 11, "heatmap_peak");
    text.resize(text.find("classes:"));
    return load_manifest(write(text + "min_score: 0.4\n" + more));
  };
  const auto plain = with("");
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_FLOAT_EQ(plain->start_score, 0.4F);
  const auto own = with("start_score: 0.6\n");
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_FLOAT_EQ(own->start_score, 0.6F);
  EXPECT_FALSE(with("start_score: 0.3\n")) << "below min_score";
}

TEST_F(Manifest, HeatMapsOfABodyMayBeSmoothedAndMirrored) {
  const auto with = [&](const std::string& head, const std::string& more) {
    std::string text = kGood;
    text.replace(text.find("task: detect"), 12, "task: keypoints");
    text.replace(text.find("heatmap_box"), 11, head);
    text.resize(text.find("classes:"));
    return load_manifest(write(text + "keypoints: [nose, left_eye]\nmin_score: 0.4\n" + more));
  };
  const auto plain = with("heatmap_keypoint", "");
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain->smoothing, 0);
  EXPECT_FALSE(plain->corners || plain->mirrored);
  const auto all = with("heatmap_keypoint", "smoothing: 11\ncorners: true\nmirrored: true\n");
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->smoothing, 11);
  EXPECT_TRUE(all->corners && all->mirrored);
  EXPECT_EQ(views_of(*all), 2);
  for (const char* wrong : {"smoothing: 4\n", "smoothing: 19\n", "mirrored: 3\n"})
    EXPECT_FALSE(with("heatmap_keypoint", wrong)) << wrong;
  const auto lines = with("simcc_keypoint", "mirrored: true\n");
  ASSERT_FALSE(lines);
  EXPECT_NE(lines.error().message.find("has no heat maps"), std::string::npos);
}

}  // namespace
}  // namespace touchline
