#include <nlohmann/json.hpp>

#include <cstring>

#include "base/crc32.h"
#include "base/json_dump.h"
#include "records/pose_file.h"
#include "records/pose_layout.h"

namespace touchline {
namespace {

namespace layout = pose_layout;

std::string text_of(const PoseHeader& header) {
  return json_dump(nlohmann::ordered_json{{"source_id", header.source_id},
                                          {"width", header.width},
                                          {"height", header.height},
                                          {"classes", header.classes},
                                          {"points", header.points},
                                          {"network", header.network},
                                          {"sha256", header.sha256},
                                          {"precision", header.precision},
                                          {"engine", header.engine}});
}

void put_body(std::string& bytes, const Body& body, const Detection& detection) {
  layout::put(bytes, body.track_id);
  const auto& box = detection.box;
  for (const float value : {box.x, box.y, box.w, box.h, detection.score}) layout::put(bytes, value);
  layout::put(bytes, static_cast<std::int32_t>(detection.class_id));
  layout::put(bytes, static_cast<std::uint32_t>(body.source));
  constexpr float kNull = std::numeric_limits<float>::quiet_NaN();
  for (const auto& point : body.points) {
    layout::put(bytes, point ? point->pixel.x : kNull);
    layout::put(bytes, point ? point->pixel.y : kNull);
    layout::put(bytes, point ? point->score : kNull);
  }
}

}  // namespace

Result<PoseWriter> PoseWriter::create(const std::string& path, const PoseHeader& header) {
  TL_ASSIGN(File file, File::create(path));
  const std::string text = text_of(header);
  std::string bytes(layout::kMagic);
  layout::put(bytes, layout::kVersion);
  layout::put(bytes, layout::kByteOrder);
  layout::put(bytes, static_cast<std::uint32_t>(text.size()));
  layout::put(bytes, crc32(text.data(), text.size()));
  bytes += text;
  TL_CHECK(file.append(bytes.data(), bytes.size()));
  return PoseWriter(std::move(file), header.points.size());
}

Status PoseWriter::write(const Observation& seen) {
  const std::size_t bodies = seen.bodies ? seen.bodies->size() : 0;
  bytes_.assign(layout::kBlockHead, '\0');
  layout::put(bytes_, seen.frame);
  layout::put(bytes_, std::int64_t{seen.pts_ns});
  layout::put(bytes_, static_cast<std::uint32_t>(seen.width));
  layout::put(bytes_, static_cast<std::uint32_t>(seen.height));
  layout::put(bytes_, seen.bodies ? layout::kLooked : 0U);
  layout::put(bytes_, static_cast<std::uint32_t>(bodies));
  for (std::size_t i = 0; i < bodies; ++i) {
    const Body& body = (*seen.bodies)[i];
    if (body.points.size() != points_)
      return fail(Errc::internal, file_.path(), "{}: a body of {} points, where {} are named",
                  file_.path(), body.points.size(), points_);
    put_body(bytes_, body, seen.detections.at(static_cast<std::size_t>(body.detection)));
  }
  const PosePlace place{seen.frame, seen.pts_ns, file_.size()};
  TL_CHECK(write_block(layout::kFrame));
  if (frames_++ % layout::kFramesPerPlace == 0) places_.push_back(place);
  return {};
}

Status PoseWriter::write_block(std::uint32_t kind) {
  const std::size_t size = bytes_.size() - layout::kBlockHead;
  const std::uint32_t head[] = {kind, static_cast<std::uint32_t>(size),
                                crc32(bytes_.data() + layout::kBlockHead, size)};
  static_assert(sizeof(head) == layout::kBlockHead);
  std::memcpy(bytes_.data(), head, sizeof(head));
  return file_.append(bytes_.data(), bytes_.size());
}

Status PoseWriter::close() {
  if (!file_.is_open()) return {};
  const std::uint64_t offset = file_.size();
  bytes_.assign(layout::kBlockHead, '\0');
  for (const auto& place : places_) {
    layout::put(bytes_, place.frame);
    layout::put(bytes_, place.pts_ns);
    layout::put(bytes_, place.offset);
  }
  TL_CHECK(write_block(layout::kIndex));
  bytes_.clear();
  layout::put(bytes_, offset);
  layout::put(bytes_, frames_);
  bytes_ += layout::kEndMagic;
  TL_CHECK(file_.append(bytes_.data(), bytes_.size()));
  return file_.close();
}

void name_bodies(const TrackSamples& samples, Observation& seen) {
  if (!seen.bodies) return;
  for (Body& body : *seen.bodies) {
    const auto& found = seen.detections.at(static_cast<std::size_t>(body.detection));
    body.track_id = -1;
    for (const auto& sample : samples)
      if (sample.source == SampleSource::measured && sample.box == found.box &&
          sample.conf == found.score)
        body.track_id = sample.track_id;
  }
}

}  // namespace touchline
