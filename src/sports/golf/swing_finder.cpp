#include "sports/golf/swing_finder.h"

namespace touchline::golf {

class SwingFinder::State {
 public:
  explicit State(SwingPlan plan) : plan_(std::move(plan)) {}

 private:
  SwingPlan plan_;
};

SwingFinder::SwingFinder(SwingPlan plan) : state_(std::make_unique<State>(std::move(plan))) {}
SwingFinder::~SwingFinder() = default;
SwingFinder::SwingFinder(SwingFinder&&) noexcept = default;
SwingFinder& SwingFinder::operator=(SwingFinder&&) noexcept = default;

void SwingFinder::click(Nanoseconds) {}
std::vector<Swing> SwingFinder::push(PoseSample) { return {}; }
std::vector<Swing> SwingFinder::finish() { return {}; }

std::vector<Swing> find_swings(const PoseSeries& series, const SwingPlan& plan,
                               std::span<const Nanoseconds> clicks) {
  SwingFinder finder(plan);
  for (const Nanoseconds click : clicks) finder.click(click);
  std::vector<Swing> swings;
  const auto keep = [&](std::vector<Swing> more) {
    swings.insert(swings.end(), more.begin(), more.end());
  };
  for (const PoseSample& sample : series) keep(finder.push(sample));
  keep(finder.finish());
  return swings;
}

}  // namespace touchline::golf
