#include "reports/report_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "records/read.h"
#include "reports/report_sheets.h"

namespace touchline::report {
namespace {

constexpr Nanoseconds kRadarStep = kSecond / 5, kSeriesStep = kSecond / 2;
// A page stays this small however long the match: beyond two hours the steps grow.
constexpr std::int64_t kMostMoments = 36'000;

/// The seconds the run's summary claims, or 0.
double claimed_seconds(const std::string& summary_json) {
  const auto summary = nlohmann::json::parse(summary_json, nullptr, false);
  if (!summary.is_object()) return 0;
  const auto found = summary.find("media_seconds");
  return found != summary.end() && found->is_number() ? found->get<double>() : 0;
}

/// Takes every frame of tracking.jsonl in turn.
class FrameGatherer {
 public:
  FrameGatherer(const ReportInput& input, Data& data) : input_(input), data_(data) {}

  void take(const FrameRecord& row) {
    auto& d = data_;
    const bool replay = in_any(d.replays, row.pts_ns), counted = row.counted && !replay;
    if (d.counts.frames == 0) {
      d.first = row.pts_ns;
      d.origin = input_.video_origin_ns.value_or(row.pts_ns);
    }
    const bool new_moment = row.pts_ns >= next_moment_;
    if (new_moment) add_moment(row, counted);
    if (row.pts_ns >= next_sigma_) {
      next_sigma_ = row.pts_ns + d.series_step;
      d.sigma.push_back({row.pts_ns, row.sigma_m});
    }
    count(row);
    d.counts.uncounted += !counted;
    d.calibration.push(row.pts_ns, static_cast<int>(row.calibration));
    d.uncounted.push(row.pts_ns, counted  ? kNoReason
                                 : replay ? d.reasons.id(kLateReplay)
                                          : d.reasons.id(row.why_uncounted));
    for (const auto& sample : row.objects) add_sample(row, sample, new_moment);
    d.last = std::max(d.last, row.pts_ns);
  }

 private:
  void add_moment(const FrameRecord& row, bool counted) {
    next_moment_ = row.pts_ns + data_.radar_step;
    data_.moments.push_back({row.pts_ns, row.calibration, counted});
  }

  void count(const FrameRecord& row) {
    auto& c = data_.counts;
    ++c.frames;
    c.processed += row.processed;
    ++c.calibration[static_cast<std::size_t>(row.calibration)];
    ++c.ball[static_cast<std::size_t>(row.ball)];
    data_.shots = std::max(data_.shots, row.shot + 1);
  }

  void add_sample(const FrameRecord& row, const TrackSample& sample, bool new_moment) {
    auto [found, is_new] = data_.tracks.try_emplace(sample.track_id);
    Track& track = found->second;
    if (is_new) {
      track.id = sample.track_id;
      track.first = row.pts_ns;
    }
    track.last = row.pts_ns;
    track.class_id = sample.class_id;
    if (sample.team != Team::none) track.team = sample.team;
    const bool measured = sample.source == SampleSource::measured;
    if (row.processed && sample.class_id != input_.ball_class && measured) {
      ++data_.counts.people;
      data_.counts.placed += sample.field.has_value();
    }
    if (new_moment && sample.field)
      track.points.push_back(
          {static_cast<int>(data_.moments.size()) - 1, sample.field->m, measured});
  }

  const ReportInput& input_;
  Data& data_;
  Nanoseconds next_moment_ = kNoTime, next_sigma_ = kNoTime;
};

Status gather_frames(const ReportInput& input, Data& data) {
  TL_ASSIGN(auto reader, FrameReader::open(input.run_dir + "/tracking.jsonl", input.classes));
  FrameGatherer gatherer(input, data);
  std::vector<FrameRecord> rows;
  do {
    TL_CHECK(reader.next(rows));
    for (const auto& row : rows) gatherer.take(row);
  } while (!rows.empty());
  data.cut_short = reader.cut_short();
  return {};
}

Status gather_events(const ReportInput& input, Data& data) {
  ConvertInput run;
  run.run_dir = input.run_dir;
  TL_ASSIGN(data.events, last_events(run));
  data.replays = late_replays(data.events);
  return {};
}

}  // namespace

void Runs::push(Nanoseconds now, int key) {
  const bool follows = !runs_.empty() && now - last_ <= kLongestStep;
  if (follows) runs_.back().to = now;
  if (!follows || runs_.back().key != key) runs_.push_back({now, now, key});
  last_ = now;
}

double Runs::seconds(int key) const {
  double sum = 0;
  for (const auto& run : runs_)
    if (run.key == key) sum += to_seconds(run.to - run.from);
  return sum;
}

int Texts::id(std::string_view text) {
  const auto found = std::find(texts_.begin(), texts_.end(), text);
  if (found == texts_.end()) {
    texts_.emplace_back(text);
    return size() - 1;
  }
  return static_cast<int>(found - texts_.begin());
}

Result<Data> gather(const ReportInput& input, Sheets& sheets) {
  Data data;
  const double seconds = claimed_seconds(input.summary_json);
  const auto least = from_seconds(std::min(seconds, 1e6) / static_cast<double>(kMostMoments));
  data.radar_step = std::max(kRadarStep, least);
  data.series_step = std::max(kSeriesStep, least);
  TL_CHECK(gather_events(input, data));
  TL_CHECK(gather_frames(input, data));
  if (data.counts.frames == 0)
    return fail(Errc::bad_input, input.run_dir + "/tracking.jsonl",
                "{}/tracking.jsonl holds no frame; run the match again", input.run_dir);
  TL_CHECK(sheets.gather(input, data));
  return data;
}

}  // namespace touchline::report
