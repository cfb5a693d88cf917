#include "pipeline/source_run.h"

#include <algorithm>

#include "base/address.h"
#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "pipeline/progress.h"
#include "source/pushed_pictures.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

cuda::Traffic traffic_since(const cuda::Traffic& before, const cuda::Traffic& now) {
  return {now.frames_to_host - before.frames_to_host,
          now.frames_to_device - before.frames_to_device, now.bytes_to_host - before.bytes_to_host,
          now.bytes_to_device - before.bytes_to_device};
}

/// What is known before the first frame.
RunFacts facts_before(const Assembly& assembly, const EngineInfo& engine) {
  RunFacts facts;
  facts.config = &assembly.config;
  facts.model = &assembly.model;
  if (assembly.landmarks) facts.landmarks = &*assembly.landmarks;
  facts.sport = &assembly.sport;
  facts.field = assembly.overlay.field;
  facts.match_json = assembly.match_json;
  facts.engine = engine;
  facts.cores = assembly.cores;
  facts.streams = assembly.engine.streams;
  facts.device = assembly.device;
  facts.device_why = assembly.device_why;
  return facts;
}

OutletStats outlet_stats(const OutletStatus& status) {
  return {status.target,   to_string(status.state),
          status.why,      std::max<std::int64_t>(status.connections - 1, 0),
          status.pictures, status.bytes,
          status.dropped,  status.missed};
}

LiveStats live_stats(const LiveStatus& status) {
  LiveStats stats;
  stats.connection = to_string(status.connection);
  stats.fault = to_string(status.fault);
  stats.why = status.why;
  stats.reconnects = std::max<std::int64_t>(status.connections - 1, 0);
  stats.dropped = status.dropped;
  const Nanoseconds now = wall_now();
  if (status.picture_ns > 0) stats.picture_age_s = to_seconds(now - status.picture_ns);
  return stats;
}

}  // namespace

const char* to_string(SourceState state) {
  switch (state) {
    case SourceState::opening:
      return "opening";
    case SourceState::running:
      return "running";
    case SourceState::ended:
      return "ended";
    case SourceState::failed:
      return "failed";
  }
  return "?";
}

SourceRun::SourceRun(SessionParts& parts, SourceOptions options, std::string dir,
                     VideoOutlets targets, Began began, double phase)
    : parts_(parts),
      options_(std::move(options)),
      dir_(std::move(dir)),
      targets_(std::move(targets)),
      began_(began),
      phase_(phase) {
  options_.stop = stop_.get_token();
}

SourceRun::~SourceRun() {
  end(false);
  if (thread_.joinable()) thread_.join();
}

void SourceRun::start(std::shared_ptr<StartingLine> line) {
  const auto last_word = [this](const Error& error) { fail_to_start(error); };
  const auto started = guarded(id(), [&] {
    thread_ = start_thread(
        id(),
        [this, line] {
          work(*line);
          done_.count_down();
        },
        [this, last_word](const Error& error) {
          last_word(error);
          done_.count_down();
        });
  });
  if (started) return;
  line->leave();
  last_word(started.error());
  done_.count_down();
}

void SourceRun::end(bool cancelled) {
  if (cancelled) cancelled_ = true;
  stop_.request_stop();
}

Status SourceRun::push(const PictureView& picture) {
  if (options_.pushed) return options_.pushed->push(picture);
  return fail(Errc::usage, id(), "no pictures are pushed to a source named '{}'", id());
}

/// A camera that is not there yet keeps nobody waiting: what is live begins by itself.
void SourceRun::work(StartingLine& together) {
  StartingLine alone(1);
  StartingLine& line = options_.live ? alone : together;
  if (options_.live) together.leave();
  enter(SourceState::opening);
  auto opened = guarded(id(), [&] { return open(); });
  const bool any = line.opened(opened.has_value());
  auto service = guarded(id(), [&] { return parts_.service(); });
  Result<std::unique_ptr<Lane>> lane = std::unique_ptr<Lane>();
  if (!opened)
    lane = opened.error();
  else if (!service)
    lane = service.error();
  else if (any)
    lane = guarded(id(), [&] { return make_lane(**service, std::move(*opened)); });
  line.made();
  if (!lane) {
    line.ready();
    return fail_to_start(lane.error());
  }
  {
    const std::lock_guard lock(mutex_);
    lane_ = std::move(*lane);
    had_lane_ = true;
  }
  walk(**service, line);
}

