#include "pipeline/sports.h"

#include <algorithm>
#include <utility>

#include "pipeline/share.h"
#include "sports/badminton/analysis.h"
#include "sports/badminton/court.h"
#include "sports/badminton/formats/formats.h"
#include "sports/badminton/layers.h"
#include "sports/badminton/report/sheets.h"
#include "sports/badminton/scene/demo.h"
#include "sports/badminton/told_hands.h"
#include "sports/golf/analysis.h"
#include "sports/golf/formats/formats.h"
#include "sports/golf/formats/recorded_session.h"
#include "sports/golf/layers.h"
#include "sports/golf/report/sheets.h"
#include "sports/golf/scene/demo.h"
#include "sports/golf/score_fingers.h"
#include "sports/golf/swing_words.h"
#include "sports/people/analysis.h"
#include "sports/people/field.h"
#include "sports/people/layers.h"
#include "sports/soccer/analysis.h"
#include "sports/soccer/formats/formats.h"
#include "sports/soccer/formats/match_sheet.h"
#include "sports/soccer/layers/layers.h"
#include "sports/soccer/pack.h"
#include "sports/soccer/report/sheets.h"
#include "sports/soccer/scene/demo.h"

namespace touchline {
namespace {

bool soccer_has_measures(const Sport& sport, const Settings& settings) {
  return sport.field && !soccer::threat_of(sport.own).empty() && settings.measures.enabled;
}

Result<MakeAnalysis> soccer_analysis(const Sport& sport, const Settings& settings) {
  TL_ASSIGN(const auto pitch,
            soccer::pitch_of(sport.own, {settings.pitch.length_m, settings.pitch.width_m}));
  const auto grid = share_dir() / "sports" / (soccer::threat_of(sport.own) + ".csv");
  TL_ASSIGN(const ThreatGrid threat, ThreatGrid::load(grid.string(), *pitch));
  TL_ASSIGN(Analyser analyser, Analyser::create(*pitch, threat, settings.soccer,
                                                {sport.guard, sport.official, sport.ball}));
  return analyses_of(std::move(analyser));
}

bool people_have_measures(const Sport&, const Settings& settings) {
  return settings.measures.enabled;
}

Result<MakeAnalysis> people_analysis(const Sport& sport, const Settings& settings) {
  PeoplePlan plan{sport.classes, sport.ball, {}};
  const auto& path = settings.people.zones;
  if (!path.empty()) {
    TL_ASSIGN(plan.zones, read_zones(path));
  }
  for (const auto& zone : plan.zones.zones)
    if (zone.in == ZoneSpace::field && !sport.field)
      return fail(Errc::bad_config, path,
                  "{}: zone '{}' lies in the field, and sport '{}' has none; give its corners in "
                  "pixels",
                  path, zone.name, sport.name);
  return people_analyses(std::move(plan));
}

const std::vector<View>& people_views() {
  static const std::vector<View> views = {
      {"tracking", {"caption", "zones", "rings", "ids", "ball", "trail", "status"}},
      {"tactical", {"caption", "zones", "rings", "ids", "ball", "trail", "radar", "status"}},
  };
  return views;
}

bool golf_has_measures(const Sport& sport, const Settings& settings) {
  return !sport.looks.empty() && settings.measures.enabled;
}

golf::SwingPlan golf_plan(const Settings& settings) {
  golf::SwingPlan plan;
  if (settings.measures.preset == MeasuresPreset::seed) plan.preset = golf::Preset::seed;
  plan.hand = settings.golf.hand;
  plan.view = settings.golf.view;
  plan.slowed = settings.golf.slowed;
  if (auto scores = golf::scores_of(settings.golf.scores)) plan.scores = std::move(*scores);
  return plan;
}

Result<MakeAnalysis> golf_analysis(const Sport&, const Settings& settings) {
  TL_CHECK(golf::scores_of(settings.golf.scores));
  return golf::golf_analyses(golf_plan(settings));
}

SportFormats golf_formats(const Settings& settings) { return golf::formats(golf_plan(settings)); }

std::unique_ptr<report::Sheets> golf_sheets(const Settings& settings) {
  return golf::make_sheets(golf_plan(settings));
}

Result<std::optional<FieldSpec>> no_field(const PackKeys& keys, FieldSize) {
  if (!keys.values.empty()) return keys.unknown(keys.values.begin()->first);
  return std::optional<FieldSpec>();
}

Result<std::vector<HandAsk>> golf_hands(const std::string& run_dir, const Settings& settings) {
  TL_ASSIGN(const auto session, golf::read_session(run_dir, golf_plan(settings)));
  return golf::score_hand_asks(session.swings);
}

Status tell_golf_hands(const std::string& run_dir, const Settings& settings,
                       std::span<Event> events) {
  TL_ASSIGN(const auto session, golf::read_session(run_dir, golf_plan(settings)));
  golf::put_scores(events, session.swings);
  return {};
}

/// Sound that was slowed down with its pictures is no click any more.
bool golf_hears(const Settings& settings) {
  return settings.measures.enabled && settings.golf.slowed == 1;
}

const std::vector<View>& golf_views() {
  static const std::vector<View> views = {
      {"tracking", {"caption", "skeleton", "hands", "swing", "status"}},
      {"boxes", {"caption", "boxes", "ids", "skeleton", "swing", "status"}},
  };
  return views;
}

bool badminton_has_measures(const Sport& sport, const Settings& settings) {
  return sport.field && settings.measures.enabled;
}

badminton::AnalysisPlan badminton_plan(const Settings& settings, int ball_class) {
  badminton::AnalysisPlan plan{settings.badminton.format, ball_class};
  if (settings.measures.preset == MeasuresPreset::seed)
    plan.rules.method = badminton::HitMethod::signals;
  if (auto hands = badminton::told_hands(settings.badminton.hands))
    plan.rules.hands = std::move(*hands);
  return plan;
}

Result<MakeAnalysis> badminton_analysis(const Sport& sport, const Settings& settings) {
  TL_CHECK(badminton::told_hands(settings.badminton.hands));
  return badminton::badminton_analyses(badminton_plan(settings, sport.ball));
}

std::unique_ptr<report::Sheets> badminton_sheets(const Settings& settings) {
  return badminton::make_sheets(badminton_plan(settings, -1));
}

SportFormats badminton_formats(const Settings& settings) {
  return badminton::formats(badminton_plan(settings, -1), settings.measures.enabled);
}

const std::vector<View>& badminton_views() {
  static const std::vector<View> views = {
      {"tracking",
       {"caption", "lines", "rings", "ids", "skeleton", "speed", "ball", "trail", "hits", "rally"}},
      {"tactical",
       {"caption", "lines", "rings", "ids", "skeleton", "speed", "ball", "trail", "hits", "rally",
        "radar", "status"}},
  };
  return views;
}

constexpr SportCode kCodes[] = {
    {.name = "soccer",
     .field = soccer::pack_field,
     .has_measures = soccer_has_measures,
     .analysis = soccer_analysis,
     .counts = kSoccerCounts,
     .pictures = soccer::kPictureNeeds,
     .layers = soccer_layers,
     .sheets = [](const Settings&) { return soccer::make_sheets(); },
     .formats = [](const Settings&) { return soccer::formats(); },
     .demo = soccer::make_demo,
     .read_sheet = soccer::read_match_sheet,
     .parse_sheet = soccer::parse_match_sheet},
    {.name = "golf",
     .field = no_field,
     .has_measures = golf_has_measures,
     .analysis = golf_analysis,
     .layers = golf::golf_layers,
     .views = golf_views,
     .sheets = golf_sheets,
     .formats = golf_formats,
     .stills = golf::stills_of,
     .hands = golf_hands,
     .tell_hands = tell_golf_hands,
     .points = golf::kJointNames,
     .hears = golf_hears,
     .draws_last = [](const Sport&) { return true; },
     .demo = golf::make_demo},
    {.name = "badminton",
     .field = badminton::pack_field,
     .has_measures = badminton_has_measures,
     .analysis = badminton_analysis,
     .paint_m = badminton::kPaint_m,
     .on_grass = false,
     .one_size = true,
     .seen_from_end = true,
     .layers = badminton::badminton_layers,
     .views = badminton_views,
     .sheets = badminton_sheets,
     .formats = badminton_formats,
     .draws_last = [](const Sport& sport) { return sport.ball >= 0; },
     .ball_setting = "badminton.shuttle",
     .demo = badminton::make_demo},
    {.name = "people",
     .field = people_field,
     .has_measures = people_have_measures,
     .analysis = people_analysis,
     .layers = people_layers,
     .views = people_views},
};

}  // namespace

std::span<const SportCode> all_codes() { return kCodes; }

bool draws_last(const Sport& sport) {
  const auto last = code_of(sport).draws_last;
  return last && last(sport);
}

bool has_report(const Sport& sport) { return sport.field || code_of(sport).sheets; }

const SportCode& code_of(const Sport& sport) {
  const auto found = std::find_if(std::begin(kCodes), std::end(kCodes),
                                  [&](const SportCode& code) { return code.name == sport.code; });
  return found == std::end(kCodes) ? kCodes[std::size(kCodes) - 1] : *found;
}

}  // namespace touchline
