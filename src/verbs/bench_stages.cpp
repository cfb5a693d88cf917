#include "verbs/bench_stages.h"

#include <algorithm>
#include <utility>

#include "pipeline/clip_cutter.h"
#include "pipeline/outputs.h"
#include "pipeline/sports.h"

namespace touchline {
namespace {

class CoreClock {
 public:
  [[nodiscard]] double ms_per_frame(std::size_t frames) const {
    return static_cast<double>(process_cpu_now() - begin_) / 1e6 / static_cast<double>(frames);
  }

 private:
  Nanoseconds begin_ = process_cpu_now();
};

InferTimes since(const InferTimes& before, const InferTimes& now) {
  return {now.prepare_ns - before.prepare_ns, now.network_ns - before.network_ns,
          now.decode_ns - before.decode_ns};
}

/// Of the looks of an assembly, in their order.
std::vector<Stage> stages_of_looks(const Assembly& assembly) {
  std::vector<Stage> stages{Stage::infer};
  if (assembly.landmarks) stages.push_back(Stage::landmarks);
  for (const auto& look : assembly.looks)
    stages.push_back(look.model.task == Task::keypoints ? Stage::bodies : Stage::peaks);
  return stages;
}

}  // namespace

Result<StagesAlone> StagesAlone::open(const Assembly& assembly, const Networks& networks,
                                      SourceOptions source) {
  StagesAlone stages(assembly, networks, std::move(source));
  const auto names = stages_of_looks(assembly);
  for (const auto& setup : looks_of(networks, assembly)) {
    TL_ASSIGN(auto look, setup.open());
    TL_CHECK(look->warm_up());
    stages.looks_.push_back(
        {to_string(names[stages.looks_.size()]), setup.network, std::move(look)});
  }
  return stages;
}

Result<std::vector<StageCost>> StagesAlone::measure(const std::string& dir) {
  std::vector<StageCost> costs;
  TL_CHECK(decode(costs));
  TL_CHECK(look(costs));
  TL_CHECK(analyse(costs));
  TL_CHECK(write(dir, costs));
  return costs;
}

Status StagesAlone::decode(std::vector<StageCost>& costs) {
  clips_.clear();
  moments_.clear();
  TL_ASSIGN(const auto source, Source::open(source_));
  const CoreClock clock;
  for (;;) {
    TL_ASSIGN(auto frame, source->read());
    if (!frame) break;
    moments_.emplace_back().picture = std::move(*frame);
  }
  if (moments_.empty())
    return fail(Errc::bad_input, source_.id, "{}: no frame to measure with", source_.id);
  costs.push_back({to_string(Stage::decode), clock.ms_per_frame(moments_.size())});
  ClipCutter cutter(clip_of(*assembly_, source->info()), look_intervals(*assembly_));
  const auto keep = [&](std::optional<ClipCutter::Cut>&& clip) {
    if (clip) clips_.push_back({nullptr, std::move(clip->moments), std::move(clip->before)});
  };
  for (auto& moment : moments_) keep(cutter.push(std::move(moment)));
  keep(cutter.finish());
  return {};
}

Status StagesAlone::look(std::vector<StageCost>& costs) {
  for (auto& [stage, network, look] : looks_) {
    const auto before = look->spent();
    const CoreClock clock;
    for (auto& clip : clips_) TL_CHECK(look->see({&clip, 1}));
    costs.push_back(
        {stage, clock.ms_per_frame(moments_.size()), network, since(before, look->spent())});
  }
  auto moment = moments_.begin();
  for (auto& clip : clips_) moment = std::move(clip.moments.begin(), clip.moments.end(), moment);
  clips_.clear();
  return {};
}

Status StagesAlone::analyse(std::vector<StageCost>& costs) {
  Analyst analyst(assembly_->analyst);
  const CoreClock clock;
  for (auto& moment : moments_) {
    TL_CHECK(analyst.look(moment));
    analyst.follow(std::move(moment), source_.id);
    moment = std::move(*analyst.next());
  }
  costs.push_back({"analyse", clock.ms_per_frame(moments_.size())});
  return {};
}

/// Draws, encodes and writes through the very parts a run uses, so the settings are the run's.
Status StagesAlone::write(const std::string& dir, std::vector<StageCost>& costs) {
  TL_CHECK(claim_folder(dir, true));
  TL_ASSIGN(auto source, Source::open(source_));
  const MediaInfo media = source->info();
  TL_ASSIGN(auto lane, make_lane(*assembly_, std::move(source), dir));
  if (!networks_->bodies.empty()) {
    TL_ASSIGN(lane.poses, create_poses(*assembly_, media, networks_->bodies.back()->engine(), dir));
  }
  const bool drawn_last = lane.outputs.empty();
  if (drawn_last) {
    TL_ASSIGN(lane.outputs, make_outputs(*assembly_, *lane.source, dir, {}));
    // For that the source is decoded a second time.
    costs.push_back({"decode_again", costs.front().core_ms});
  }
  TL_CHECK(draw(lane, costs));
  TL_CHECK(encode(lane, costs));
  const CoreClock clock;
  JsonLine line;
  for (const auto& moment : moments_)
    if (auto written = write_lines(lane, moment, line); !written) return written.error();
  costs.push_back({to_string(Stage::write), clock.ms_per_frame(moments_.size())});
  return {};
}

Status StagesAlone::draw(LaneSetup& lane, std::vector<StageCost>& costs) {
  const auto& info = moments_.front().picture.frame.info();
  Pool pool(image_bytes(info));
  std::vector<Image> images;  // drawn first and frozen after the clock: the encoder's input is not
                              // this stage's work
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    images.emplace_back(info, pool);
    std::fill_n(images.back().plane(0).data, image_bytes(info), std::uint8_t{0});
  }
  const CoreClock clock;
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    copy_pixels(moments_[i].picture.frame, images[i]);
    lane.outputs.front().overlay->draw(images[i], scene_of(moments_[i], lane.shown_as));
  }
  costs.push_back({to_string(Stage::draw), clock.ms_per_frame(moments_.size())});
  drawn_.clear();
  for (auto& image : images) drawn_.push_back(freeze(std::move(image)));
  return {};
}

Status StagesAlone::encode(LaneSetup& lane, std::vector<StageCost>& costs) {
  const CoreClock clock;
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    const auto& picture = moments_[i].picture;
    TL_CHECK(lane.outputs.front().video->write(drawn_[i], picture.pts_ns, picture.duration_ns));
  }
  if (auto closed = lane.outputs.front().video->close(); !closed) return closed.error();
  costs.push_back({to_string(Stage::encode), clock.ms_per_frame(moments_.size())});
  drawn_.clear();
  return {};
}

}  // namespace touchline
