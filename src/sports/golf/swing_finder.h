// Finds swings in the golfer's poses, all at once or as they come.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "records/sound.h"
#include "sports/golf/pose_series.h"
#include "sports/golf/swing.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

/// Takes poses as they come. A swing becomes certain when its finish and the time for its score are
/// over, or the next one begins; with the `seed` preset, which looks at whole files, in finish().
/// What is found depends on the samples alone, not on how they were pushed. With `default` the
/// memory is that of the last half minute.
class SwingFinder {
 public:
  explicit SwingFinder(SwingPlan plan);
  ~SwingFinder();
  SwingFinder(SwingFinder&&) noexcept;
  SwingFinder& operator=(SwingFinder&&) noexcept;

  /// More of what was heard, in order. It counts for swings that are not certain yet.
  void hear(std::span<const SoundStretch> sounds);
  /// Swings that became certain, rejected ones too, in the order of their tops.
  std::vector<Swing> push(PoseSample sample);
  /// The rest. Nothing may be pushed afterwards.
  std::vector<Swing> finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// All swings of a series, and what was heard meanwhile, in order.
std::vector<Swing> find_swings(const PoseSeries& series, const SwingPlan& plan,
                               std::span<const SoundStretch> sounds = {});

}  // namespace touchline::golf
