// The four soccer steps: one frame from host to host, and a match's frames in one launch.
#include <span>

#include "gpu_bench.h"
#include "kernels/cuda/soccer_steps.h"
#include "soccer_scene.h"

namespace touchline::bench {
namespace {

using nlohmann::json;

SoccerConstants constants_of(const SoccerScene& f) {
  SoccerConstants c;
  c.kit_l = f.kit_l;
  c.kit_a = f.kit_a;
  c.kit_b = f.kit_b;
  c.cell_x.assign(f.cell_x.begin(), f.cell_x.begin() + kColumns);
  c.cell_y.assign(f.cell_y.begin(), f.cell_y.begin() + kRows);
  c.threat = f.cells;
  return c;
}

int direction_of(std::size_t frame) { return frame % 2 == 0 ? 1 : -1; }

SoccerFrame frame_of(const SoccerScene& f, std::size_t index) {
  return {make_field_projection(f.homography, {960, 540}),
          kPlayers / 2,
          direction_of(index),
          f.u,
          f.v,
          f.l,
          f.a,
          f.b,
          f.at_x,
          f.at_y};
}

/// Largest errors so far, of frame `index`'s measures against float64 too.
Status check(SoccerScene& f, const SoccerMeasures& got, std::size_t index,
             std::array<double, 4>& largest) {
  f.x.assign(got.x.begin(), got.x.end());
  f.y.assign(got.y.begin(), got.y.end());
  f.margin.assign(got.margin.begin(), got.margin.end());
  f.label.assign(got.label.begin(), got.label.end());
  f.surface.assign(got.surface.begin(), got.surface.end());
  f.threat.assign(got.threat.begin(), got.threat.end());
  f.share = got.share;
  const auto errors = step_errors(f, direction_of(index));
  for (std::size_t i = 0; i < 4; ++i) {
    if (!(errors[i] <= kStepTolerance[i]))
      return fail(Errc::internal, "soccer steps",
                  "{} of frame {} differs from float64 by {}; at most {} is allowed", kStepNames[i],
                  index, errors[i], kStepTolerance[i]);
    largest[i] = std::max(largest[i], errors[i]);
  }
  return {};
}

json checked(const std::array<double, 4>& largest) {
  json errors;
  for (std::size_t i = 0; i < 4; ++i)
    errors[kStepNames[i]] = {{"largest_error", largest[i]}, {"allowed", kStepTolerance[i]}};
  return errors;
}

}  // namespace

Result<json> soccer_frame(Gpu& gpu) {
  SoccerScene scene;
  TL_ASSIGN(const auto steps, DeviceSoccerSteps::create(constants_of(scene), gpu.context));
  const SoccerFrame frame = frame_of(scene, 0);
  const auto work = [&](int) { return steps->run({&frame, 1}, *gpu.stream); };
  TL_CHECK(work(0));
  std::array<double, 4> largest{};
  TL_CHECK(check(scene, steps->measures(0), 0, largest));
  if (gpu.only_check) return json();
  TL_ASSIGN(json result, wall_time(work, 1000));
  TL_ASSIGN(result["kernel"], device_time(gpu, [&](int) { return steps->launch(*gpu.stream); }));
  result["against_float64"] = checked(largest);
  return result;
}

Result<json> soccer_match(Gpu& gpu) {
  const std::size_t count = gpu.only_check ? 8 : 20000;
  std::vector<SoccerScene> scenes;
  for (std::size_t i = 0; i < 64; ++i) {
    SoccerScene& scene = scenes.emplace_back(static_cast<unsigned>(i + 1));
    scene.kit_l = scenes[0].kit_l;
    scene.kit_a = scenes[0].kit_a;
    scene.kit_b = scenes[0].kit_b;
    scene.grid = scenes[0].grid;
    scene.cells = scenes[0].cells;
  }
  std::vector<SoccerFrame> frames;
  for (std::size_t i = 0; i < count; ++i) frames.push_back(frame_of(scenes[i % 64], i));
  TL_ASSIGN(const auto steps, DeviceSoccerSteps::create(constants_of(scenes[0]), gpu.context));
  const auto whole = [&](int) { return steps->run(frames, *gpu.stream); };
  TL_CHECK(whole(0));
  std::array<double, 4> largest{};
  for (std::size_t i = 0; i < count; i += i < 64 ? 1 : 97)
    TL_CHECK(check(scenes[i % 64], steps->measures(i), i, largest));
  if (gpu.only_check) return json();
  TL_ASSIGN(json result, device_time(gpu, [&](int) { return steps->launch(*gpu.stream); }, 5, 30));
  TL_ASSIGN(json wall, wall_time(whole, 20));
  const auto frames_run = static_cast<double>(count);
  result["frames"] = count;
  result["us_per_frame"] = result["median_us"].get<double>() / frames_run;
  wall["us_per_frame"] = wall["median_us"].get<double>() / frames_run;
  result["with_copies_both_ways"] = std::move(wall);
  result["against_float64"] = checked(largest);
  return result;
}

}  // namespace touchline::bench
