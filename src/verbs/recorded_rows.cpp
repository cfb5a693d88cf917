#include "verbs/recorded_rows.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "field/calibration_file.h"
#include "overlay/colour.h"
#include "verbs/again.h"

namespace touchline {
namespace {

/// As the manifest has them, known when the run ended; nothing where they were never known.
Shirts last_shirts(const RecordedRun& run) {
  Shirts shirts;
  const auto teams = run.manifest.find("teams");
  if (teams == run.manifest.end()) return shirts;
  for (std::size_t i = 0; i < std::min(shirts.size(), teams->size()); ++i) {
    const auto& colour = (*teams)[i].at("colour");
    if (!colour.is_string()) continue;
    if (const auto parsed = parse_colour(colour.get<std::string>()))
      shirts[i] = Rgb{parsed->r, parsed->g, parsed->b};
  }
  return shirts;
}

}  // namespace

Result<RecordedViews> RecordedViews::open(const std::string& path) {
  RecordedViews views;
  views.path_ = path;
  views.file_.open(path, std::ios::binary);
  if (!views.file_)
    return fail(Errc::io, path, "{}: cannot be read: {}", path, std::strerror(errno));
  return views;
}

Result<FieldView> RecordedViews::of(const FrameRecord& row) {
  const auto where = fmt::format("{}:{}", path_, ++number_);
  if (!std::getline(file_, line_) || file_.eof())
    return fail(Errc::bad_input, where,
                "{}: the row of frame {} is missing, which tracking.jsonl has; restore the file, "
                "or run the match again",
                where, row.frame);
  TL_ASSIGN(auto read, parse_calibration(line_, where));
  if (read.frame != row.frame || read.pts_ns != row.pts_ns)
    return fail(Errc::bad_input, where,
                "{}: is of frame {} at {} ns where tracking.jsonl has frame {} at {} ns; restore "
                "the files of one run, or run the match again",
                where, read.frame, read.pts_ns, row.frame, row.pts_ns);
  return std::move(read.view);
}

Result<std::optional<RecordedPoses>> RecordedPoses::open(const RecordedRun& run) {
  auto path = run.file("poses.bin");
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<RecordedPoses>();
  TL_ASSIGN(auto reader, PoseReader::open(path));
  return std::optional(RecordedPoses(std::move(path), std::move(reader)));
}

Status RecordedPoses::of(const FrameRecord& row, Observation& seen) {
  TL_ASSIGN(const bool any, reader_.next(seen));
  if (any && seen.frame == row.frame && seen.pts_ns == row.pts_ns) return {};
  return fail(
      Errc::bad_input, path_,
      "{}: {} where tracking.jsonl has frame {} at {} ns; restore the files of one run, or "
      "run the source again",
      path_,
      any ? fmt::format("has frame {} at {} ns", seen.frame, seen.pts_ns) : std::string("ends"),
      row.frame, row.pts_ns);
}

Observation blank_of(const RecordedRun& run) {
  Observation blank;
  const auto source = run.manifest.find("source");
  if (source == run.manifest.end()) return blank;
  blank.width = source->value("width", 0);
  blank.height = source->value("height", 0);
  return blank;
}

Result<std::vector<SoundStretch>> recorded_sounds(const RecordedRun& run) {
  const auto path = run.file("sounds.jsonl");
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::vector<SoundStretch>();
  return read_sounds(path);
}

Result<ShirtsAsTheyWere> ShirtsAsTheyWere::open(const RecordedRun& run) {
  auto observations = ObservationReader::open(run.file("observations.jsonl"));
  if (!observations)
    return fail(Errc::bad_input, run.dir,
                "'{}' holds no observations.jsonl, which alone tells what the teams wore as it was "
                "known at each frame; leave --as-run out, or run the match with --set "
                "output.observations=true",
                run.dir);
  TL_ASSIGN(AnalystOptions how, analyst_again(run));
  how.analysis = {};  // measured elsewhere
  return ShirtsAsTheyWere(std::move(*observations), how);
}

Result<bool> ShirtsAsTheyWere::feed() {
  if (next_ == block_.size()) {
    next_ = 0;
    TL_CHECK(observations_.next(block_));
    if (block_.empty()) {
      analyst_.end();
      return false;
    }
  }
  Moment moment;
  moment.seen = std::move(block_[next_++]);
  analyst_.follow(std::move(moment), {});
  return true;
}

Result<Shirts> ShirtsAsTheyWere::of(std::int64_t frame) {
  for (;;) {
    if (const auto moment = analyst_.next()) {
      if (moment->row.frame == frame) return moment->shirts;
      if (moment->row.frame < frame) continue;
    } else if (!ended_) {
      TL_ASSIGN(const bool more, feed());
      ended_ = !more;
      continue;
    }
    return fail(Errc::bad_input, "observations.jsonl",
                "observations.jsonl: frame {} is missing, which tracking.jsonl has; restore the "
                "files of one run, or leave --as-run out",
                frame);
  }
}

Result<RecordedRows> RecordedRows::open(const RecordedRun& run, const MakeAnalysis& make,
                                        bool as_run) {
  TL_ASSIGN(auto events, read_events(run.file("events.jsonl")));
  TL_ASSIGN(auto reader, FrameReader::open(run.file("tracking.jsonl"), run.sport.classes));
  auto analysis = make ? make() : nullptr;
  if (analysis && !as_run) analysis->foresee(events);
  RecordedRows rows(std::move(reader), KeptEvents(std::move(events)));
  if (run.sport.field) {
    TL_ASSIGN(rows.views_, RecordedViews::open(run.file("calibration.jsonl")));
  }
  TL_ASSIGN(rows.poses_, RecordedPoses::open(run));
  rows.analysis_ = std::move(analysis);
  rows.blank_ = blank_of(run);
  rows.last_shirts_ = last_shirts(run);
  if (as_run) {
    TL_ASSIGN(rows.shirts_, ShirtsAsTheyWere::open(run));
  }
  return rows;
}

Result<std::optional<Moment>> RecordedRows::next() {
  if (next_ == block_.size()) {
    next_ = 0;
    TL_CHECK(reader_.next(block_));
    if (block_.empty()) return std::optional<Moment>();
  }
  Moment moment;
  moment.row = std::move(block_[next_++]);
  const auto& row = moment.row;
  moment.seen = blank_;
  moment.ball.state = row.ball;
  if (row.ball != BallState::lost && !row.objects.empty()) moment.ball.sample = row.objects.back();
  if (views_) {
    TL_ASSIGN(moment.view, views_->of(row));
  }
  if (poses_) TL_CHECK(poses_->of(row, moment.seen));
  moment.shirts = last_shirts_;
  if (shirts_) {
    TL_ASSIGN(moment.shirts, shirts_->of(row.frame));
  }
  measure(moment);
  return std::optional(std::move(moment));
}

void RecordedRows::measure(Moment& moment) {
  if (!analysis_) return;
  kept_.of_row(moment.row.frame, [&](const Event& event) { heed(event, *analysis_); });
  moment.record = analysis_->push(moment.row, moment.seen).record;
}

}  // namespace touchline
