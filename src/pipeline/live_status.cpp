#include "pipeline/live_status.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/decimal.h"
#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kTellEvery = std::chrono::seconds(1);
constexpr Nanoseconds kWriteEvery = 5 * kSecond;

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json or_null(const std::optional<double>& value) {
  return value ? Json(round_decimal<3>(*value)) : Json(nullptr);
}

Json outlet_json(const OutletStats& outlet) {
  return {{"target", outlet.target},
          {"state", outlet.state},
          {"why", or_null(outlet.why)},
          {"reconnects", outlet.reconnects},
          {"pictures", outlet.pictures},
          {"bytes", outlet.bytes},
          {"dropped", {{"too_slow", outlet.dropped}, {"not_connected", outlet.missed}}}};
}

Json source_json(const SourceStats& source, const SourceStats* before, double seconds) {
  std::optional<double> fps;
  if (before && seconds > 0) fps = static_cast<double>(source.frames - before->frames) / seconds;
  Json json{{"source_id", source.id},
            {"state", to_string(source.state)},
            {"frames", source.frames},
            {"pts_ns", source.frames > 0 ? Json(source.pts_ns) : Json(nullptr)},
            {"fps", or_null(fps)}};
  if (const auto& live = source.live)
    json.update({{"connection", live->connection},
                 {"fault", or_null(live->fault)},
                 {"why", or_null(live->why)},
                 {"reconnects", live->reconnects},
                 {"dropped", {{"newer_picture", live->dropped}}},
                 {"picture_age_s", or_null(live->picture_age_s)},
                 {"lag_s", or_null(live->lag_s)}});
  json["outlets"] = Json::array();
  for (const auto& outlet : source.outlets) json["outlets"].push_back(outlet_json(outlet));
  return json;
}

/// Whether its stream is there, or why it is not.
bool is_known(const SourceStats& source) {
  return source.state == SourceState::running ||
         (source.live && (source.live->connection == "live" || !source.live->why.empty()));
}

/// What is told of at once when it changes.
std::string states_of(const std::vector<SourceStats>& all) {
  std::string states;
  for (const auto& source : all) {
    states += source.id + to_string(source.state) + (source.live ? source.live->connection : "");
    for (const auto& outlet : source.outlets) states += outlet.state;
  }
  return states;
}

}  // namespace

std::string status_line(const std::vector<SourceStats>& now, Nanoseconds utc_ns,
                        const std::vector<SourceStats>& before, double seconds) {
  Json sources = Json::array();
  for (const auto& source : now) {
    const auto old = std::find_if(before.begin(), before.end(),
                                  [&](const SourceStats& other) { return other.id == source.id; });
    sources.push_back(source_json(source, old == before.end() ? nullptr : &*old, seconds));
  }
  return json_dump(Json{{"utc_ns", utc_ns}, {"sources", std::move(sources)}});
}

LiveStatusLog::LiveStatusLog(std::string dir, std::function<void(std::string_view)> tell,
                             std::function<std::vector<SourceStats>()> ask)
    : dir_(std::move(dir)), tell_(std::move(tell)), ask_(std::move(ask)) {
  thread_ = start_watcher(
      "status", [this](const std::stop_token& stop) { watch(stop); },
      [this](const Error& error) {
        log()->error("status: {}", error.message);
        failed_ = true;
      });
}

LiveStatusLog::~LiveStatusLog() {
  thread_ = {};
  if (failed_) return;
  written_at_ = 0;
  if (const auto last = guarded("status", [this] { return report(); }); !last)
    log()->error("status: {}", last.error().message);
}

void LiveStatusLog::watch(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  for (std::unique_lock lock(mutex); !stop.stop_requested();) {
    if (const auto told = report(); !told) log()->error("status: {}", told.error().message);
    never.wait_for(lock, stop, kTellEvery, [] { return false; });
  }
}

Status LiveStatusLog::report() {
  auto now = ask_();
  const Nanoseconds at = wall_now();
  const auto line =
      status_line(now, utc_now(), before_, told_at_ > 0 ? to_seconds(at - told_at_) : 0);
  before_ = std::move(now);
  told_at_ = at;
  if (tell_) tell_(line);
  if (!file_ && std::none_of(before_.begin(), before_.end(), is_known)) return {};
  auto states = states_of(before_);
  if (written_at_ > 0 && at - written_at_ < kWriteEvery && states == states_) return {};
  states_ = std::move(states);
  written_at_ = at;
  return write(line);
}

Status LiveStatusLog::write(const std::string& line) {
  if (!file_) {
    std::error_code none;
    std::filesystem::create_directories(dir_, none);
    TL_ASSIGN(file_, LineWriter::open((std::filesystem::path(dir_) / "status.jsonl").string()));
  }
  return file_->write(line);
}

}  // namespace touchline
