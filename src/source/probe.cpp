#include "source/probe.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/median.h"
#include "source/file_source.h"
#include "source/measure.h"
#include "source/scaled_combing.h"

namespace touchline {
namespace {

constexpr std::int64_t kSamples = 40;

/// Every how manyth picture is measured, so that about kSamples of the whole file are.
std::int64_t sample_stride(const MediaInfo& media) {
  std::int64_t frames = media.frames.value_or(0);
  if (frames <= 0 && media.duration_ns) {
    frames = static_cast<std::int64_t>(to_seconds(*media.duration_ns) * media.nominal_rate.value());
  }
  return frames > 0 ? std::clamp<std::int64_t>(frames / kSamples, 1, 250) : 15;
}

ProbeTimes summarise(const std::vector<Nanoseconds>& stamps) {
  ProbeTimes times;
  times.frames = static_cast<std::int64_t>(stamps.size());
  if (stamps.empty()) return times;
  times.first_ns = stamps.front();
  times.last_ns = stamps.back();
  if (stamps.size() < 2) return times;
  std::vector<Nanoseconds> intervals;
  for (std::size_t i = 1; i < stamps.size(); ++i) intervals.push_back(stamps[i] - stamps[i - 1]);
  const auto [least, most] = std::minmax_element(intervals.begin(), intervals.end());
  times.interval_min_ns = *least;
  times.interval_max_ns = *most;
  times.interval_median_ns = median(intervals);
  std::size_t uneven = 0;
  // Containers that count milliseconds alternate 33 and 34: that is not a variable rate.
  const Nanoseconds slack = std::max<Nanoseconds>(times.interval_median_ns / 10, 1'500'000);
  for (const Nanoseconds interval : intervals) {
    if (std::abs(interval - times.interval_median_ns) > slack) ++uneven;
    if (interval > 3 * times.interval_median_ns) ++times.gaps;
  }
  times.variable = uneven * 50 > intervals.size();
  return times;
}

/// Of a source seen to its end: as claimed, unless that is not so.
std::optional<Nanoseconds> length_of(const ProbeReport& report) {
  const Nanoseconds seen = report.times.last_ns + report.times.interval_median_ns;
  const auto claimed = report.media.duration_ns;
  return claimed && std::abs(*claimed - seen) <= kSecond ? *claimed : seen;
}

/// Collects "why not better" and keeps the worst verdict.
class Judgement {
 public:
  explicit Judgement(ProbeReport& report) : report_(report) {
    report_.verdict = Verdict::good;
    report_.reasons.clear();
  }
  template <class... Args>
  void at_best(Verdict verdict, fmt::format_string<Args...> format, Args&&... args) {
    report_.verdict = std::max(report_.verdict, verdict);
    report_.reasons.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  ProbeReport& report_;
};

void judge_size_and_light(const ProbeReport& report, Judgement& judgement) {
  const MediaInfo& media = report.media;
  const ProbePictures& pictures = report.pictures;
  const int side = std::min(media.width, media.height);
  if (side < 96) {
    judgement.at_best(Verdict::unusable, "the picture is only {}x{}", media.width, media.height);
  } else if (side < 360) {
    judgement.at_best(Verdict::poor,
                      "the picture is small ({}x{}): the ball and shirt numbers cannot be seen",
                      media.width, media.height);
  } else if (side < 700) {
    judgement.at_best(Verdict::usable, "the picture is {}x{}: a far ball may be missed",
                      media.width, media.height);
  }
  if (pictures.brightness < 0.03) {
    judgement.at_best(Verdict::unusable, "the pictures are black (brightness {:.2f})",
                      pictures.brightness);
  } else if (pictures.brightness < 0.15) {
    judgement.at_best(Verdict::poor, "the pictures are dark (brightness {:.2f})",
                      pictures.brightness);
  } else if (pictures.brightness > 0.9) {
    judgement.at_best(Verdict::poor, "the pictures are overexposed (brightness {:.2f})",
                      pictures.brightness);
  }
  if (pictures.sharpness < 2.0) {
    judgement.at_best(Verdict::unusable, "the pictures show no detail (sharpness {:.1f})",
                      pictures.sharpness);
  } else if (pictures.sharpness < 20.0) {
    judgement.at_best(Verdict::poor, "the pictures are blurred (sharpness {:.0f})",
                      pictures.sharpness);
  } else if (pictures.sharpness < 60.0) {
    judgement.at_best(Verdict::usable, "the pictures are soft (sharpness {:.0f})",
                      pictures.sharpness);
  }
}

void judge_stream(const ProbeReport& report, Judgement& judgement) {
  const MediaCounts& counts = report.counts;
  const std::int64_t damaged = counts.frames_corrupt + counts.packets_corrupt;
  if (damaged * 10 > counts.frames_decoded) {
    judgement.at_best(Verdict::poor, "{} of {} pictures are damaged", damaged,
                      counts.frames_decoded);
  } else if (damaged > 0) {
    judgement.at_best(Verdict::usable, "{} of {} pictures are damaged and will be skipped", damaged,
                      counts.frames_decoded);
  }
  for (const std::string& reason : counts.reasons)
    judgement.at_best(Verdict::usable, "not all of it: {}", reason);
  if (counts.truncated && counts.reasons.empty())
    judgement.at_best(Verdict::usable, "the file is cut short of the length it claims");
  if (counts.streams_followed > 0)
    judgement.at_best(
        Verdict::usable, "the pictures move to another stream {} on the way",
        counts.streams_followed == 1 ? "once" : fmt::format("{} times", counts.streams_followed));
  const ProbeTimes& times = report.times;
  const double rate =
      times.interval_median_ns > 0 ? 1.0 / to_seconds(times.interval_median_ns) : 0.0;
  if (report.media.still) {
    judgement.at_best(Verdict::usable, "a photo: who is where, but nobody moves");
  } else if (times.frames < 2) {
    judgement.at_best(Verdict::poor, "there is a single picture: nothing to track");
  } else if (rate < 12.0) {
    judgement.at_best(Verdict::poor, "only {:.1f} pictures a second: fast moves are lost", rate);
  } else if (rate < 23.0) {
    judgement.at_best(Verdict::usable, "only {:.1f} pictures a second: the ball may be lost", rate);
  }
  if (times.joins > 0)
    judgement.at_best(Verdict::usable, "the clock starts again or jumps {}; the parts are joined",
                      times.joins == 1 ? "once" : fmt::format("{} times", times.joins));
  if (times.missing > 0)
    judgement.at_best(Verdict::usable, "{} picture{} of the sequence missing", times.missing,
                      times.missing == 1 ? " is" : "s are");
  if (times.repaired > 0)
    judgement.at_best(Verdict::usable, "{} time stamps were missing, wild or ran backward",
                      times.repaired);
  if (times.gaps > 0)
    judgement.at_best(Verdict::usable, "{} gaps in time, the longest {:.2f} s", times.gaps,
                      to_seconds(times.interval_max_ns));
  if (!report.pictures.cuts.empty()) {
    judgement.at_best(Verdict::usable, "{} cut{}: tracks end at each", report.pictures.cuts.size(),
                      report.pictures.cuts.size() == 1 ? "" : "s");
  }
  if (report.media.interlaced)
    judgement.at_best(Verdict::usable, "interlaced: half the detail in motion");
  if (report.pictures.combed > 0) {
    judgement.at_best(Verdict::usable,
                      "{:.0f} % of the pictures are combed though flagged progressive: they are "
                      "deinterlaced, half the detail in motion is lost",
                      std::max(1.0, 100 * report.pictures.combed));
  }
  if (report.pictures.scaled_combing) {
    judgement.at_best(Verdict::poor,
                      "what moves is striped: interlaced pictures were scaled before they were "
                      "deinterlaced, which cannot be mended; use the recording it was made from");
  }
  for (const std::string& conversion : report.media.conversions) {
    if (conversion.find("not tone-mapped") != std::string::npos)
      judgement.at_best(Verdict::usable, "{}: colours look pale", conversion);
  }
}

/// Every so many measured pictures one is kept, so that those of a whole file lie evenly; the last
/// takes the place of the one before when there are more.
void keep(std::vector<Frame>& kept, const Frame& frame, int most, std::size_t measured) {
  if (most <= 0) return;
  const auto every = std::max<std::size_t>(kSamples / static_cast<std::size_t>(most), 1);
  if ((measured - 1) % every != every / 2 && !(kept.empty() && measured == 1)) return;
  if (kept.size() == static_cast<std::size_t>(most)) kept.pop_back();
  kept.push_back(frame);
}

}  // namespace

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::good:
      return "good";
    case Verdict::usable:
      return "usable";
    case Verdict::poor:
      return "poor";
    case Verdict::unusable:
      return "unusable";
  }
  return "unusable";
}

