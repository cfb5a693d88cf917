// The director: from what frames show of play to the window that a virtual camera shows of each.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "director/aim.h"
#include "director/camera_operator.h"
#include "director/camera_path.h"

namespace touchline::director {

/// A function of the plays it is given and of nothing else: neither the clock on the wall nor how
/// many are given at once changes a framing. Live and from files it is the same; a file can afford
/// to look farther ahead.
class Director final : public CameraOperator {
 public:
  /// Of pictures `height` widths high.
  Director(const DirectorOptions& options, double height);
  /// As a rule what is known now is the framing of the frame options.lookahead_s before.
  std::vector<Framing> push(const Play& play) override;
  std::vector<Framing> finish() override;

 private:
  void begin(const Aim& first);
  void emit(Nanoseconds until, std::vector<Framing>& out);
  void walk_to(std::size_t step);
  [[nodiscard]] PathPoint goal(std::size_t step) const;
  [[nodiscard]] PathPoint aim_of(std::size_t step) const;

  DirectorOptions options_;
  double height_;
  AimChooser chooser_;
  std::vector<double> kernel_;  ///< weights of a goal's aims, half of them before it
  int shot_ = 0;

  // Of the shot under way; steps count from its first frame.
  std::optional<CameraPath> path_;  ///< once its first framing is known
  Nanoseconds begun_ns_ = 0;
  Aim newest_;
  std::deque<PathPoint> aims_;  ///< of steps first_aim_ on; empty: no shot is under way
  std::size_t first_aim_ = 0;
  std::size_t walked_ = 0;  ///< steps that path_ has made
  PathPoint before_;        ///< where it was a step ago
  PathPoint last_goal_;
  std::deque<Framing> pending_;  ///< without their windows
};

}  // namespace touchline::director
