// The records of a run that saw a match of known truth exactly.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/text_file.h"
#include "records/observation.h"
#include "records/pose_file.h"
#include "records/record.h"
#include "scene/camera.h"
#include "sports/badminton/scene/body.h"

namespace touchline::badminton::filmed {

struct FilmedMatch {
  RallyMatch match;
  Camera camera;
  int width = 1920, height = 1080;
};

inline const std::vector<std::string> kClasses{"person", "shuttle"};
inline constexpr int kShuttleClass = 1;

inline FilmedMatch filmed_match(double seconds, std::uint64_t seed) {
  FilmedMatch film{RallyMatch({seconds, seed}), {}};
  film.camera.position = {-23.5, 0, 7.8};
  look_at(film.camera, {-0.6, 0, 0.9});
  film.camera.focal = 1.6;
  return film;
}

/// Body of player 1 or 2, whose detection is the one before that number.
inline Body seen_body(const FilmedMatch& film, int player, double t_s) {
  Body body;
  body.detection = player - 1;
  body.track_id = player;
  for (const Vec3d& joint : joints_of(film.match, player, t_s).coco()) {
    const auto at = film.camera.project(joint, film.width, film.height);
    body.points.push_back(Keypoint{
        {static_cast<float>(at ? at->x : 0), static_cast<float>(at ? at->y : 0)}, at ? 0.9F : 0});
  }
  return body;
}

inline Box box_of(const Body& body) {
  Vec2f low = body.points[0]->pixel, high = low;
  for (const auto& point : body.points) {
    low = {std::min(low.x, point->pixel.x), std::min(low.y, point->pixel.y)};
    high = {std::max(high.x, point->pixel.x), std::max(high.y, point->pixel.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

/// The two players and the shuttle, as `row` has frame and time.
inline void put_objects(const FilmedMatch& film, FrameRecord& row) {
  const double t = to_seconds(row.pts_ns);
  row.objects.clear();
  row.ball = BallState::lost;
  row.calibration = CalibrationState::measured;
  for (const int player : {1, 2}) {
    TrackSample sample;
    sample.track_id = player;
    sample.box = box_of(seen_body(film, player, t));
    sample.conf = 0.9F;
    sample.field = FieldPoint{film.match.place_of(player, t), {0.01, 0, 0.01}};
    row.objects.push_back(sample);
  }
  const auto shuttle = film.match.shuttle_at(t);
  const auto at =
      shuttle ? film.camera.project(shuttle->at, film.width, film.height) : std::nullopt;
  if (at && at->x > 0 && at->y > 0 && at->x < film.width && at->y < film.height) {
    TrackSample sample;
    sample.track_id = 3;
    sample.class_id = kShuttleClass;
    sample.box = {static_cast<float>(at->x) - 4, static_cast<float>(at->y) - 4, 8, 8};
    sample.conf = 0.9F;
    row.objects.push_back(sample);
    row.ball = BallState::visible;
  }
  quantise(row);
}

inline Observation seen_in(const FilmedMatch& film, const FrameRecord& row) {
  Observation seen;
  seen.frame = row.frame;
  seen.pts_ns = row.pts_ns;
  seen.width = film.width;
  seen.height = film.height;
  seen.bodies.emplace();
  for (const int player : {1, 2}) {
    const auto body = seen_body(film, player, to_seconds(row.pts_ns));
    seen.detections.push_back({box_of(body), 0.9F, 0});
    seen.bodies->push_back(body);
  }
  return seen;
}

inline std::vector<FrameRecord> rows_of(const FilmedMatch& film, double seconds, double rate) {
  std::vector<FrameRecord> rows;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(seconds * rate); ++i) {
    FrameRecord row;
    row.source_id = "match";
    row.frame = i;
    row.pts_ns = from_seconds(static_cast<double>(i) / rate);
    put_objects(film, row);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// tracking.jsonl and poses.bin of these rows in the folder `dir`.
inline Status write_records(const FilmedMatch& film, const std::vector<FrameRecord>& rows,
                            const std::vector<std::string>& points, const std::string& dir) {
  const std::filesystem::path folder(dir);
  PoseHeader header;
  header.source_id = rows.front().source_id;
  header.width = film.width;
  header.height = film.height;
  header.classes = kClasses;
  header.points = points;
  auto poses = PoseWriter::create((folder / "poses.bin").string(), header);
  if (!poses) return poses.error();
  std::string text;
  JsonLine line;
  for (const auto& row : rows) {
    append_json(line, row, kClasses);
    (text += line.take()) += '\n';
    if (auto written = poses->write(seen_in(film, row)); !written) return written;
  }
  if (auto closed = poses->close(); !closed) return closed;
  return write_file_atomically((folder / "tracking.jsonl").string(), text);
}

}  // namespace touchline::badminton::filmed