/// The source, and, while the networks are still compiled, what draws on its frames. On a GPU that
/// waits its turn.
Result<SourceRun::Opened> SourceRun::open() {
  Opened opened;
  TL_ASSIGN(opened.source, Source::open(options_));
  if (parts_.assembly->gpu) return opened;
  TL_ASSIGN(opened.overlay, make_overlay(*parts_.assembly, *opened.source, targets_));
  return opened;
}

/// Claims the folders. This comes after every other check: a run that cannot start neither deletes
/// an earlier one's files nor leaves empty ones in the way of the next.
Result<std::unique_ptr<Lane>> SourceRun::make_lane(const Service& service, Opened opened) {
  const auto& assembly = *parts_.assembly;
  const bool overwrite = assembly.settings().output.overwrite;
  {
    const std::lock_guard lock(parts_.mutex);
    if (!parts_.folder.empty()) TL_CHECK(claim_folder(parts_.folder, overwrite));
    parts_.folder.clear();
  }
  TL_CHECK(claim_folder(dir_, overwrite));
  TL_ASSIGN(auto setup, touchline::make_lane(assembly, std::move(opened.source), dir_,
                                             std::move(opened.overlay), targets_));
  if (const auto* bodies = service.bodies_engine()) {
    TL_ASSIGN(setup.poses, create_poses(assembly, setup.source->info(), *bodies, dir_));
  }
  setup.listener = parts_.listener;
  // Looks that see some frames only do so together, too, where sources are less apart than that.
  constexpr double kMostApart = 0.5;  // seconds: nobody is to wait for the sake of the others
  double period = *std::max_element(setup.looks_every_s.begin(), setup.looks_every_s.end());
  if (const double rate = setup.source->info().nominal_rate.value(); rate > 0)
    period = std::max(period, 1 / rate);
  setup.first_due = from_seconds(phase_ * std::min(period, kMostApart));
  rows_held_ = setup.analyst.rows_held;
  return std::make_unique<Lane>(std::move(setup));
}

/// The lane, from its first frame to its last.
void SourceRun::walk(Service& service, StartingLine& line) {
  service.announce(*parts_.assembly);
  const auto& gpu = parts_.assembly->gpu;
  // No frame is to wait for what can be made before it. On a GPU, what crosses the bus is counted
  // for the run alone, and networks are warmed with pictures of their own. While a network's graph
  // is recorded nobody may ask that GPU for memory.
  if (gpu) line.wait_until_made();
  service.begin();
  service.wait_until_warm();
  if (gpu) lane_->warm_up();
  line.ready();
  if (gpu) {
    const std::lock_guard lock(parts_.mutex);
    if (!parts_.traffic_before) parts_.traffic_before = gpu->traffic();
  }
  lane_began_ = wall_now();
  lane_->start(service.batcher());
  {
    const std::stop_callback on_stop(stop_.get_token(), [this] { lane_->stop(); });
    enter(SourceState::running);
    begin_folder(service);  // while the first frame is under way
    lane_->await();
    service.wait_until_open();
  }
  finish(service);
}

void SourceRun::begin_folder(const Service& service) {
  auto begun = guarded("run.json", [&] {
    return touchline::begin_folder(dir_, lane_->media(), rows_held_,
                                   facts_before(*parts_.assembly, service.engine()));
  });
  if (begun)
    running_.emplace(std::move(*begun));
  else
    unfinishable_ = begun.error();
}

RunFacts SourceRun::facts(const Service& service) const {
  const auto& assembly = *parts_.assembly;
  RunFacts facts = facts_before(assembly, service.engine());
  facts.mean_batch = service.mean_batch();
  facts.sources = parts_.sources();
  facts.account = parts_.account();
  facts.start_wall = began_.wall;
  facts.networks_ready = service.networks_ready_ns();
  facts.networks_kept = service.networks_kept();
  facts.expected_fps = service.expected_fps();
  facts.lane_began = lane_began_;
  facts.elapsed = wall_now() - began_.wall;
  facts.working = wall_now() - lane_began_;
  facts.process_cpu = process_cpu_now() - began_.cpu;
  facts.cancelled = cancelled_;
  if (!assembly.gpu) return facts;
  facts.traffic =
      traffic_since(parts_.traffic_before.value_or(cuda::Traffic()), assembly.gpu->traffic());
  // Pools and decoders still hold all that the run needed.
  if (const auto memory = assembly.gpu->memory()) facts.gpu_memory = memory->total - memory->free;
  return facts;
}

