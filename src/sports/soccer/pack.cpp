#include "sports/soccer/pack.h"

#include <algorithm>

namespace touchline::soccer {
namespace {

constexpr std::string_view kPitch = "pitch", kThreat = "threat";

struct PitchKey {
  std::string_view name;
  double PitchSpec::* member;
};
constexpr PitchKey kPitchKeys[] = {
    {"pitch.length_m", &PitchSpec::length_m},
    {"pitch.width_m", &PitchSpec::width_m},
    {"pitch.penalty_area_depth_m", &PitchSpec::penalty_area_depth_m},
    {"pitch.penalty_area_width_m", &PitchSpec::penalty_area_width_m},
    {"pitch.goal_area_depth_m", &PitchSpec::goal_area_depth_m},
    {"pitch.goal_area_width_m", &PitchSpec::goal_area_width_m},
    {"pitch.penalty_spot_m", &PitchSpec::penalty_spot_m},
    {"pitch.circle_radius_m", &PitchSpec::circle_radius_m},
    {"pitch.goal_width_m", &PitchSpec::goal_width_m},
};

Result<PitchSpec> read_pitch(const PackKeys& keys) {
  PitchSpec pitch;
  for (const auto& each : keys.values) {
    const std::string& key = each.first;
    if (key == kPitch || key == kThreat) continue;
    const auto* known = std::find_if(std::begin(kPitchKeys), std::end(kPitchKeys),
                                     [&key](const PitchKey& k) { return key == k.name; });
    if (known == std::end(kPitchKeys)) return keys.unknown(key);
    TL_ASSIGN(pitch.*known->member, keys.metres(key));
  }
  if (const auto wrong = contradiction(pitch))
    return fail(Errc::bad_config, keys.path, "{}: pitch.{}", keys.path, *wrong);
  return pitch;
}

}  // namespace

Result<std::optional<PitchSpec>> pitch_of(const PackKeys& keys, FieldSize asked) {
  TL_ASSIGN(PitchSpec pitch, read_pitch(keys));
  if (!keys.has(kPitch)) {
    if (keys.has(kThreat))
      return fail(Errc::bad_config, keys.path, "{}: 'threat' needs a 'pitch'", keys.path);
    return std::optional<PitchSpec>();
  }
  if (asked.length_m > 0) pitch.length_m = asked.length_m;
  if (asked.width_m > 0) pitch.width_m = asked.width_m;
  if (const auto wrong = contradiction(pitch))
    return fail(Errc::bad_config, "pitch", "pitch.{} (the field is {} x {} m)", *wrong,
                pitch.length_m, pitch.width_m);
  return std::optional(pitch);
}

Result<std::optional<FieldSpec>> pack_field(const PackKeys& keys, FieldSize asked) {
  TL_ASSIGN(const auto pitch, pitch_of(keys, asked));
  return pitch ? std::optional(field_of(*pitch)) : std::optional<FieldSpec>();
}

std::string threat_of(const PackKeys& keys) {
  const auto found = keys.values.find(kThreat);
  return found == keys.values.end() ? std::string() : found->second.text;
}

}  // namespace touchline::soccer
