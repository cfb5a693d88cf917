// Engine and Session of the public API: a fleet whose sources come and go, on shared networks.
#include "touchline/session.h"

#include <algorithm>
#include <set>

#include "base/guarded.h"
#include "pipeline/fleet.h"
#include "source/pushed_pictures.h"

namespace touchline {

struct Session::State {
  State(std::shared_ptr<const Assembly> plan, std::shared_ptr<Service> networks,
        std::shared_ptr<Listener> who)
      : assembly(std::move(plan)),
        service(std::move(networks)),
        listener(std::move(who)),
        fleet(
            assembly, [this] { return Result<std::shared_ptr<Service>>(service); },
            listener.get()) {}

  /// With an id unlike those that are there, unless it was given.
  SourceOptions options_of(const NewSource& source) const {
    const bool unnamed = source.pictures && source.url.empty();
    auto options = source_options(*assembly, {unnamed ? "pushed" : source.url}).front();
    if (!source.id.empty()) {
      options.id = source.id;
      return options;
    }
    std::set<std::string> taken;
    for (const auto& other : fleet.stats()) taken.insert(other.id);
    const auto base = options.id;
    for (int n = 2; taken.contains(options.id); ++n) options.id = fmt::format("{}_{}", base, n);
    return options;
  }

  std::shared_ptr<const Assembly> assembly;
  std::shared_ptr<Service> service;
  std::shared_ptr<Listener> listener;
  std::mutex joining;  ///< one at a time, so that no two get the same id
  Fleet fleet;         ///< first to go
};

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result<std::string> Session::add(const NewSource& source) try {
  if (source.url.empty() && !source.pictures)
    return fail(Errc::usage, "url", "no source given: name a video file, a URL or '-'");
  if (source.output.empty())
    return fail(Errc::usage, "output", "no folder given for the files of '{}'", source.url);
  const std::lock_guard lock(state_->joining);
  auto options = state_->options_of(source);
  const auto id = options.id;
  if (source.pictures) {
    TL_ASSIGN(options.pushed, PushedPictures::create(*source.pictures, id));
  }
  VideoOutlets targets{targets_of(id, source.targets)};
  TL_CHECK(check_targets(state_->assembly->settings(), targets));
  TL_CHECK(state_->fleet.join({{std::move(options), source.output, std::move(targets)}}));
  return id;
} catch (...) {
  return caught("add");
}

Status Session::push(std::string_view id, const PictureView& picture) try {
  return state_->fleet.push(id, picture);
} catch (...) {
  return caught("push");
}

Status Session::end(std::string_view id) try { return state_->fleet.end(id); } catch (...) {
  return caught("end");
}

Result<SourceStats> Session::remove(std::string_view id) try {
  return state_->fleet.remove(id);
} catch (...) {
  return caught("remove");
}

std::vector<SourceStats> Session::stats() const { return state_->fleet.stats(); }

void Session::wait() const { state_->fleet.wait(); }

void Session::stop() {
  state_->fleet.end_all(false);
  state_->fleet.wait();
}

struct Engine::State {
  Services services;
};

Engine::Engine() : state_(std::make_shared<State>()) {}
Engine::~Engine() = default;

Result<Session> Engine::session(const SessionOptions& options) try {
  RunOptions run;
  run.config_file = options.config_file;
  run.settings = options.settings;
  run.sources.resize(static_cast<std::size_t>(std::max(1, options.sources)));
  TL_ASSIGN(auto assembled, assemble(run));
  const auto assembly = std::make_shared<const Assembly>(std::move(assembled));
  TL_ASSIGN(auto service, state_->services.find(*assembly));
  return Session(std::make_unique<Session::State>(assembly, std::move(service), options.listener));
} catch (...) {
  return caught("session");
}

}  // namespace touchline
