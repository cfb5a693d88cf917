#include "sports/golf/report/comparison_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace touchline::golf {
namespace {

constexpr const char* kStraight = "180° is straight";
constexpr const char* kUpright = "0° is upright, more leans to the picture's right";
constexpr const char* kMoreRight =
    "more is further to the picture's right, 0 is the hips at address";
constexpr const char* kMoreHigh = "more is higher, 0 is the hips at address";

// By SwingMetric.
constexpr std::array<MetricWords, kSwingMetrics> kMetrics = {{
    {"width of the shoulders", "the shoulders are seen wider", "the shoulders are seen narrower",
     false, "turned away from the camera they look narrower"},
    {"width of the hips", "the hips are seen wider", "the hips are seen narrower", false,
     "turned away from the camera they look narrower"},
    {"shoulders against hips", "the shoulders are seen wider against the hips",
     "the shoulders are seen narrower against the hips", false,
     "shoulders less hips: what is seen of the turn between them"},
    {"tilt of the shoulders", "the lead shoulder is lower", "the lead shoulder is higher", true,
     "0° is level, more is the lead shoulder lower"},
    {"tilt of the hips", "the lead hip is lower", "the lead hip is higher", true,
     "0° is level, more is the lead hip lower"},
    {"spine", "the spine leans more to the picture's right",
     "the spine leans more to the picture's left", true, kUpright},
    {"head against the shoulders", "the head leans more to the picture's right",
     "the head leans more to the picture's left", true, kUpright},
    {"lead arm", "the lead arm is straighter", "the lead arm is more bent", true, kStraight},
    {"trail arm", "the trail arm is straighter", "the trail arm is more bent", true, kStraight},
    {"lead knee", "the lead knee is straighter", "the lead knee is more bent", true, kStraight},
    {"trail knee", "the trail knee is straighter", "the trail knee is more bent", true, kStraight},
    {"head sideways", "the head is further to the picture's right",
     "the head is further to the picture's left", false, kMoreRight},
    {"height of the head", "the head is higher", "the head is lower", false, kMoreHigh},
    {"hips sideways", "the hips are further to the picture's right",
     "the hips are further to the picture's left", false, kMoreRight},
    {"height of the hips", "the hips are higher", "the hips are lower", false, kMoreHigh},
    {"hands sideways", "the hands are further to the picture's right",
     "the hands are further to the picture's left", false, kMoreRight},
    {"height of the hands", "the hands are higher", "the hands are lower", false, kMoreHigh},
}};

/// Where in a phase: its beginning, its end, and what the whole is called.
struct PhaseWords {
  const char *first, *last, *name;
};
constexpr std::array<PhaseWords, kSwingPhases> kPhases = {
    {{"as the club goes back", "at the top", "backswing"},
     {"as the club starts down", "at contact", "downswing"},
     {"just after contact", "at the finish", "follow-through"}}};

constexpr double kEdge = 0.12, kLong = 0.7;  // shares of a phase

/// A place in a phase: "late in the backswing".
std::string place_words(SwingPhase phase, double share) {
  const char* where = share <= kEdge       ? "the start of the"
                      : share >= 1 - kEdge ? "the end of the"
                      : share < 0.4        ? "early in the"
                      : share > 0.6        ? "late in the"
                                           : "halfway through the";
  return fmt::format("{} {}", where, kPhases[static_cast<std::size_t>(phase)].name);
}

}  // namespace

const MetricWords& words_of(SwingMetric metric) {
  return kMetrics[static_cast<std::size_t>(metric)];
}

std::string part_words(SwingPhase phase, double from, double to) {
  const PhaseWords& words = kPhases[static_cast<std::size_t>(phase)];
  if (to - from >= kLong) return fmt::format("through the {}", words.name);
  if (from <= kEdge && to <= 0.5) return words.first;
  if (to >= 1 - kEdge && from >= 0.5) return words.last;
  return place_words(phase, std::clamp((from + to) / 2, 2 * kEdge, 1 - 2 * kEdge));
}

std::string amount_words(SwingMetric metric, double amount) {
  if (!words_of(metric).degrees) return fmt::format("{:.2f} body lengths", std::abs(amount));
  const double degrees = std::abs(amount);
  return degrees < 10 ? fmt::format("{:.1f}°", degrees) : fmt::format("{:.0f}°", degrees);
}

std::string finding_words(const Comparison& all, const Finding& finding) {
  const Difference& d = finding.clearest;
  const MetricWords& words = words_of(d.metric);
  const Difference &first = finding.parts.front(), &last = finding.parts.back();
  const std::string part = finding.parts.size() == 1
                               ? part_words(d.phase, d.from, d.to)
                               : fmt::format("from {} to {}", place_words(first.phase, first.from),
                                             place_words(last.phase, last.to));
  return fmt::format("In {} {} {} than in {}: by {}, p {}.", all.groups[0].name,
                     d.mean > 0 ? words.more : words.less, part, all.groups[1].name,
                     amount_words(d.metric, d.mean),
                     d.p < 0.001 ? "< 0.001" : fmt::format("= {:.3f}", d.p));
}

}  // namespace touchline::golf
