#include "kernels/cuda/draw_record.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "base/assert.h"
#include "kernels/join_columns.h"

namespace touchline {
namespace {

constexpr std::size_t kAlign = 16, kExpected = std::size_t{256} << 10U;
constexpr std::size_t kLeastAtlas = std::size_t{2} << 20U, kMostAtlas = std::size_t{64} << 20U;

std::size_t aligned(std::size_t bytes) { return (bytes + kAlign - 1) / kAlign * kAlign; }

/// Names an atlas that no other has been, nor was this one before it was emptied.
std::uint64_t new_atlas_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

void append_rows(std::vector<std::uint8_t>& to, const std::uint8_t* from, std::ptrdiff_t pitch,
                 int width, int rows) {
  if (pitch == width) {
    to.insert(to.end(), from, from + pitch * rows);
    return;
  }
  for (int y = 0; y < rows; ++y) to.insert(to.end(), from + y * pitch, from + y * pitch + width);
}

/// Luma, then pairs of chroma, whatever the format.
void append_picture(std::vector<std::uint8_t>& to, const Image& picture) {
  const auto& luma = picture.plane(0);
  const auto& chroma = picture.plane(1);
  append_rows(to, luma.data, luma.pitch, luma.width, luma.height);
  if (picture.info().format == PixelFormat::nv12)
    return append_rows(to, chroma.data, chroma.pitch, 2 * chroma.width, chroma.height);
  const std::size_t begin = to.size();
  to.resize(begin + static_cast<std::size_t>(2 * chroma.width * chroma.height));
  std::uint8_t* pairs = to.data() + begin;
  for (int y = 0; y < chroma.height; ++y, pairs += 2 * chroma.width) {
    const std::uint8_t *u = chroma.row(y), *v = picture.plane(2).row(y);
    for (int x = 0; x < chroma.width; ++x) {
      pairs[2 * x] = u[x];
      pairs[2 * x + 1] = v[x];
    }
  }
}

}  // namespace

DrawRecord::DrawRecord(const FrameInfo& info)
    : format_(info.format),
      extent_{nullptr, (info.width + kBlendBlock - 1) / kBlendBlock * kBlendBlock,
              (info.height + 1) / 2 * 2},
      bins_(info.width, info.height),
      atlas_bytes_(std::clamp(std::size_t{4} * static_cast<std::size_t>(info.width) *
                                  static_cast<std::size_t>(info.height),
                              kLeastAtlas, kMostAtlas)) {
  commands_.reserve(1024);
  uploads_.reserve(256);
  loose_.reserve(kExpected);
  kept_.reserve(kExpected);
  forget_atlas();
}

void DrawRecord::forget_atlas() {
  atlas_id_ = new_atlas_id();
  atlas_used_ = 0;
  atlas_full_ = false;
}

void DrawRecord::clear() {
  // What was to be sent and was not is not there.
  if (atlas_full_ || !uploads_.empty()) forget_atlas();
  bins_.clear();
  commands_.clear();
  loose_.clear();
  kept_.clear();
  uploads_.clear();
  group_ = 0;
}

template <class Append>
std::uint32_t DrawRecord::offset_of(DeviceCopy* copy, std::size_t bytes, Append append) {
  const bool there = copy && copy->atlas == atlas_id_;
  if (there && !copy->outdated) return copy->offset | kInAtlas;
  if (copy && (there || atlas_used_ + aligned(bytes) <= atlas_bytes_)) {
    if (!there) {
      *copy = {atlas_id_, static_cast<std::uint32_t>(atlas_used_), false};
      atlas_used_ += aligned(bytes);
    }
    copy->outdated = false;
    const Upload upload{copy->offset, kept_.size(), aligned(bytes)};
    append(kept_);
    kept_.resize(upload.from + upload.bytes);
    if (!uploads_.empty() && uploads_.back().to + uploads_.back().bytes == upload.to)
      uploads_.back().bytes += upload.bytes;
    else
      uploads_.push_back(upload);
    return copy->offset | kInAtlas;
  }
  if (copy) atlas_full_ = true;
  const auto offset = static_cast<std::uint32_t>(loose_.size());
  append(loose_);
  loose_.resize(aligned(loose_.size()));
  return offset;
}

std::uint32_t DrawRecord::offset_of(const CoverageView& shape) {
  const auto samples = static_cast<std::size_t>(shape.width * shape.height);
  return offset_of(shape.copy, samples + samples / 4, [&](std::vector<std::uint8_t>& to) {
    append_rows(to, shape.luma, shape.luma_pitch, shape.width, shape.height);
    append_rows(to, shape.chroma, shape.chroma_pitch, shape.width / 2, shape.height / 2);
  });
}

void DrawRecord::note(const DrawCommand& command, const PixelRect& pixels) {
  bins_.add(static_cast<std::uint32_t>(commands_.size()), pixels);
  commands_.push_back(command);
  group_ = static_cast<std::uint32_t>(commands_.size());
}

void DrawRecord::blend(const CoverageView& shape, int x, int y, const YuvColour& colour) {
  TL_ASSERT(x % 2 == 0 && y % 2 == 0 && shape.width % kBlendBlock == 0 && shape.height % 2 == 0);
  TL_ASSERT(group_ == commands_.size());
  const PixelRect pixels{x, y, x + shape.width, y + shape.height};
  if (!bins_.touches(pixels) || colour.opacity == 0) return;
  DrawCommand command;
  command.x = x;
  command.y = y;
  command.width = command.pitch = static_cast<std::uint16_t>(shape.width);
  command.height = static_cast<std::uint16_t>(shape.height);
  command.opacity = colour.opacity;
  command.luma = offset_of(shape);
  command.chroma = command.luma + static_cast<std::uint32_t>(shape.width * shape.height);
  command.to_y = colour.y;
  command.to_u = colour.u;
  command.to_v = colour.v;
  note(command, pixels);
}

void DrawRecord::blend_picture(const Image& picture, const CoverageView& shape, int x, int y,
                               std::uint16_t opacity, DeviceCopy* copy) {
  const auto& luma = picture.plane(0);
  TL_ASSERT(x % 2 == 0 && y % 2 == 0 && format_ == picture.info().format);
  TL_ASSERT(luma.width % 2 == 0 && luma.height % 2 == 0 && luma.width <= shape.width &&
            luma.height <= shape.height && group_ == commands_.size());
  const PixelRect pixels{x, y, x + luma.width, y + luma.height};
  if (!bins_.touches(pixels)) return;
  DrawCommand command;
  command.kind = DrawKind::picture;
  command.x = x;
  command.y = y;
  command.width = static_cast<std::uint16_t>(luma.width);
  command.height = static_cast<std::uint16_t>(luma.height);
  command.pitch = static_cast<std::uint16_t>(shape.width);
  command.opacity = opacity;
  command.luma = offset_of(shape);
  command.chroma = command.luma + static_cast<std::uint32_t>(shape.width * shape.height);
  const auto samples = static_cast<std::size_t>(luma.width * luma.height);
  command.picture = offset_of(copy, samples + samples / 2,
                              [&](std::vector<std::uint8_t>& to) { append_picture(to, picture); });
  note(command, pixels);
}

template <class Columns, class Shape>
void DrawRecord::join_in(DrawKind kind, const Columns& columns, const Shape& shape) {
  const PixelRect& box = columns.box;
  if (box.empty()) return;
  DrawCommand command;
  command.kind = kind;
  command.x = box.x0;
  command.y = box.y0;
  command.width = static_cast<std::uint16_t>(box.x1 - box.x0);
  command.height = static_cast<std::uint16_t>(box.y1 - box.y0);
  command.luma = static_cast<std::uint32_t>(loose_.size());
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&shape);
  loose_.insert(loose_.end(), bytes, bytes + sizeof shape);
  loose_.resize(aligned(loose_.size()));
  const auto index = static_cast<std::uint32_t>(commands_.size());
  for (int y = box.y0, end = y; y < box.y1; y = end) {
    end = std::min(y / kDrawTileHeight * kDrawTileHeight + kDrawTileHeight, box.y1);
    const RowSpan row = columns.within(y, end - 1);
    bins_.add(index, {row.first, y, row.last, end}, group_);
  }
  commands_.push_back(command);
}

