// Detectors whose frames lie on a GPU. The network is OpenVINO's on the CPU, so that all the rest
// runs where there is no GPU: letterbox, batches, copies, heads.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "image/transfer.h"
#include "infer/detector.h"
#include "infer/device_decoders.h"
#include "infer/device_heatmap.h"
#include "infer/device_networks.h"
#include "infer/head.h"
#include "infer/landmark_detector.h"
#include "infer/testing.h"
#include "kernels/cuda/images.h"
#include "support/gpu.h"

namespace touchline {
namespace {

using testing::all_classes;

EngineOptions on(const Device& device) {
  EngineOptions options;
  options.kind = EngineKind::openvino;
  options.precision = Precision::f32;
  options.device = device;
  options.max_batch = 3;
  return options;
}
constexpr Device kGpu{Device::Kind::cuda, 0};

/// Blurred noise in colour: something for a network to see.
Frame noise(PixelFormat format, int width, int height, unsigned seed) {
  const FrameInfo info{format, width, height, {}, {}};
  std::mt19937 random(seed);
  const auto& layout = format_info(format);
  Pool pool(image_bytes(info));
  Image image(info, pool);
  for (int p = 0; p < layout.planes; ++p) {
    const auto& plane = image.plane(p);
    const int row = plane.width * layout.layout[static_cast<std::size_t>(p)].channels;
    unsigned value = 128;
    for (int y = 0; y < plane.height; ++y)
      for (int x = 0; x < row; ++x) {
        value = (7 * value + random() % 256) / 8;
        plane.row(y)[x] = static_cast<std::uint8_t>(value);
      }
  }
  return freeze(std::move(image));
}

class OnTheGpu : public testing::WithGpu<> {
 protected:
  void SetUp() override {
    WithGpu::SetUp();
    if (!ready()) return;
    auto manifest = load_manifest(std::string(TOUCHLINE_ROOT) + "/share/models/soccer-fast.yaml");
    ASSERT_TRUE(manifest) << manifest.error().message;
    manifest_ = std::move(*manifest);
    // Everything is a detection: noise alone is enough to compare.
    classes_ = all_classes(manifest_);
    std::fill(classes_.threshold.begin(), classes_.threshold.end(), 1e-4F);
  }

  [[nodiscard]] std::vector<Frame> uploaded(const std::vector<Frame>& frames) {
    std::vector<Frame> out;
    for (const auto& frame : frames) {
      Pool pool = picture_pool(frame.info(), context_);
      auto up = upload(frame, pool, *stream_);
      EXPECT_TRUE(up) << up.error().message;
      out.push_back(std::move(*up));
    }
    return out;
  }
  [[nodiscard]] std::vector<Detections> detect(const ModelManifest& manifest, const Device& device,
                                               const std::vector<Frame>& frames,
                                               const ClassMap& classes) const {
    std::vector<Detections> out(frames.size());
    const auto made = make_detector(manifest, on(device), classes);
    EXPECT_TRUE(made) << made.error().message;
    if (!made) return out;
    const auto session = (*made)->session();
    EXPECT_TRUE(session) << session.error().message;
    const auto times = (*session)->find(pictures_of(frames), out);
    EXPECT_TRUE(times) << times.error().message;
    return out;
  }

