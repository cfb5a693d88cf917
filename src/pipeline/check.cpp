// touchline check: what a source really is, before an hour is spent on it.
#include <cmath>
#include <nlohmann/json.hpp>

#include "image/colour_names.h"
#include "source/probe.h"
#include "touchline/tools.h"

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

}  // namespace

Result<std::string> check(const std::string& source) {
  TL_ASSIGN(const ProbeReport report, probe(source, {}));
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
            {"damage",
             {{"frames", report.counts.frames_corrupt},
              {"packets", report.counts.packets_corrupt},
              {"packets_left", report.counts.packets_left},
              {"streams_followed", report.counts.streams_followed},
              {"truncated", report.counts.truncated}}}};
  return json.dump(2);
}

}  // namespace touchline
