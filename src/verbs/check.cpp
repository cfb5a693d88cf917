// touchline check: what a source really is, before an hour is spent on it.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "image/colour_names.h"
#include "pipeline/sports.h"
#include "source/probe.h"
#include "touchline/tools.h"
#include "verbs/sport_look.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value, double steps) { return std::round(value * steps) / steps; }
double seconds(Nanoseconds ns) { return rounded(to_seconds(ns), 1e6); }

Json times_json(const ProbeTimes& times) {
  const bool spaced = times.frames > 1;
  const auto interval = [&](Nanoseconds ns) {
    return spaced ? Json(rounded(static_cast<double>(ns) / 1e6, 1e3)) : Json(nullptr);
  };
  return {{"frames_looked_at", times.frames},
          {"whole_file", times.whole},
          {"first_s", seconds(times.first_ns)},
          {"last_s", seconds(times.last_ns)},
          {"interval_ms",
           {{"min", interval(times.interval_min_ns)},
            {"median", interval(times.interval_median_ns)},
            {"max", interval(times.interval_max_ns)}}},
          {"variable_rate", times.variable},
          {"gaps", times.gaps},
          {"joins", times.joins},
          {"missing_pictures", times.missing},
          {"repaired_stamps", times.repaired}};
}

constexpr int kPictures = 8;

/// What the default sport's networks see, which the verdict rests on too; null when they cannot be
/// asked.
Json look_at_sport(ProbeReport& report) {
  RunOptions run;
  run.settings = {{"profile", "fast"}, {"device", "cpu"}, {"video.enabled", "false"}};
  const auto assembly = assemble(run);
  auto look = assembly ? look_for_sport(*assembly, report.pictures.kept)
                       : Result<SportLook>(assembly.error());
  if (!look) {
    report.verdict = std::max(report.verdict, Verdict::usable);
    report.reasons.push_back("what the pictures show was not looked at: " + look.error().message);
    return nullptr;
  }
  judge_sport(*look, code_of(assembly->sport).pictures, report);
  return {{"name", look->sport},
          {"pictures", look->pictures},
          {"field_recognised_in", look->with_field},
          {"landmarks", look->landmarks},
          {"people", look->people},
          {"person_height_px", rounded(look->person_height, 10)}};
}

}  // namespace

Result<std::string> check(const std::string& source) try {
  ProbeOptions options;
  options.keep = kPictures;
  TL_ASSIGN(ProbeReport report, probe(source, options));
  const Json sport = look_at_sport(report);
  const auto& media = report.media;
  Json cuts = Json::array();
  for (const auto cut : report.pictures.cuts) cuts.push_back(seconds(cut));
  Json json{{"source", media.url},
            {"verdict", verdict_name(report.verdict)},
            {"reasons", report.reasons},
            {"container", media.container},
            {"codec", media.codec},
            {"profile", report.profile},
            {"pixel_format", media.pixel_format},
            {"width", media.width},
            {"height", media.height},
            {"sample_aspect", {media.sample_aspect.num, media.sample_aspect.den}},
            {"rotation_deg", media.rotation_deg},
            {"mirrored", media.mirrored},
            {"interlaced", media.interlaced},
            {"colour",
             {{"matrix", to_string(report.colour.matrix)},
              {"range", to_string(report.colour.range)},
              {"primaries", report.colour.primaries},
              {"transfer", report.colour.transfer}}},
            {"duration_s", media.duration_ns ? Json(seconds(*media.duration_ns)) : Json(nullptr)},
            {"nominal_fps", rounded(media.nominal_rate.value(), 1e3)},
            {"times", times_json(report.times)},
            {"audio", media.audio ? Json(media.audio->codec) : Json(nullptr)},
            {"conversions", media.conversions},
            {"pictures",
             {{"sampled", report.pictures.sampled},
              {"brightness", rounded(report.pictures.brightness, 1e3)},
              {"sharpness", rounded(report.pictures.sharpness, 10)},
              {"combed", rounded(report.pictures.combed, 1e3)},
              {"scaled_combing", report.pictures.scaled_combing},
              {"green_share", rounded(report.pictures.green_share, 1e3)},
              {"cuts_s", std::move(cuts)}}},
            {"sport", sport},
            {"damage",
             {{"frames", report.counts.frames_corrupt},
              {"packets", report.counts.packets_corrupt},
              {"packets_left", report.counts.packets_left},
              {"streams_followed", report.counts.streams_followed},
              {"truncated", report.counts.truncated}}}};
  return json_dump(json, 2);
} catch (...) {
  return caught("check");
}

}  // namespace touchline
