// What stands on the field, a goal's post or its net, and is taken for a person.
#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "geometry/box.h"
#include "geometry/field_spec.h"
#include "geometry/pinhole.h"
#include "records/field.h"

namespace touchline {

/// The things of one field, seen frame by frame. A box belongs to one when it stands within 1.2 m
/// of it, a standard deviation (a metre at most) granted, and is taller than people are: 2.25 m.
/// Somebody who leans on a post is not, whatever else he does.
class StandingThings {
 public:
  explicit StandingThings(std::vector<FieldBox> things) : things_(std::move(things)) {}
  /// A frame begins. `view` is null where it is not calibrated, and outlives the frame.
  void look(const FieldView* view);
  /// Whether what stands at `at` is a part of a thing as far as this frame tells; nothing when it
  /// tells nothing.
  std::optional<bool> shows(const Box& box, const FieldPoint& at);

 private:
  [[nodiscard]] bool near(const FieldPoint& at) const;
  /// Metres; nothing when the view has no camera, or sees the top against the sky.
  std::optional<double> height_of(const Box& box, Vec2d foot_m);

  std::vector<FieldBox> things_;
  const FieldView* view_ = nullptr;
  std::optional<Pinhole> camera_;
  bool solved_ = false;  ///< camera_ is this frame's
};

/// What the frames of one track say, in seconds that fade over 10 s.
class ThingEvidence {
 public:
  void add(bool thing, double seconds) {
    const double keep = std::exp(-seconds / kMemory_s);
    thing_s_ = keep * thing_s_ + (thing ? seconds : 0);
    person_s_ = keep * person_s_ + (thing ? 0 : seconds);
  }
  /// More likely than not: who is nobody yet does not become somebody. Nor while too little was
  /// seen to tell.
  [[nodiscard]] bool is_likely_thing() const {
    return thing_s_ > 0 && (thing_s_ >= person_s_ || thing_s_ + person_s_ < kEnough_s);
  }
  /// Two frames in three, over a second: who was somebody is nobody after all.
  [[nodiscard]] bool is_thing() const { return thing_s_ >= kSure_s && thing_s_ > 2 * person_s_; }

 private:
  static constexpr double kMemory_s = 10, kEnough_s = 0.5, kSure_s = 1;
  double thing_s_ = 0, person_s_ = 0;
};

}  // namespace touchline
