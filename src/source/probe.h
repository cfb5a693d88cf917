// The look before the run: what a source is made of, how its clock runs, and whether it can be
// analysed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "image/format.h"
#include "image/frame.h"
#include "records/media.h"

namespace touchline {

struct ProbeOptions {
  double budget_s =
      5.0;  ///< wall time for looking at pictures; the first ones are always looked at
  double open_timeout_s = 10.0;
  double image_rate = 25.0;  ///< of an image sequence
  int threads = 1;
  int keep = 0;  ///< pictures handed out in the report, evenly spread
  bool operator==(const ProbeOptions&) const = default;
};

/// Real presentation times of the pictures that were decoded.
struct ProbeTimes {
  std::int64_t frames = 0;
  bool whole = false;  ///< every picture was decoded; false: the budget ended before the source did
  Nanoseconds first_ns = 0, last_ns = 0;
  Nanoseconds interval_min_ns = 0, interval_median_ns = 0, interval_max_ns = 0;
  bool variable = false;     ///< more than 2 % of the intervals differ from the median by over 10 %
  std::int64_t gaps = 0;     ///< intervals over three times the median
  std::int64_t joins = 0;    ///< places where the clock starts again or jumps, joined
  std::int64_t missing = 0;  ///< pictures of an image sequence that are not there
  std::int64_t repaired = 0;  ///< missing, wild, repeated or backward stamps
};

/// Measured on the planes as delivered, 0..1 unless said.
struct ProbePictures {
  std::int64_t sampled = 0;  ///< pictures measured for brightness, sharpness and green
  double brightness = 0.0;   ///< mean luma, black 0, white 1
  /// Median over pictures of the variance of the 4-neighbour Laplacian of luma (0..255), on
  /// pictures reduced to about 640 columns so that sizes compare. Sharp footage is above 100,
  /// visible blur below 20.
  double sharpness = 0.0;
  double green_share = 0.0;       ///< share of chroma samples that look like grass
  double combed = 0.0;            ///< share that is combed though flagged progressive
  bool scaled_combing = false;    ///< stripes of combed pictures that were scaled afterwards
  std::vector<Nanoseconds> cuts;  ///< presentation times of the first picture of each new shot
  std::vector<Frame> kept;        ///< see ProbeOptions::keep
};

enum class Verdict { good, usable, poor, unusable };
const char* verdict_name(Verdict verdict);

struct ProbeReport {
  MediaInfo media;  ///< container, codec, size, rotation, interlacing, duration, audio, conversions
  std::string profile;  ///< of the codec, e.g. "High"; empty when it has none
  Colour colour;
  MediaCounts counts;
  ProbeTimes times;
  ProbePictures pictures;
  Verdict verdict = Verdict::good;
  std::vector<std::string>
      reasons;  ///< why the verdict is not better, in plain words; empty when good
};

/// Decodes `url` from the start for as long as the budget allows and measures it. Errors as
/// Source::open().
Result<ProbeReport> probe(const std::string& url, const ProbeOptions& options);

/// Verdict and reasons from the measurements alone.
void judge(ProbeReport& report);

}  // namespace touchline
