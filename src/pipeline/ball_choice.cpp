#include "pipeline/ball_choice.h"

#include <algorithm>

#include "pipeline/share.h"
#include "pipeline/sports.h"

namespace touchline {
namespace {

constexpr std::string_view kByAuto = "auto: ";

/// The setting's row; null: the sport has none.
std::optional<Config::Entry> entry_of(const Config& config, const Sport& sport) {
  const auto key = code_of(sport).ball_setting;
  if (key.empty()) return std::nullopt;
  auto entries = config.entries();
  const auto at = std::find_if(entries.begin(), entries.end(),
                               [&](const auto& entry) { return entry.key == key; });
  return std::move(*at);
}

/// A look for peaks: one for keypoints names the boxes that it is shown.
bool is_for_ball(const LookData& look) { return look.crops.classes.empty(); }

/// Whether the ball can be looked for, and why or why not.
struct Verdict {
  bool can = false;
  std::string why;
};
Verdict can_look_for_ball(const Sport& pack, const std::string& profile) {
  if (pack.ball < 0) return {false, fmt::format("sport '{}' names no class for it", pack.name)};
  const auto look = std::find_if(pack.looks.begin(), pack.looks.end(), is_for_ball);
  if (look == pack.looks.end()) return {true, "the detector's network sees it"};
  const auto own = look->models.find(profile);
  const auto& name = own == look->models.end() ? look->models.at("") : own->second;
  if (find_shared("models", name)) return {true, "its network is there"};
  return {false, fmt::format("its network '{}' is not there", name)};
}

}  // namespace

Result<Sport> sport_of(const Config& config) {
  TL_ASSIGN(auto sport, load_sport(config.settings().sport));
  const auto entry = entry_of(config, sport);
  if (!entry || entry->value != "off") return sport;
  sport.ball = -1;
  std::erase_if(sport.looks, is_for_ball);
  return sport;
}

Status settle_ball(Config& config, const Sport& pack) {
  const auto entry = entry_of(config, pack);
  if (!entry || entry->value == "off") return {};
  const auto verdict = can_look_for_ball(pack, config.settings().profile);
  if (entry->value == "auto")
    return config.set(entry->key, verdict.can ? "on" : "off", std::string(kByAuto) + verdict.why);
  if (verdict.can) return {};
  return fail(Errc::bad_config, entry->key,
              "{} is on, but {}; leave it at auto, or name a sport pack with such a network",
              entry->key, verdict.why);
}

Status give_up_ball(Config& config, const Sport& pack, double fps, double wanted_fps) {
  const auto entry = entry_of(config, pack);
  return config.set(entry->key, "off",
                    fmt::format("{}with it about {:.1f} frames/s here, and {:.0f} come", kByAuto,
                                fps, wanted_fps));
}

std::string ball_choice_in_words(const Config& config, const Sport& sport) {
  const auto entry = entry_of(config, sport);
  if (!entry) return {};
  return fmt::format("{} is {} ({})", entry->key, entry->value, entry->origin);
}

bool ball_may_go(const Config& config, const Sport& sport) {
  const auto entry = entry_of(config, sport);
  return entry && entry->value == "on" && entry->origin.starts_with(kByAuto);
}

}  // namespace touchline
