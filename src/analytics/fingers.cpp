#include "analytics/fingers.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "geometry/linear.h"

namespace touchline {
namespace {

constexpr std::size_t kHand = 21, kWrist = 0, kThumb = 1, kIndexRoot = 5, kMiddleRoot = 9,
                      kLittleRoot = 17;
/// Of the palm's length, wrist to root of the middle finger: less, and it is seen from its edge.
constexpr double kBroadPalm = 0.5;

/// Where a measure says yes, where it says no; between them it does not tell.
struct Limits {
  double no, yes;
};
enum class Told { no, unsure, yes };

Told told(double measure, Limits limits) {
  if (measure >= limits.yes) return Told::yes;
  return measure <= limits.no ? Told::no : Told::unsure;
}

// Degrees at a joint; 180 is straight.
constexpr Limits kStraightFinger{110, 140}, kStraightThumb{130, 145};
// Root to tip, in breadths of the palm, root of the index to root of the little finger. On 109
// rendered hands fingers that were out had 1.15 and more, little ones 1.08; of a fist's folds the
// network made up to 1.04, little ones 0.8.
constexpr Limits kLongFinger{0.75, 1.1}, kLongLittle{0.6, 0.95};
// The thumb: tip to the index's root in breadths, and how much further from the little finger's
// root the tip is than the lower joint.
constexpr Limits kThumbOff{0.35, 0.55}, kThumbOut{1.03, 1.15};

class Hand {
 public:
  explicit Hand(const Keypoints& points) : points_(points) {}
  [[nodiscard]] double apart(std::size_t a, std::size_t b) const { return length(way(a, b)); }
  [[nodiscard]] double palm() const { return apart(kWrist, kMiddleRoot); }
  [[nodiscard]] double breadth() const { return apart(kIndexRoot, kLittleRoot); }
  /// At the joint `b` between `a` and `c`, degrees; 0 where two of them coincide.
  [[nodiscard]] double angle(std::size_t a, std::size_t b, std::size_t c) const {
    const Vec2d u = way(b, a), v = way(b, c);
    const double lengths = length(u) * length(v);
    if (!(lengths > 0)) return 0;
    return std::acos(std::clamp(dot(u, v) / lengths, -1.0, 1.0)) * 180 / std::numbers::pi;
  }

 private:
  [[nodiscard]] Vec2d way(std::size_t from, std::size_t to) const {
    const Vec2f a = points_[from]->pixel, b = points_[to]->pixel;
    return {static_cast<double>(b.x) - static_cast<double>(a.x),
            static_cast<double>(b.y) - static_cast<double>(a.y)};
  }

  const Keypoints& points_;
};

Told is_thumb_out(const Hand& hand) {
  constexpr std::size_t kLower = kThumb + 1, kUpper = kThumb + 2, kTip = kThumb + 3;
  const double lower = hand.apart(kLower, kLittleRoot);
  if (!(lower > 0)) return Told::unsure;
  return std::min({told(hand.angle(kThumb, kLower, kUpper), kStraightThumb),
                   told(hand.angle(kLower, kUpper, kTip), kStraightThumb),
                   told(hand.apart(kTip, kIndexRoot) / hand.breadth(), kThumbOff),
                   told(hand.apart(kTip, kLittleRoot) / lower, kThumbOut)});
}

Told is_finger_out(const Hand& hand, std::size_t root) {
  return std::min(told(hand.angle(root, root + 1, root + 2), kStraightFinger),
                  told(hand.apart(root, root + 3) / hand.breadth(),
                       root == kLittleRoot ? kLongLittle : kLongFinger));
}

}  // namespace

std::optional<std::array<bool, 5>> fingers_out(const Keypoints& points) {
  if (points.size() != kHand ||
      !std::all_of(points.begin(), points.end(), [](const auto& p) { return p.has_value(); }))
    return std::nullopt;
  const Hand hand(points);
  if (!(hand.palm() > 0) || hand.breadth() < kBroadPalm * hand.palm()) return std::nullopt;
  std::array<bool, 5> out{};
  for (std::size_t finger = 0; finger < out.size(); ++finger) {
    const Told is_out =
        finger == 0 ? is_thumb_out(hand) : is_finger_out(hand, kIndexRoot + 4 * (finger - 1));
    if (is_out == Told::unsure) return std::nullopt;
    out[finger] = is_out == Told::yes;
  }
  return out;
}

std::optional<int> count_fingers(const Keypoints& hand) {
  const auto out = fingers_out(hand);
  if (!out) return std::nullopt;
  return static_cast<int>(std::count(out->begin(), out->end(), true));
}

}  // namespace touchline
