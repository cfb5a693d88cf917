// Eight events on GolfDB's labelled swings, from poses alone.
#include <gtest/gtest.h>

#include <algorithm>

#include "sports/golf/event_scores.h"
#include "sports/golf/labelled_swings.h"
#include "sports/golf/swing_finder.h"

namespace touchline::golf {
namespace {

/// The events of the swing that is trusted most; nothing where none was found.
EventFrames events_found_in(const PoseSeries& poses) {
  EventFrames frames;
  double most = -1;
  for (const Swing& swing : find_swings(poses, {})) {
    if (swing.rejected || swing.confidence <= most) continue;
    most = swing.confidence;
    for (std::size_t e = 0; e < kSwingEvents; ++e) frames[e] = swing.events[e].frame;
  }
  return frames;
}

struct Labelled {
  TrueEvents truth;
  FoundEvents found;
};

/// Both halves of the clips, as the constants were found on all of them.
Labelled labelled_events(int half) {
  Labelled out;
  for (const auto& swing : testing::labelled_swings()) {
    if (half >= 0 && swing.id / 2 % 2 != half) continue;
    EventFrames truth;
    std::copy(swing.events.begin(), swing.events.end(), truth.begin());
    const std::string name = std::to_string(swing.id);
    out.truth[name] = {swing.slow, truth};
    out.found[name] = events_found_in(swing.poses);
  }
  return out;
}

std::string in_words(const EventScores& scores) {
  std::string words = "PCE " + std::to_string(scores.pce());
  for (std::size_t e = 0; e < kSwingEvents; ++e) {
    const auto event = static_cast<SwingEvent>(e);
    words += std::string("\n") + to_string(event) + " " +
             std::to_string(scores.share(scores.within_tolerance, event)) + ", within 3 frames " +
             std::to_string(scores.share(scores.within_3, event));
  }
  return words;
}

TEST(LabelledSwings, EventsAreFoundSharedData) {
  TL_NEEDS_SHARED_DATA();
  const Labelled all = labelled_events(-1);
  const EventScores real = score_events(all.truth, all.found, false);
  const EventScores slow = score_events(all.truth, all.found, true);
  ASSERT_EQ(real.swings, 30);
  ASSERT_EQ(slow.swings, 20);
  EXPECT_GE(real.pce(), 0.70) << in_words(real);
  EXPECT_GE(slow.pce(), 0.60) << in_words(slow);
  EXPECT_GE(real.share(real.within_3, SwingEvent::top), 0.92) << in_words(real);
  EXPECT_GE(real.share(real.within_3, SwingEvent::contact), 1.0) << in_words(real);
  EXPECT_GE(slow.share(slow.within_3, SwingEvent::top), 0.75) << in_words(slow);
  EXPECT_GE(slow.share(slow.within_3, SwingEvent::contact), 0.85) << in_words(slow);
}

TEST(LabelledSwings, EitherHalfOfThemDoesSharedData) {
  TL_NEEDS_SHARED_DATA();
  for (const int half : {0, 1}) {
    const Labelled some = labelled_events(half);
    const EventScores real = score_events(some.truth, some.found, false);
    const EventScores slow = score_events(some.truth, some.found, true);
    EXPECT_GE(real.pce(), 0.65) << in_words(real);
    EXPECT_GE(slow.pce(), 0.55) << in_words(slow);
    RecordProperty(half == 0 ? "first_half" : "second_half", in_words(real) + in_words(slow));
  }
}

}  // namespace
}  // namespace touchline::golf
