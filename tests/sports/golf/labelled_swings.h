// GolfDB's labelled swings with the poses of another network. Nothing that ships is trained on
// them.
#pragma once

#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sports/golf/pose_series.h"
#include "sports/golf/swing.h"
#include "support/shared_data.h"

namespace touchline::golf::testing {

struct LabelledSwing {
  int id = 0;
  bool slow = false;
  std::string view;
  std::array<std::int64_t, kSwingEvents> events{};
  PoseSeries poses;  ///< at 30 frames a second
};

inline std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 65536> part{};
  for (std::size_t n = 0; pipe && (n = std::fread(part.data(), 1, part.size(), pipe.get())) > 0;)
    text.append(part.data(), n);
  return text;
}

inline PoseSample sample_of(const nlohmann::json& row, std::int64_t frame) {
  constexpr double kWidth_px = 640, kFps = 30;
  constexpr float kSeen = 0.9F;  // the file's visibility says what is hidden, not what is wrong
  PoseSample sample;
  sample.frame = frame;
  sample.pts_ns = from_seconds(static_cast<double>(frame) / kFps);
  for (std::size_t k = 0; k < kJoints; ++k)
    sample.points.push_back(Keypoint{{static_cast<float>(row[3 * k].get<double>() * kWidth_px),
                                      static_cast<float>(row[3 * k + 1].get<double>() * kWidth_px)},
                                     kSeen});
  return sample;
}

inline std::vector<LabelledSwing> labelled_swings() {
  const auto truth = touchline::testing::shared_data() / "truth";
  const auto json =
      nlohmann::json::parse(output_of("python3 '" TOUCHLINE_ROOT "/tools/eval/golf_poses.py' '" +
                                      (truth / "golf_events.json").string() + "' '" +
                                      (truth / "golf_poses_blazepose33.npz").string() + "'"));
  std::vector<LabelledSwing> swings;
  for (const auto& line : json) {
    LabelledSwing swing{line["id"], line["slow"] == 1, line["view"], line["events"], {}};
    for (const auto& row : line["points"])
      swing.poses.push_back(sample_of(row, std::ssize(swing.poses)));
    swings.push_back(std::move(swing));
  }
  return swings;
}

}  // namespace touchline::golf::testing
