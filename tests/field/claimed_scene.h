// A painted pitch and a network that is sure where it sees landmarks, rightly or wrongly.
#pragma once

#include "field/calibrator.h"
#include "field/painted_pitch.h"
#include "sports/soccer/pitch.h"

namespace touchline::testing {

inline constexpr int kWidth = 1280, kHeight = 720;
inline constexpr Vec2d kSize{kWidth, kHeight};

/// A picture of `painted`, and what the calibrator makes of it when the network is sure to see the
/// landmarks `named` of a full-size pitch where `claimed` puts them.
struct ClaimedScene {
  ClaimedScene(const Mat3& truth, const PitchSpec& painted) : finder(field_of({})) {
    const Frame frame = PaintedPitch(kWidth, kHeight, truth, PitchLook{}, painted).frame();
    finder.look_at(frame, learn_grass(frame), {});
  }
  FieldView calibrated(const Mat3& claimed) {
    Landmarks seen;
    const auto places = landmarks(PitchSpec{});
    for (int i = 0; i < kLandmarks; ++i) {
      const auto p = project(claimed, places[static_cast<std::size_t>(i)]);
      if (p && p->x > 0 && p->y > 0 && p->x < kWidth && p->y < kHeight)
        seen.push_back({i, *p, 0.9, 1});
    }
    CalibratorOptions options;
    options.field = field_of({});
    Calibrator calibrator(options);
    CalibrationInput input;
    input.size = kSize;
    input.landmarks = &seen;
    input.lines = &finder;
    input.people = people;
    return calibrator.update(input);
  }
  PaintCheck checked(const Mat3& view, int landmarks_that_agree = 4) {
    std::vector<LinePoint> points;
    return check_paint(finder, view, {}, kSize, landmarks_that_agree, {}, points);
  }
  FrameLineFinder finder;
  std::vector<Box> people;  ///< that the detector sees
};

}  // namespace touchline::testing