  ModelManifest manifest_;
  ClassMap classes_;
};

TEST_F(OnTheGpu, DetectionsAreTheSameBitForBit) {
  const std::vector<Frame> frames{
      noise(PixelFormat::nv12, 640, 360, 1), noise(PixelFormat::i420, 640, 360, 2),
      noise(PixelFormat::i420, 320, 400, 3), noise(PixelFormat::gray8, 200, 100, 4),
      noise(PixelFormat::nv12, 640, 360, 5), noise(PixelFormat::nv12, 1280, 720, 6),
      noise(PixelFormat::nv12, 640, 360, 7)};  // three batches of at most three, the last of one
  const auto want = detect(manifest_, {}, frames, classes_),
             got = detect(manifest_, kGpu, uploaded(frames), classes_);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_GE(want[i].size(), 3U) << "frame " << i << ": something to compare";
    EXPECT_EQ(got[i], want[i]) << "frame " << i;
  }
}

TEST_F(OnTheGpu, FramesOfTheHostAreUploadedAndCounted) {
  const std::vector<Frame> frames{noise(PixelFormat::i420, 640, 360, 1),
                                  noise(PixelFormat::nv12, 320, 240, 2)};
  const auto made = make_detector(manifest_, on(kGpu), classes_);
  ASSERT_TRUE(made) << made.error().message;
  const auto session = std::move(*(*made)->session());
  std::vector<Detections> found(2);
  const auto before = context_->traffic();
  ASSERT_TRUE(session->find(pictures_of(frames), found));
  const auto after = context_->traffic();
  EXPECT_EQ(after.frames_to_device, before.frames_to_device + 2);
  EXPECT_EQ(after.frames_to_host, before.frames_to_host + 2) << "OpenVINO's tensors are pictures";
  EXPECT_EQ(found, detect(manifest_, {}, frames, classes_));
}

TEST_F(OnTheGpu, SessionsSayWhatTheyAre) {
  const auto made = make_detector(manifest_, on(kGpu), classes_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ((*made)->engine().kind, EngineKind::openvino);
  EXPECT_EQ((*made)->engine().device, "CPU (pictures prepared on cuda:0)");
}

TEST_F(OnTheGpu, SteadyStateTakesNoMemory) {
  const auto frames = uploaded({noise(PixelFormat::nv12, 640, 360, 1)});
  const auto made = make_detector(manifest_, on(kGpu), classes_);
  ASSERT_TRUE(made) << made.error().message;
  const auto session = std::move(*(*made)->session());
  std::vector<Detections> found(1);
  ASSERT_TRUE(session->find(pictures_of(frames), found));
  const auto free = context_->memory()->free;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(session->find(pictures_of(frames), found));
  if (testing::gpu_is_emulated()) {
    EXPECT_EQ(context_->memory()->free, free);
  }
}

TEST_F(OnTheGpu, WhatCannotBeIsSaidInWords) {
  auto options = on(kGpu);
  options.max_batch = 0;
  EXPECT_EQ(make_detector(manifest_, options, classes_).error().code, Errc::usage);
  options = on({Device::Kind::cuda, 99});
  EXPECT_EQ(make_detector(manifest_, options, classes_).error().code, Errc::no_device);
  options = on({});
  options.kind = EngineKind::tensorrt;
  EXPECT_EQ(make_detector(manifest_, options, classes_).error().code, Errc::no_device);
}

TEST_F(OnTheGpu, NetworksThereNeedTheGpuBuildOfTheLibrary) {
  if (!testing::gpu_is_emulated()) GTEST_SKIP() << "here it may be the GPU build";
  for (const auto kind : {EngineKind::automatic, EngineKind::onnxruntime, EngineKind::tensorrt}) {
    auto options = on(kGpu);
    options.kind = kind;
    const auto made = make_detector(manifest_, options, classes_);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::no_device);
    EXPECT_NE(made.error().message.find("setup --gpu"), std::string::npos) << made.error().message;
  }
}

TEST_F(OnTheGpu, LandmarksAreTheSameBitForBit) {
  auto manifest = load_manifest(std::string(TOUCHLINE_ROOT) + "/share/models/soccer-pitch.yaml");
  ASSERT_TRUE(manifest) << manifest.error().message;
  manifest->min_score = 0.001F;  // noise is no pitch
  const std::vector<Frame> frames{noise(PixelFormat::nv12, 640, 360, 1),
                                  noise(PixelFormat::i420, 400, 300, 2)};
  const auto there = uploaded(frames);
  const auto host = make_landmark_detector(*manifest, on({})),
             gpu = make_landmark_detector(*manifest, on(kGpu));
  ASSERT_TRUE(host) << host.error().message;
  ASSERT_TRUE(gpu) << gpu.error().message;
  const auto on_host = std::move(*(*host)->session()), on_gpu = std::move(*(*gpu)->session());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    Landmarks want, got;
    ASSERT_TRUE(on_host->find(frames[i], want));
    ASSERT_TRUE(on_gpu->find(there[i], got));
    ASSERT_GE(want.size(), 1U);
    EXPECT_EQ(got, want);
  }
}

/// By the CPU's provider in place of the GPU's, whose outputs the kernel can read.
TEST_F(OnTheGpu, LandmarksOfABatchAreThoseOfItsPictures) {
  if (!testing::gpu_is_emulated()) GTEST_SKIP() << "there is a real GPU";
  auto manifest = load_manifest(std::string(TOUCHLINE_ROOT) + "/share/models/soccer-pitch.yaml");
  ASSERT_TRUE(manifest) << manifest.error().message;
  manifest->min_score = 0.001F;  // noise is no pitch
  const auto frames =
      uploaded({noise(PixelFormat::nv12, 640, 360, 1), noise(PixelFormat::nv12, 1280, 720, 2),
                noise(PixelFormat::i420, 400, 300, 3)});
  auto options = on(kGpu);
  options.kind = EngineKind::onnxruntime;
  CudaTuning tuning;
  tuning.emulated = true;
  const auto network = make_cuda_network({engine_spec(*manifest)}, options, context_, tuning);
  ASSERT_TRUE(network) << network.error().message;
  const auto pictures = DevicePictureSession::create(manifest->input, **network, context_);
  ASSERT_TRUE(pictures) << pictures.error().message;
  const auto decoder = make_device_landmarks(*manifest, **pictures);
  ASSERT_TRUE(decoder) << decoder.error().message;
  InferTimes times;
  const auto find = [&](std::span<const Picture> shown, std::span<Landmarks> found) {
    ASSERT_TRUE((*pictures)->run(shown, times));
    ASSERT_TRUE((*decoder)->decode(**pictures, found, times));
  };
  const auto shown = pictures_of(frames);
  std::vector<Landmarks> together(shown.size()), alone(shown.size());
  find(shown, together);
  for (std::size_t i = 0; i < shown.size(); ++i)
    find(std::span(shown).subspan(i, 1), std::span(alone).subspan(i, 1));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    EXPECT_GE(alone[i].size(), 1U);
    EXPECT_EQ(together[i], alone[i]) << "picture " << i;
    EXPECT_NE(together[i], together[(i + 1) % shown.size()]);
  }
}

