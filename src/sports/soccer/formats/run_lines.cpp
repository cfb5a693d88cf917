#include "sports/soccer/formats/run_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sports/soccer/formats/people.h"

namespace touchline::soccer {
namespace {

using Parsed = nlohmann::json;

/// Runs `read` on the parsed line; what it misses is an error that names the file.
template <class T, class Read>
Result<T> parsed(const std::string& line, const char* file, Read read) {
  try {
    return read(Parsed::parse(line));
  } catch (const Parsed::exception& error) {
    return fail(Errc::bad_input, file,
                "{}: a line is not one this version of Touchline wrote ({}); run the match again, "
                "or restore the file",
                file, error.what());
  }
}

FrameMeasures measures_in(const Parsed& json) {
  FrameMeasures out;
  if (const auto& team = json.at("possession"); team == "a" || team == "b")
    out.possession = team == "a" ? Team::a : Team::b;
  if (const auto& attack = json.at("attack_a"); !attack.is_null()) out.attack_a = attack.get<int>();
  for (const auto& player : json.at("players")) {
    PersonMotion motion{player.at("track_id"), {}, {}};
    if (const auto& v = player.at("velocity"); !v.is_null())
      motion.velocity_m_s = Vec2d{v.at(0), v.at(1)};
    if (const auto& v = player.at("speed"); !v.is_null()) motion.speed_m_s = v.get<double>();
    out.players.push_back(motion);
  }
  return out;
}

FieldView view_in(const Parsed& json) {
  FieldView view;
  const auto& matrix = json.at("image_from_field");
  if (matrix.is_null()) return view;
  for (std::size_t i = 0; i < 9; ++i) view.image_from_field.m[i] = matrix.at(i);
  const auto back = inverse(view.image_from_field);
  if (!back) return view;
  view.field_from_image = *back;
  view.size = {json.at("size").at(0), json.at("size").at(1)};
  view.lens.k1 = json.at("lens_k1").is_null() ? 0.0 : json.at("lens_k1").get<double>();
  view.lens.centre = 0.5 * view.size;
  view.lens.half_diagonal = length(view.lens.centre);
  view.state =
      json.at("state") == "measured" ? CalibrationState::measured : CalibrationState::propagated;
  return view;
}

}  // namespace

const PersonMotion* FrameMeasures::of(std::int64_t track_id) const {
  const auto found = std::find_if(players.begin(), players.end(),
                                  [&](const PersonMotion& m) { return m.track_id == track_id; });
  return found == players.end() ? nullptr : &*found;
}

Result<FrameMeasures> MeasureLines::at(std::int64_t frame) {
  TL_ASSIGN(const std::string* line, lines_.at(frame));
  if (!line) return FrameMeasures{};
  return parsed<FrameMeasures>(*line, "measures.jsonl", measures_in);
}

Result<FieldView> ViewLines::at(std::int64_t frame) {
  TL_ASSIGN(const std::string* line, lines_.at(frame));
  if (!line) return FieldView{};
  return parsed<FieldView>(*line, "calibration.jsonl", view_in);
}

Result<std::optional<int>> attack_of_a(const ConvertInput& in) {
  MeasureLines measures(in);
  bool seen[2] = {false, false};
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    TL_ASSIGN(const auto now, measures.at(f.row.frame));
    if (now.attack_a) seen[*now.attack_a > 0] = true;
    return {};
  }));
  return attack_of_a(in, seen[0] == seen[1] ? std::nullopt : std::optional(seen[1] ? 1 : -1));
}

}  // namespace touchline::soccer
