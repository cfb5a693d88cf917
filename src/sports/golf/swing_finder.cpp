#include "sports/golf/swing_finder.h"

#include "sports/golf/seed_rule.h"

namespace touchline::golf {

class SwingFinder::State {
 public:
  explicit State(SwingPlan plan) : plan_(std::move(plan)) {}

  void click(Nanoseconds pts_ns) { clicks_.push_back(pts_ns); }
  std::vector<Swing> push(PoseSample sample) {
    samples_.push_back(std::move(sample));
    return {};
  }
  std::vector<Swing> finish() {
    if (plan_.preset != Preset::seed) return {};
    return find_seed_swings(samples_, plan_.seed);
  }

 private:
  SwingPlan plan_;
  PoseSeries samples_;
  std::vector<Nanoseconds> clicks_;
};

SwingFinder::SwingFinder(SwingPlan plan) : state_(std::make_unique<State>(std::move(plan))) {}
SwingFinder::~SwingFinder() = default;
SwingFinder::SwingFinder(SwingFinder&&) noexcept = default;
SwingFinder& SwingFinder::operator=(SwingFinder&&) noexcept = default;

void SwingFinder::click(Nanoseconds pts_ns) { state_->click(pts_ns); }
std::vector<Swing> SwingFinder::push(PoseSample sample) { return state_->push(std::move(sample)); }
std::vector<Swing> SwingFinder::finish() { return state_->finish(); }

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