TEST_F(OnTheGpu, TheKernelIsToldWhatTheHeadIsTold) {
  classes_.to_sport = {1, -1, 0, 2};
  classes_.threshold = {0.9F, 0.95F, 0.97F};
  const auto options = heatmap_options(manifest_, classes_);
  const auto cells = static_cast<std::size_t>(options.width * options.height);
  std::mt19937 random(9);
  std::vector<float> heat(4 * cells), box(4 * cells);
  for (auto& v : heat) v = static_cast<float>(random() % 4096) / 4096;
  for (auto& v : box) v = static_cast<float>(random() % 640) / 16;
  const auto head = std::move(*make_head(manifest_, classes_));
  const std::vector<TensorView> views{{{1, 4, options.height, options.width}, heat.data()},
                                      {{1, 4, options.height, options.width}, box.data()}};
  const auto geometry = letterbox_geometry(manifest_.input.letterbox(), 1280, 720);
  Detections want;
  ASSERT_TRUE(head->decode(views, 0, geometry, want));
  ASSERT_GE(want.size(), 50U);

  Pool pool(heat.size() * sizeof(float), cuda::device_allocator(context_));
  const Buffer on_gpu[] = {pool.acquire(), pool.acquire()};
  ASSERT_TRUE(stream_->to_device(on_gpu[0].get(), heat.data(), pool.bytes()));
  ASSERT_TRUE(stream_->to_device(on_gpu[1].get(), box.data(), pool.bytes()));
  const auto boxes = std::move(*DeviceHeatmapBoxes::create(options, 1, context_));
  ASSERT_TRUE(
      boxes->launch(on_gpu[0].get(), on_gpu[1].get(), TensorType::f32, {&geometry, 1}, *stream_));
  std::vector<Detections> got;
  ASSERT_TRUE(boxes->read(got));
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0], want);
}

TEST_F(OnTheGpu, TensorsOfAnotherShapeAreABadModel) {
  const std::int64_t height = manifest_.input.height / 4, width = manifest_.input.width / 4;
  const int byte = 0;
  std::vector<DeviceTensor> outputs{{{2, 4, height, width}, TensorType::f16, &byte},
                                    {{2, 4, height, width}, TensorType::f16, &byte}};
  EXPECT_TRUE(check_heatmaps(manifest_, outputs));
  outputs[1].type = TensorType::f32;
  EXPECT_EQ(check_heatmaps(manifest_, outputs).error().code, Errc::bad_model);
  outputs[1] = outputs[0];
  outputs[0].shape[1] = 3;
  EXPECT_EQ(check_heatmaps(manifest_, outputs).error().code, Errc::bad_model);
  outputs.pop_back();
  EXPECT_EQ(check_heatmaps(manifest_, outputs).error().code, Errc::bad_model);
}

class OnTheGpuByModel : public OnTheGpu, public ::testing::WithParamInterface<const char*> {};

TEST_P(OnTheGpuByModel, EveryHeadReadsTheSameSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto manifest = load_manifest(testing::model_manifest(GetParam()));
  ASSERT_TRUE(manifest) << manifest.error().message;
  const bool football = std::string(GetParam()).starts_with("foot");
  const auto frames = testing::clip_frames(
      football ? "football_rubi.mp4" : "people_walking_supervision.mp4", 3, 4, 1280, 720);
  if (frames.size() < 4) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  const auto classes = all_classes(*manifest);
  const auto want = detect(*manifest, {}, frames, classes);
  EXPECT_GE(want[0].size(), 5U);
  EXPECT_EQ(detect(*manifest, kGpu, uploaded(frames), classes), want);
}

INSTANTIATE_TEST_SUITE_P(Models, OnTheGpuByModel,
                         ::testing::Values("yolox_nano", "nanodet_plus_m_416", "rtmdet_nano_person",
                                           "footandball_soccer"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace touchline
