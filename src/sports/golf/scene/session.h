// A practice session that never took place: when the golfer swings, and what every swing's moments
// are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sports/golf/scene/golfer.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

struct TrueSwing {
  std::array<double, kSwingEvents> at_s{};  ///< by SwingEvent
  bool practice = false;                    ///< no ball is struck, and no score follows
  int score = 0;                            ///< fingers shown afterwards, 1..5; 0: none
  double up_from_s = 0, up_to_s = 0;        ///< the hand is up; both 0 where there is no score
};

struct SessionOptions {
  double seconds = 20;
  std::uint64_t seed = 1;
  bool left_handed = false;
};

class Session {
 public:
  explicit Session(const SessionOptions& options);
  [[nodiscard]] const std::vector<TrueSwing>& swings() const { return swings_; }
  [[nodiscard]] GolferJoints at(double t_s) const;
  /// Where the ball lies, or flies; nothing when it is gone.
  [[nodiscard]] std::optional<Vec3d> ball_at(double t_s) const;
  /// Fingers that are shown, and by which hand.
  struct Shown {
    int fingers = 0, side = 0;
  };
  [[nodiscard]] Shown shown_at(double t_s) const;

 private:
  /// When one swing's parts begin, seconds.
  struct Course {
    double setup, address, back, top, contact, finish, relax, rest;
  };
  [[nodiscard]] BodyStance stance_at(double t_s) const;
  static void find_moments(TrueSwing& swing, const Course& course);

  SessionOptions options_;
  Build build_;
  std::vector<Course> courses_;
  std::vector<TrueSwing> swings_;
};

}  // namespace touchline::golf
