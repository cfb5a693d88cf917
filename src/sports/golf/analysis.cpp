#include "sports/golf/analysis.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "sports/golf/golfer_choice.h"
#include "sports/golf/record.h"
#include "sports/golf/swing_finder.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

constexpr double kLeastScore = 0.3;
constexpr const char* kNobody = "no golfer is in view";
constexpr const char* kNotLooked = "the network did not look at this frame";
constexpr const char* kUnseen = "a joint that it needs is not seen well enough";
/// A swing shows for so long after its finish.
constexpr Nanoseconds kShown = 2 * kSecond;

double degrees(double radians) { return radians * 180 / std::numbers::pi; }

Vec2d wide(Vec2f p) { return {static_cast<double>(p.x), static_cast<double>(p.y)}; }

/// What is read off one body.
void describe(const PoseSample& pose, GolfRecord& record) {
  record.points = std::count_if(pose.points.begin(), pose.points.end(), [](const auto& point) {
    return point && static_cast<double>(point->score) >= kLeastScore;
  });
  record.torso_px = record.hands_up_torso = Known<double>::none(kUnseen);
  record.spine_deg = record.shoulders_deg = Known<double>::none(kUnseen);
  record.hands_px = Known<Vec2d>::none(kUnseen);
  const auto hips = middle(pose, Joint::left_hip, Joint::right_hip, kLeastScore);
  const auto chest = middle(pose, Joint::left_shoulder, Joint::right_shoulder, kLeastScore);
  const auto hands = middle(pose, Joint::left_wrist, Joint::right_wrist, kLeastScore);
  if (hands) record.hands_px = wide(*hands);
  if (const auto torso = torso_px(pose, kLeastScore)) record.torso_px = *torso;
  if (hands && hips && record.torso_px && *record.torso_px > 0)
    record.hands_up_torso = static_cast<double>(hips->y - hands->y) / *record.torso_px;
  if (hips && chest)
    record.spine_deg = degrees(std::atan2(static_cast<double>(chest->x - hips->x),
                                          static_cast<double>(hips->y - chest->y)));
  const auto left = joint(pose, Joint::left_shoulder, kLeastScore),
             right = joint(pose, Joint::right_shoulder, kLeastScore);
  if (left && right) {
    const Vec2d way = wide(*right) - wide(*left);
    record.shoulders_deg = degrees(std::atan2(-way.y, std::abs(way.x)));
  }
}

class GolfAnalysis final : public Analysis {
 public:
  explicit GolfAnalysis(const SwingPlan& plan) : finder_(plan) {}

  Findings push(const FrameRecord& row, const Observation& seen) override {
    auto pose = golfers_pose(seen, choice_);
    pose.frame = row.frame;
    pose.pts_ns = row.pts_ns;
    auto record = std::make_unique<GolfRecord>();
    record->frame = row.frame;
    record->pts_ns = row.pts_ns;
    withhold(*record, row.processed && seen.bodies ? kNobody : kNotLooked);
    if (pose.box) {
      if (const auto id = choice_.track_id()) record->golfer = *id;
      describe(pose, *record);
    }
    record->swing = swing_at(row.pts_ns);
    Findings found;
    for (const auto& swing : finder_.push(std::move(pose)))
      if (!swing.rejected) found.events.push_back(event_of(swing, choice_.track_id()));
    for (auto& event : found.events) event.row = row.frame;
    found.record = std::move(record);
    return found;
  }

  void hear(std::span<const SoundStretch> sounds) override { finder_.hear(sounds); }

  void foresee(std::span<const Event> events) override {
    for (const auto& event : events)
      if (auto swing = swing_of(event))
        foreseen_.push_back({event.start_ns, event.end_ns + kShown, std::move(*swing)});
  }

  /// A golfer's practice has no replays; a swing stays one however often it is shown.
  void discount(Nanoseconds, Nanoseconds) override {}

  std::vector<Event> finish() override {
    std::vector<Event> events;
    for (const auto& swing : finder_.finish())
      if (!swing.rejected) events.push_back(event_of(swing, choice_.track_id()));
    return events;
  }

 private:
  static void withhold(GolfRecord& record, const char* why) {
    record.golfer = record.points = Known<std::int64_t>::none(why);
    record.torso_px = record.hands_up_torso = Known<double>::none(why);
    record.spine_deg = record.shoulders_deg = Known<double>::none(why);
    record.hands_px = Known<Vec2d>::none(why);
  }

  struct Foreseen {
    Nanoseconds from, to;  ///< when it shows
    SwingNow swing;
  };
  [[nodiscard]] std::optional<SwingNow> swing_at(Nanoseconds now) const {
    for (const auto& one : foreseen_)
      if (now >= one.from && now <= one.to) return one.swing;
    return std::nullopt;
  }

  GolferChoice choice_;
  SwingFinder finder_;
  std::vector<Foreseen> foreseen_;
};

}  // namespace

MakeAnalysis golf_analyses(SwingPlan plan) {
  return [plan] { return std::make_unique<GolfAnalysis>(plan); };
}

}  // namespace touchline::golf
