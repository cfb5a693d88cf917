#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/crc32.h"
#include "records/pose_file.h"
#include "records/pose_layout.h"

namespace touchline {
namespace {

namespace layout = pose_layout;

constexpr std::uint32_t kLargest = 1U << 20;  // side of a picture

/// Throws as nlohmann does where a key is missing or of another type.
PoseHeader header_of(const nlohmann::json& json) {
  const auto side = [&](const char* key) {
    const auto& value = json.at(key);
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= kLargest ? value.get<int>()
                                                                                : -1;
  };
  PoseHeader header;
  header.source_id = json.at("source_id");
  header.width = side("width");
  header.height = side("height");
  header.classes = json.at("classes").get<std::vector<std::string>>();
  header.points = json.at("points").get<std::vector<std::string>>();
  header.network = json.at("network");
  header.sha256 = json.at("sha256");
  header.precision = json.at("precision");
  header.engine = json.at("engine");
  return header;
}

/// Three numbers, or three times none.
bool take_point(layout::Numbers& numbers, std::optional<Keypoint>& point) {
  const auto x = numbers.take<float>(), y = numbers.take<float>(), score = numbers.take<float>();
  point.reset();
  if (std::isnan(x) && std::isnan(y) && std::isnan(score)) return true;
  point = {{x, y}, score};
  return std::isfinite(x) && std::isfinite(y) && std::isfinite(score);
}

bool take_body(layout::Numbers& numbers, Body& body, Detection& detection) {
  body.track_id = numbers.take<std::int64_t>();
  auto& box = detection.box;
  bool sound = body.track_id >= -1;
  for (float* value : {&box.x, &box.y, &box.w, &box.h, &detection.score}) {
    *value = numbers.take<float>();
    sound &= std::isfinite(*value);
  }
  detection.class_id = numbers.take<std::int32_t>();
  const auto source = numbers.take<std::uint32_t>();
  sound &=
      detection.class_id >= 0 && source <= static_cast<std::uint32_t>(SampleSource::interpolated);
  if (sound) body.source = static_cast<SampleSource>(source);
  for (auto& point : body.points) sound &= take_point(numbers, point);
  return sound;
}

}  // namespace

Result<PoseReader> PoseReader::open(const std::string& path) {
  PoseReader reader;
  reader.path_ = path;
  reader.file_.open(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::int64_t>(reader.file_.tellg());  // -1: it is not open
  if (size < 0) return fail(Errc::io, path, "{}: cannot be read: {}", path, std::strerror(errno));
  reader.size_ = reader.end_ = static_cast<std::uint64_t>(size);
  TL_CHECK(reader.read_header());
  reader.read_index();
  return reader;
}

Status PoseReader::read_header() {
  if (!read(0, layout::kHead) || std::string_view(bytes_).substr(0, 8) != layout::kMagic)
    return fail(Errc::bad_input, path_, "{}: is no poses.bin of Touchline", path_);
  layout::Numbers numbers(bytes_.data() + layout::kMagic.size());
  const auto version = numbers.take<std::uint32_t>(), order = numbers.take<std::uint32_t>();
  const auto size = numbers.take<std::uint32_t>(), sum = numbers.take<std::uint32_t>();
  if (version != layout::kVersion || order != layout::kByteOrder)
    return fail(Errc::bad_input, path_,
                "{}: is of version {} with byte order {:08x}; this release reads version {} with "
                "byte order {:08x}; run the source again, or read it with the release that wrote "
                "it",
                path_, version, order, layout::kVersion, layout::kByteOrder);
  if (size > layout::kMostText || !read(layout::kHead, size) || crc32(bytes_.data(), size) != sum)
    return damaged("its header is not whole");
  try {
    header_ = header_of(nlohmann::json::parse(bytes_));
  } catch (const nlohmann::json::exception&) {
    return damaged("its header lacks a key");
  }
  if (header_.points.empty() || header_.points.size() > layout::kMostPoints || header_.width < 0 ||
      header_.height < 0)
    return damaged("its header names no points or too many, or a size that no picture has");
  first_ = at_ = layout::kHead + size;
  return {};
}

/// A file without its index, or with one that cannot be, is read from front to end.
void PoseReader::read_index() {
  if (size_ < first_ + layout::kTail || !read(size_ - layout::kTail, layout::kTail)) return;
  if (std::string_view(bytes_).substr(16) != layout::kEndMagic) return;
  layout::Numbers numbers(bytes_.data());
  const auto offset = numbers.take<std::uint64_t>(), frames = numbers.take<std::uint64_t>();
  if (!parse_index(offset)) return;
  end_ = offset;
  frames_ = frames;
}

bool PoseReader::parse_index(std::uint64_t offset) {
  if (offset < first_ || offset > size_ - layout::kTail) return false;
  at_ = offset;
  const bool whole = read_block(layout::kIndex) && at_ == size_ - layout::kTail &&
                     bytes_.size() % layout::kPlace == 0;
  at_ = first_;
  if (!whole) return false;
  layout::Numbers numbers(bytes_.data());
  for (std::size_t i = 0; i < bytes_.size() / layout::kPlace; ++i) {
    PosePlace place;
    place.frame = numbers.take<std::int64_t>();
    place.pts_ns = numbers.take<std::int64_t>();
    place.offset = numbers.take<std::uint64_t>();
    const bool follows = places_.empty() ? place.offset == first_ && place.frame >= 0
                                         : place.offset > places_.back().offset &&
                                               place.frame > places_.back().frame;
    if (!follows || place.offset >= offset) return places_.clear(), false;
    places_.push_back(place);
  }
  return true;
}

bool PoseReader::read(std::uint64_t offset, std::size_t count) {
  if (offset > size_ || count > size_ - offset) return false;
  bytes_.resize(count);
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(offset));
  file_.read(bytes_.data(), static_cast<std::streamsize>(count));
  return static_cast<std::size_t>(file_.gcount()) == count;
}

bool PoseReader::read_block(std::uint32_t kind) {
  if (!read(at_, layout::kBlockHead)) return false;
  layout::Numbers numbers(bytes_.data());
  const auto found = numbers.take<std::uint32_t>(), size = numbers.take<std::uint32_t>(),
             sum = numbers.take<std::uint32_t>();
  if (found != kind || size > layout::kMostBlock || !read(at_ + layout::kBlockHead, size) ||
      crc32(bytes_.data(), size) != sum)
    return false;
  at_ += layout::kBlockHead + size;
  return true;
}

Error PoseReader::damaged(const char* what) const {
  return fail(Errc::bad_input, path_,
              "{}: is damaged at byte {}: {}; restore the file, or run the source again", path_,
              at_, what);
}

Result<bool> PoseReader::next(Observation& seen) {
  for (;;) {
    if (frames_ && at_ == end_) {
      ended_whole_ = true;
      return false;
    }
    if (!read_block(layout::kFrame)) {
      if (frames_) return damaged("no whole frame is there");
      return false;
    }
    TL_CHECK(parse_frame(seen));
    last_ = seen.frame;
    if (seen.frame >= from_) return true;
  }
}

Status PoseReader::parse_frame(Observation& seen) const {
  if (bytes_.size() < layout::kFrameHead) return damaged("the frame is too short");
  layout::Numbers numbers(bytes_.data());
  seen.frame = numbers.take<std::int64_t>();
  seen.pts_ns = numbers.take<std::int64_t>();
  const auto width = numbers.take<std::uint32_t>(), height = numbers.take<std::uint32_t>(),
             flags = numbers.take<std::uint32_t>(), bodies = numbers.take<std::uint32_t>();
  const std::size_t points = header_.points.size();
  if (bytes_.size() != layout::kFrameHead + bodies * layout::body_size(points) ||
      seen.frame <= last_ || width > kLargest || height > kLargest || flags > layout::kLooked ||
      (flags == 0 && bodies > 0))
    return damaged("the frame contradicts itself or the one before");
  seen.width = static_cast<int>(width);
  seen.height = static_cast<int>(height);
  seen.detections.assign(bodies, {});
  seen.bodies.reset();
  if (flags == 0) return {};
  seen.bodies.emplace(bodies);
  for (std::size_t i = 0; i < bodies; ++i) {
    Body& body = (*seen.bodies)[i];
    body.detection = static_cast<int>(i);
    body.points.resize(points);
    if (!take_body(numbers, body, seen.detections[i])) return damaged("a body cannot be");
  }
  return {};
}

void PoseReader::seek(std::int64_t frame) {
  const auto behind = std::upper_bound(
      places_.begin(), places_.end(), frame,
      [](std::int64_t wanted, const PosePlace& place) { return wanted < place.frame; });
  at_ = behind == places_.begin() ? first_ : std::prev(behind)->offset;
  last_ = -1;
  from_ = frame;
  ended_whole_ = false;
}

}  // namespace touchline
