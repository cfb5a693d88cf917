#include "verbs/sport_look.h"

#include <algorithm>

#include "base/median.h"
#include "field/estimate.h"
#include "pipeline/networks.h"

namespace touchline {
namespace {

/// Whether the landmarks of one picture agree on a view of the field.
bool shows_field(const Landmarks& seen, const CalibratorOptions& calibrator,
                 const FrameInfo& info) {
  EstimateOptions options = calibrator.estimate;
  options.field = calibrator.field;
  const Vec2d size{static_cast<double>(info.width), static_cast<double>(info.height)};
  std::vector<Correspondence> matches;
  to_matches(seen, options, {0, 0.5 * size, length(size) / 2}, size, matches);
  return estimate(matches, options, size).usable;
}

/// Everybody who was seen well enough to start a track.
int count_people(const Detections& found, const Assembly& assembly, std::vector<double>& heights) {
  int people = 0;
  for (const auto& one : found) {
    if (one.class_id == assembly.sport.ball || one.score < assembly.point.high) continue;
    ++people;
    heights.push_back(static_cast<double>(one.box.h));
  }
  return people;
}

}  // namespace

Result<SportLook> look_for_sport(const Assembly& assembly, std::span<const Frame> pictures) {
  TL_ASSIGN(const Networks networks, load_networks(assembly));
  TL_ASSIGN(const auto detector, networks.detector->session());
  std::unique_ptr<LandmarkSession> field;
  if (networks.landmarks) {
    TL_ASSIGN(field, networks.landmarks->session());
  }
  SportLook look;
  look.field_asked = field != nullptr;
  look.sport = assembly.sport.name;
  std::vector<int> landmarks, people;
  std::vector<double> heights;
  for (const auto& picture : pictures) {
    ++look.pictures;
    Detections found;
    TL_CHECK(detector->find(picture, found));
    people.push_back(count_people(found, assembly, heights));
    if (!field) continue;
    Landmarks seen;
    TL_CHECK(field->find(picture, seen));
    landmarks.push_back(static_cast<int>(seen.size()));
    look.with_field += shows_field(seen, *assembly.analyst.calibrator, picture.info());
  }
  look.landmarks = median(std::move(landmarks));
  look.people = median(std::move(people));
  look.person_height = median(std::move(heights));
  return look;
}

void judge_sport(const SportLook& look, const PictureNeeds& needs, ProbeReport& report) {
  if (look.pictures == 0) return;
  const auto at_best = [&](Verdict verdict, std::string reason) {
    report.verdict = std::max(report.verdict, verdict);
    report.reasons.push_back(std::move(reason));
  };
  const bool field = 2 * look.with_field >= look.pictures || !look.field_asked;
  const bool grass = report.pictures.green_share >= needs.grass_share;
  std::string seen;
  if (look.field_asked)
    seen += fmt::format("its field is recognised in {} of {} pictures, ", look.with_field,
                        look.pictures);
  if (needs.grass_share > 0)
    seen += fmt::format("{:.0f} % of the picture has the colour of grass, ",
                        100 * report.pictures.green_share);
  seen += fmt::format("people seen: {}", look.people);
  if (!field && (!grass || look.people < needs.people))
    at_best(Verdict::poor, fmt::format("this does not look like {}: {}", look.sport, seen));
  else if (!field)
    at_best(Verdict::usable,
            fmt::format("not enough of a {} field is recognised to measure in metres: {}",
                        look.sport, seen));
  else if (look.people < needs.people)
    at_best(Verdict::usable, fmt::format("few people are in view: {}", seen));
  constexpr double kSmall = 12;  // pixels
  if (look.people > 0 && look.person_height < kSmall)
    at_best(Verdict::usable, fmt::format("people are only {:.0f} pixels tall: many will be missed",
                                         look.person_height));
}

}  // namespace touchline
