#include "pipeline/service.h"

#include <fmt/ranges.h>

#include "base/guarded.h"
#include "base/log.h"
#include "pipeline/ball_choice.h"
#include "pipeline/expected_speed.h"

namespace touchline {
namespace {

/// Two assemblies with one key look through the same networks in the same way.
std::string key_of(const Assembly& assembly) {
  const auto& engine = assembly.engine;
  const auto& settings = assembly.settings();
  const auto& classes = assembly.point.classes;
  std::string key = fmt::format(
      "{} {} {} {} {} {} {} {} [{}] [{}] {} {} {}", assembly.model.path, assembly.model.fingerprint,
      to_string(engine.kind), to_string(engine.precision), engine.streams, assembly.max_batch,
      to_string(assembly.device), settings.detect.max_wait_ms, fmt::join(classes.to_sport, ","),
      fmt::join(classes.threshold, ","), classes.ball, settings.input.realtime,
      fmt::join(look_intervals(assembly), ","));
  if (assembly.landmarks)
    key += fmt::format(" {} {}", assembly.landmarks->path, assembly.landmarks->fingerprint);
  for (const auto& [model, data] : assembly.looks) {
    key += fmt::format(" {} {} {} [{}] {} {} {}", model.path, model.fingerprint, model.mirrored,
                       fmt::join(data.crops.classes, ","), data.crops.margin,
                       data.crops.min_height_px, data.crops.most);
    if (data.crops.gate)
      key += fmt::format(" {} in {}, {} of {}x{}", settings.court.corners, settings.court.picture,
                         data.crops.gate->beyond_m, data.crops.gate->field.length_m,
                         data.crops.gate->field.width_m);
  }
  return key;
}

}  // namespace

Service::Service(Networks networks, std::vector<std::unique_ptr<BatchGlance>> glances,
                 const Assembly& assembly)
    : networks_(std::move(networks)),
      warm_(assembly.gpu || assembly.settings().input.realtime),
      batcher_(static_cast<std::size_t>(assembly.max_batch),
               from_seconds(assembly.settings().detect.max_wait_ms / 1e3)),
      inference_(looks_of(networks_, assembly), assembly.engine.streams, batcher_,
                 std::move(glances)) {}

Result<std::shared_ptr<Service>> Service::start(const Assembly& assembly) {
  const bool kept = touchline::networks_kept(assembly);
  auto beside =
      start_async("inference", [&] { return open_glances(assembly.gpu, assembly.engine.streams); });
  TL_ASSIGN(auto networks, load_networks(assembly));
  TL_ASSIGN(auto glances, beside.get());
  std::optional<double> fps;
  if (!networks.peaks.empty() && !ball_choice_in_words(assembly.config, assembly.sport).empty()) {
    TL_ASSIGN(fps, touchline::expected_fps(networks, assembly));
  }
  std::shared_ptr<Service> service(new Service(std::move(networks), std::move(glances), assembly));
  service->networks_kept_ = kept;
  service->expected_fps_ = fps;
  service->networks_ready_ns_ = wall_now();
  if (!assembly.gpu) service->begin();
  return service;
}

void Service::begin() {
  std::call_once(begun_, [this] { inference_.start(warm_); });
}

void Service::announce(const Assembly& assembly) {
  std::call_once(announced_, [&] {
    const auto& engine = this->engine();
    log()->info("device {} ({})", to_string(assembly.device), assembly.device_why);
    log()->info("{} with {} in {} on {} ({} streams): {}", assembly.model.name,
                to_string(engine.kind), to_string(engine.precision), engine.device,
                assembly.engine.streams, engine.reason);
    const auto choice = ball_choice_in_words(assembly.config, assembly.sport);
    if (!choice.empty()) log()->info("{}", choice);
    if (expected_fps_) log()->info("the networks allow about {:.3g} frames/s here", *expected_fps_);
  });
}

Service::~Service() { finish(); }

void Service::finish() {
  batcher_.close();
  inference_.join();
}

void Service::wait_until_warm() {
  if (warm_) inference_.wait_until_warm();
}

Result<std::shared_ptr<Service>> Services::find(const Assembly& assembly) {
  const std::lock_guard lock(mutex_);
  std::erase_if(services_, [](const auto& each) { return each.second.expired(); });
  const auto key = key_of(assembly);
  if (auto running = services_[key].lock()) return running;
  TL_ASSIGN(auto started, Service::start(assembly));
  services_[key] = started;
  return started;
}

}  // namespace touchline
