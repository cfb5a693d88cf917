// The scene of convert_scene.h as a run with --start leaves it.
#pragma once

#include "reports/convert_scene.h"

namespace touchline::testing {

/// The scene's frames and times, later in the source by kLater.
class LaterRun : public ConvertedRun {
 protected:
  static constexpr Nanoseconds kLater = 2'000'000'000;
  static constexpr std::int64_t kSkipped = 60;

  void SetUp() override {
    ConvertedRun::SetUp();
    move_later();
    in_.clock = {true, kLater};
  }
  void move_later() {
    std::ofstream tracking(dir_ / "run" / "tracking.jsonl");
    for (auto row : frames()) {
      row.frame += kSkipped;
      row.pts_ns += kLater;
      quantise(row);
      tracking << json_of(row, in_.classes) << '\n';
    }
    tracking.close();
    std::ofstream events(dir_ / "run" / "events.jsonl");
    for (auto event : scene_events()) {
      event.start_ns += kLater;
      event.end_ns += kLater;
      for (auto& frame : event.evidence) frame += kSkipped;
      events << json_of(event, in_.source_id) << '\n';
    }
  }
  void on_source() { in_.clock = {}; }
  void on_video() { in_.clock = {true, kLater}; }
};

}  // namespace touchline::testing