/// Closes its books and says how all of it went.
void SourceRun::finish(Service& service) {
  std::unique_ptr<Lane> lane;  // until the end, with the memory that it needed
  LaneResult result;
  {
    const std::lock_guard lock(mutex_);
    lane = std::move(lane_);
    result = lane->join();
    account_ = result.account;
    frames_ = result.frames;
    pts_ns_ = result.last_pts_ns;
  }
  const RunFacts facts = this->facts(service);
  if (parts_.degraded)
    if (auto condition = parts_.degraded()) result.degraded.push_back(std::move(*condition));
  if (unfinishable_)
    result.degraded.push_back("run.json was not written: " + unfinishable_->message);
  if (auto finished = finish_folder(dir_, result, facts); !finished && !result.error)
    result.error = finished.error();
  if (result.error) log()->error("{}: {}", id(), result.error->message);
  Json summary = source_summary(result, facts);
  summary["output"] = dir_;
  for (const auto& condition : summary["degraded"])
    log()->warn("{}: degraded: {}", id(), condition.get<std::string>());
  {
    const std::lock_guard lock(mutex_);
    summary_ = std::move(summary);
    error_ = result.error;
  }
  lane.reset();
  running_.reset();
  enter(result.error ? SourceState::failed : SourceState::ended,
        result.error ? result.error->message : std::string());
}

void SourceRun::fail_to_start(const Error& error) {
  if (options_.pushed) options_.pushed->abandon();  // nobody will read what is pushed
  {
    const std::lock_guard lock(mutex_);
    error_ = error;
    summary_ = Json{{"source_id", id()},
                    {"status", "failed"},
                    {"frames", 0},
                    {"error", {{"message", error.message}, {"where", error.where}}}};
  }
  // Who was sent away before it began has not failed.
  const bool sent_away = stop_.stop_requested() && error.code == Errc::cancelled;
  enter(sent_away ? SourceState::ended : SourceState::failed, error.message);
}

void SourceRun::enter(SourceState state, const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    state_ = state;
  }
  if (!parts_.listener) return;
  const auto heard = guarded("on_state", [&] { parts_.listener->on_state({id(), state, why}); });
  if (!heard) log()->error("{}: on_state: {}", id(), heard.error().message);
}

SourceStats SourceRun::stats() const {
  const std::lock_guard lock(mutex_);
  SourceStats stats{id(), state_, frames_, pts_ns_, {}, {}, {}};
  for (const auto& outlet : targets_.board->all()) stats.outlets.push_back(outlet_stats(outlet));
  if (const auto status = live()) stats.live = live_stats(*status);
  if (lane_) {
    stats.frames = lane_->frames_done();
    stats.pts_ns = lane_->last_pts();
    if (const auto lag = lane_->last_lag(); stats.live && lag > 0)
      stats.live->lag_s = to_seconds(lag);
  }
  if (!summary_.is_null()) stats.summary = json_dump(summary_, 2);
  return stats;
}

std::optional<LiveStatus> SourceRun::live() const {
  if (!options_.live) return std::nullopt;
  return options_.live->monitor->status();
}

std::optional<Error> SourceRun::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

Account SourceRun::account() const {
  const std::lock_guard lock(mutex_);
  return lane_ ? lane_->account() : account_;
}

std::int64_t SourceRun::frames() const {
  const std::lock_guard lock(mutex_);
  return lane_ ? lane_->frames_done() : frames_;
}

std::optional<double> SourceRun::share() const {
  const std::lock_guard lock(mutex_);
  if (!lane_) return state_ == SourceState::opening ? 0.0 : 1.0;
  return share_of(*lane_, parts_.assembly->settings().input);
}

}  // namespace touchline