void DrawRecord::join(const StrokeShape& stroke) {
  join_in(DrawKind::stroke, StrokeColumns(stroke, extent_), stroke);
}
void DrawRecord::join(const QuadShape& quad) {
  join_in(DrawKind::quad, QuadColumns(quad, extent_), quad);
}

void DrawRecord::blend_gathered(const YuvColour& colour) {
  for (; group_ < commands_.size(); ++group_) {
    DrawCommand& command = commands_[group_];
    command.opacity = colour.opacity;
    command.to_y = colour.y;
    command.to_u = colour.u;
    command.to_v = colour.v;
  }
}

DrawRecord::Layout DrawRecord::layout() const {
  Layout at{};
  at.entries = aligned(bins_.tiles() * sizeof(DrawTile));
  at.commands = at.entries + aligned(bins_.entries() * sizeof(std::uint32_t));
  at.loose = at.commands + commands_.size() * sizeof(DrawCommand);
  at.kept = at.loose + loose_.size();
  at.end = at.kept + kept_.size();
  return at;
}

void DrawRecord::write(std::uint8_t* memory) const {
  const Layout at = layout();
  bins_.write(reinterpret_cast<DrawTile*>(memory),
              reinterpret_cast<std::uint32_t*>(memory + at.entries));
  const auto put = [&](std::size_t offset, const auto& from) {
    if (!from.empty()) std::memcpy(memory + offset, from.data(), from.size() * sizeof from[0]);
  };
  put(at.commands, commands_);
  put(at.loose, loose_);
  put(at.kept, kept_);
}

}  // namespace touchline
