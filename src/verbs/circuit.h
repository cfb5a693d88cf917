// Two threads and a fixed number of boxes that go round between them: one fills, one empties.
#pragma once

#include <utility>

#include "base/channel.h"

namespace touchline {

/// What a box has allocated stays with it, so that nothing is allocated in steady state, and the
/// number of boxes bounds how far one side is ahead of the other.
template <class Box>
class Circuit {
 public:
  explicit Circuit(std::size_t boxes) : empty_(boxes), full_(boxes) {
    for (std::size_t i = 0; i < boxes; ++i) empty_.push({});
  }
  /// For the side that fills; none when the other side has given up.
  std::optional<Box> empty() { return empty_.pop(); }
  bool hand_on(Box box) { return full_.push(std::move(box)); }
  /// Nothing more will be handed on.
  void end() { full_.close(); }

  /// For the side that empties; none at the end.
  std::optional<Box> full() { return full_.pop(); }
  void give_back(Box box) { empty_.push(std::move(box)); }
  /// Nothing more is wanted.
  void abandon() {
    empty_.abandon();
    full_.abandon();
  }

 private:
  Channel<Box> empty_, full_;
};

}  // namespace touchline
