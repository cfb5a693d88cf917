#include "pipeline/expected_speed.h"

#include <algorithm>
#include <limits>

#include "infer/picture_network.h"

namespace touchline {
namespace {

/// Seconds of one call with so many results.
template <class Found>
Result<double> seconds_of(Network<Found>& network, std::size_t results) {
  constexpr int kTimes = 3;
  TL_ASSIGN(const auto session, network.session());
  TL_CHECK(session->warm_up());
  const Frame picture = trial_picture();
  const std::vector<Picture> pictures(results * static_cast<std::size_t>(network.window()),
                                      Picture{&picture});
  std::vector<Found> found(results);
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i <= kTimes; ++i) {  // the first one warms what the session could not
    const auto begin = wall_now();
    if (const auto times = session->find(pictures, found); !times) return times.error();
    if (i > 0) least = std::min(least, to_seconds(wall_now() - begin));
  }
  return least;
}

}  // namespace

Result<double> expected_fps(const Networks& networks, const Assembly& assembly) {
  const auto batch = static_cast<std::size_t>(assembly.max_batch);
  const auto intervals = look_intervals(assembly);
  double every_frame_s = 0;  // of one frame
  double share = 0;          // of a stream's time, of what looks at times only
  std::size_t index = 0;
  const auto add = [&](double call_s, double frames) {
    const double every_s = intervals[index++];
    (every_s > 0 ? share : every_frame_s) += call_s / frames / (every_s > 0 ? every_s : 1);
  };
  const auto frames = static_cast<double>(batch);
  TL_ASSIGN(const double people_s, seconds_of(*networks.detector, batch));
  add(people_s, frames);
  if (networks.landmarks) {
    TL_ASSIGN(const double field_s, seconds_of(*networks.landmarks, 1));
    add(field_s, 1);
  }
  auto bodies = networks.bodies.begin();
  auto peaks = networks.peaks.begin();
  for (const auto& [model, data] : assembly.looks) {
    if (model.task == Task::keypoints) {
      constexpr std::size_t kBodies = 4;  // a usual picture's
      TL_ASSIGN(const double body_s, seconds_of(**bodies++, 1));
      add(body_s * static_cast<double>(std::min(kBodies, data.crops.most)), 1);
    } else {
      TL_ASSIGN(const double window_s, seconds_of(**peaks++, 1));
      add(window_s, data.stride);
    }
  }
  const double streams = assembly.gpu ? 1 : assembly.engine.streams;
  return std::max(0.0, streams - share) / std::max(every_frame_s, 1e-9);
}

}  // namespace touchline