void judge(ProbeReport& report) {
  Judgement judgement(report);
  judge_size_and_light(report, judgement);
  judge_stream(report, judgement);
}

Result<ProbeReport> probe(const std::string& url, const ProbeOptions& options) {
  SourceOptions source_options;
  source_options.url = url;
  source_options.threads = options.threads;
  source_options.image_rate = options.image_rate;
  source_options.open_timeout_s = options.open_timeout_s;
  TL_ASSIGN(const auto source, FileSource::open(source_options));
  ProbeReport report;
  report.media = source->info();
  report.profile = source->profile();
  report.colour = source->frame_info().colour;
  const std::int64_t stride = sample_stride(report.media);
  const Nanoseconds deadline = wall_now() + from_seconds(options.budget_s);
  std::vector<Nanoseconds> stamps;
  std::vector<double> brightness, sharpness, green;
  CutFinder cuts;
  ScaledCombing scaled;
  Frame before;
  bool whole = true;
  std::int64_t joins = 0, missing = 0;
  for (;;) {
    TL_ASSIGN(const auto frame, source->read());
    if (!frame) break;
    stamps.push_back(frame->pts_ns);
    joins += frame->seam.joined_by.has_value();
    missing += frame->seam.missing;
    cuts.add(frame->frame, frame->pts_ns);
    if ((frame->index - stride / 2) % stride == 0 || stamps.size() == 1) {
      brightness.push_back(mean_luma(frame->frame));
      sharpness.push_back(laplacian_variance(frame->frame));
      green.push_back(green_share(frame->frame));
      if (before) scaled.add(before, frame->frame);
      keep(report.pictures.kept, frame->frame, options.keep, green.size());
    }
    before = frame->frame;
    whole = wall_now() < deadline || stamps.size() < 2;
    if (!whole) break;
  }
  report.times = summarise(stamps);
  report.times.whole = whole;
  report.counts = source->counts();
  report.times.joins = joins;
  report.times.missing = missing;
  report.times.repaired = std::max<std::int64_t>(report.counts.times_repaired - joins, 0);
  if (whole && stamps.size() > 1) report.media.duration_ns = length_of(report);
  report.media.conversions = source->info().conversions;
  report.pictures.combed = report.counts.frames_decoded
                               ? static_cast<double>(report.counts.frames_combed) /
                                     static_cast<double>(report.counts.frames_decoded)
                               : 0.0;
  report.pictures.scaled_combing = report.pictures.combed == 0 && scaled.found();
  report.pictures.sampled = static_cast<std::int64_t>(brightness.size());
  report.pictures.brightness = median(brightness);
  report.pictures.sharpness = median(sharpness);
  report.pictures.green_share = median(green);
  report.pictures.cuts = cuts.finish();
  judge(report);
  return report;
}

}  // namespace touchline
