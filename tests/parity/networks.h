// The networks of ../shared/data/models and our own with their inputs, and how far apart outputs
// are.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <random>

#include "infer/testing.h"

namespace touchline::testing {

struct TestNetwork {
  const char* file;
  const char* input;
  std::vector<std::int64_t> shape;  ///< 1 x c x h x w
  std::vector<std::string> outputs;
  float mean, std;       ///< pixels 0..255 -> input, about as the network was trained
  bool batches;          ///< false: a batch of one only
  double f32_tolerance;  ///< largest |openvino f32 - onnxruntime f32|, as a share of the output's
                         ///< largest value
  double bf16_rms;       ///< root mean square of bf16 - f32, as a share of the largest value;
                         ///< of our own: of f16 - f32
};

/// A network of ours is shipped with an f16 file, which is what GPUs compute.
inline bool is_ours(const TestNetwork& network) {
  return !std::string(network.file).ends_with(".onnx");  // ours are named by their manifests
}
inline EngineSpec spec_of(const TestNetwork& network, std::vector<std::int64_t> shape = {}) {
  if (!is_ours(network))
    return {(shared_data() / "models" / network.file).string(), network.input, std::move(shape),
            network.outputs};
  const std::string stem = TOUCHLINE_ROOT + std::string("/share/models/") + network.file;
  EngineSpec spec{stem + ".onnx", network.input, std::move(shape), network.outputs};
  spec.files[Precision::f16] = {stem + ".f16.onnx", "", true};
  return spec;
}

inline void PrintTo(const TestNetwork& network, std::ostream* out) { *out << network.file; }

/// The batch size of an input shape.
inline std::vector<std::int64_t> batch(std::vector<std::int64_t> shape, std::int64_t n) {
  shape[0] = n;
  return shape;
}

/// One image: real pixels where there is a clip, else noise; planar, normalised.
inline std::vector<float> picture(const TestNetwork& network, bool real) {
  const auto channels = network.shape[1], height = network.shape[2], width = network.shape[3];
  std::vector<float> out(static_cast<std::size_t>(channels * height * width));
  const auto frames = real ? clip_frames("basketball_sample.mp4", 2, 1, static_cast<int>(width),
                                         static_cast<int>(height))
                           : std::vector<Frame>();
  std::mt19937 random(3);
  std::size_t at = 0;
  for (int c = 0; c < channels; ++c) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int value =
            frames.empty() ? static_cast<int>(random() % 256) : frames[0].plane(0).row(y)[x];
        out[at++] = (static_cast<float>(value) - network.mean) / network.std;
      }
    }
  }
  return out;
}

inline double largest(const std::vector<float>& values) {
  double most = 0;
  for (const float v : values) most = std::max(most, std::fabs(double(v)));
  return most;
}

inline double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::fabs(double(a[i]) - double(b[i])));
  return most;
}

inline double rms_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double(a[i]) - double(b[i]), 2);
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, a.size())));
}

/// The networks of others that have tests here.
inline std::vector<TestNetwork> networks() {
  return {TestNetwork{
              "yolox_nano.onnx", "images", {1, 3, 416, 416}, {"output"}, 0, 1, false, 1e-4, 0.015},
          TestNetwork{"nanodet_plus_m_416.onnx",
                      "image",
                      {1, 3, 416, 416},
                      {"output"},
                      116,
                      57,
                      true,
                      1e-4,
                      0.01},
          TestNetwork{"rtmdet_nano_person.onnx",
                      "input",
                      {1, 3, 320, 320},
                      {"dets", "labels"},
                      116,
                      57,
                      false,
                      1e-3,
                      0.02},
          TestNetwork{"footandball_soccer.onnx",
                      "image",
                      {1, 3, 352, 640},
                      {"player_conf", "player_box", "ball_conf"},
                      116,
                      57,
                      true,
                      1e-4,
                      0.006},
          TestNetwork{"tinypose_256x192.onnx",
                      "image",
                      {1, 3, 256, 192},
                      {"heatmaps"},
                      116,
                      57,
                      true,
                      1e-4,
                      0.04},
          TestNetwork{"osnet_x0_25_msmt17.onnx",
                      "input",
                      {1, 3, 256, 128},
                      {"output"},
                      116,
                      57,
                      true,
                      1e-4,
                      0.02},
          TestNetwork{"vballnet_fast_seq9.onnx",
                      "input",
                      {1, 9, 288, 512},
                      {"sigmoid"},
                      0,
                      255,
                      true,
                      1e-4,
                      0.035}};
}

/// Our own.
inline std::vector<TestNetwork> shipped_networks() {
  const std::vector<std::int64_t> small{1, 3, 384, 640};
  return {{"soccer-balanced", "image", {1, 3, 544, 960}, {"heat", "box"}, 0, 255, true, 1e-3, 0.03},
          {"soccer-fast", "image", small, {"heat", "box"}, 0, 255, true, 1e-3, 0.03},
          {"soccer-pitch", "image", small, {"heat"}, 0, 255, true, 1e-3, 0.002},
          {"badminton-court", "image", small, {"heat"}, 0, 255, true, 1e-3, 0.002},
          {"people", "image", {1, 3, 544, 960}, {"heat", "box"}, 0, 255, true, 1e-3, 0.03},
          {"shuttle", "frames", {1, 9, 432, 768}, {"heat"}, 0, 255, true, 1e-3, 0.002}};
}

inline std::string name_of(const ::testing::TestParamInfo<TestNetwork>& tested) {
  std::string file = tested.param.file;
  std::replace(file.begin(), file.end(), '-', '_');
  return file.substr(0, file.find('.'));
}

}  // namespace touchline::testing
