#include "pipeline/accounting.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace touchline {

const char* to_string(Stage stage) {
  constexpr std::array<const char*, kStages> kNames{"decode", "infer",     "landmarks", "bodies",
                                                    "peaks",  "calibrate", "track",     "measure",
                                                    "write",  "draw",      "encode"};
  return kNames[static_cast<std::size_t>(stage)];
}

void Histogram::add(Nanoseconds duration) {
  const auto value = static_cast<std::uint64_t>(std::max<Nanoseconds>(duration, 1));
  const int octave = std::bit_width(value) - 1;
  const auto step = octave < 5 ? 0 : static_cast<int>((value >> (octave - 5)) & (kSteps - 1));
  ++count_[static_cast<std::size_t>(std::min(octave, 47) * kSteps + step)];
  ++total_;
  longest_ = std::max(longest_, duration);
}

void Histogram::add(const Histogram& other) {
  for (std::size_t i = 0; i < count_.size(); ++i) count_[i] += other.count_[i];
  total_ += other.total_;
  longest_ = std::max(longest_, other.longest_);
}

Nanoseconds Histogram::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < count_.size(); ++i) {
    seen += count_[i];
    if (count_[i] && seen >= wanted)
      return static_cast<Nanoseconds>(std::ldexp(
          1.0 + (static_cast<double>(i % kSteps) + 0.5) / kSteps, static_cast<int>(i / kSteps)));
  }
  return 0;
}

void Account::add(const Spans& spans, Nanoseconds due) {
  Nanoseconds before = 0, first = 0;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto& span = spans[i];
    if (span.end == 0) continue;
    auto& stage = stages_[i];
    ++stage.frames;
    stage.wall += span.end - span.begin;
    stage.cpu += span.cpu;
    if (before) stage.wait += std::max<Nanoseconds>(0, span.begin - before);
    stage.durations.add(span.end - span.begin);
    if (!first) first = span.begin;
    before = span.end;
  }
  if (before) latency_.add(before - (due == kNoTime ? first : due));
}

void Account::add(const Account& other) {
  for (std::size_t i = 0; i < kStages; ++i) {
    auto& stage = stages_[i];
    const auto& more = other.stages_[i];
    stage.frames += more.frames;
    stage.wall += more.wall;
    stage.cpu += more.cpu;
    stage.wait += more.wait;
    stage.durations.add(more.durations);
  }
  latency_.add(other.latency_);
  analysis_.add(other.analysis_);
}

Nanoseconds Account::cpu() const {
  Nanoseconds total = 0;
  for (const auto& stage : stages_) total += stage.cpu;
  return total;
}

Bottleneck find_bottleneck(const Account& source, const Account& all, Nanoseconds wall,
                           Nanoseconds process_cpu, int cores, int streams) {
  if (wall <= 0 || source.stage(Stage::decode).frames == 0)
    return {"none", "no frame was processed"};
  const auto cpu = [&](Stage stage) { return all.stage(stage).cpu; };
  std::array<Stage, kStages> stages{};
  for (std::size_t i = 0; i < kStages; ++i) stages[i] = static_cast<Stage>(i);
  const auto hungriest = *std::max_element(stages.begin(), stages.end(),
                                           [&](Stage a, Stage b) { return cpu(a) < cpu(b); });
  const double busy = static_cast<double>(process_cpu) / (static_cast<double>(wall) * cores);
  if (busy >= 0.9)
    return {to_string(hungriest),
            fmt::format(
                "the {} cores are {:.0f} % busy and {} takes {:.0f} % of that", cores, 100 * busy,
                to_string(hungriest),
                100.0 * static_cast<double>(cpu(hungriest)) / static_cast<double>(process_cpu))};
  // Cores are idle, so one lane holds the others up: the one that is busy the largest share of the
  // time.
  struct Lane {
    Stage name;
    double busy;
  };
  const auto share = [&](const Account& account, std::initializer_list<Stage> walked, int lanes) {
    Nanoseconds total = 0;
    for (const auto stage : walked) total += account.stage(stage).wall;
    return static_cast<double>(total) / (static_cast<double>(wall) * lanes);
  };
  const Lane lanes[] = {
      {Stage::decode, share(source, {Stage::decode}, 1)},
      {Stage::infer,
       share(all, {Stage::infer, Stage::landmarks, Stage::bodies, Stage::peaks}, streams)},
      {Stage::track, share(source, {Stage::calibrate, Stage::track, Stage::measure}, 1)},
      {Stage::write, share(source, {Stage::write}, 1)},
      {Stage::encode, share(source, {Stage::draw, Stage::encode}, 1)}};
  const auto& worst = *std::max_element(std::begin(lanes), std::end(lanes),
                                        [](auto& a, auto& b) { return a.busy < b.busy; });
  return {
      to_string(worst.name),
      fmt::format("the {} lane is busy {:.0f} % of the time while the {} cores are {:.0f} % busy",
                  to_string(worst.name), 100 * worst.busy, cores, 100 * busy)};
}

}  // namespace touchline
