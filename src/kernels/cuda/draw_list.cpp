#include "kernels/cuda/draw_list.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "base/assert.h"
#include "kernels/cuda/launch.h"
#include "kernels/join_columns.h"

namespace touchline {
namespace {

constexpr std::size_t kAlign = 16, kLeastRoom = std::size_t{256} << 10U;
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
  for (int y = 0; y < chroma.height; ++y) {
    const std::uint8_t *u = chroma.row(y), *v = picture.plane(2).row(y);
    for (int x = 0; x < chroma.width; ++x) to.insert(to.end(), {u[x], v[x]});
  }
}

}  // namespace

DrawList::DrawList(const FrameInfo& info, cuda::SharedContext context, cuda::Kernel kernel)
    : info_(info),
      extent_{nullptr, (info.width + kBlendBlock - 1) / kBlendBlock * kBlendBlock,
              (info.height + 1) / 2 * 2},
      context_(std::move(context)),
      kernel_(kernel),
      bins_(info.width, info.height),
      atlas_bytes_(std::clamp(std::size_t{4} * static_cast<std::size_t>(info.width) *
                                  static_cast<std::size_t>(info.height),
                              kLeastAtlas, kMostAtlas)) {
  commands_.reserve(1024);
  uploads_.reserve(256);
  loose_.reserve(kLeastRoom);
  kept_.reserve(kLeastRoom);
  forget_atlas();
}

Result<std::unique_ptr<DrawList>> DrawList::create(const FrameInfo& info,
                                                   cuda::SharedContext context) {
  TL_ASSERT(info.format == PixelFormat::i420 || info.format == PixelFormat::nv12);
  TL_ASSIGN(const auto kernel, cuda::find_kernel(context, kernel_image("draw_list"), "draw_tiles"));
  std::unique_ptr<DrawList> list(new DrawList(info, std::move(context), kernel));
  TL_ASSIGN(list->atlas_, list->allocate(cuda::device_allocator(list->context_), list->atlas_bytes_,
                                         "the overlay's atlas"));
  for (auto& staging : list->staging_) TL_CHECK(list->make_room(staging, {}));
  return list;
}

DrawList::~DrawList() {
  if (drawn_) static_cast<void>(drawn_->wait());
}

void DrawList::forget_atlas() {
  atlas_id_ = new_atlas_id();
  atlas_used_ = 0;
  atlas_full_ = false;
}

void DrawList::clear() {
  // What was to be sent and was not is not there.
  if (atlas_full_ || !uploads_.empty()) forget_atlas();
  bins_.clear();
  commands_.clear();
  loose_.clear();
  kept_.clear();
  uploads_.clear();
  group_ = 0;
  load_ = {};
}

template <class Append>
std::uint32_t DrawList::offset_of(DeviceCopy* copy, std::size_t bytes, Append append) {
  const bool there = copy && copy->atlas == atlas_id_;
  if (there && !copy->outdated) return copy->offset | kInAtlas;
  if (copy && (there || atlas_used_ + bytes <= atlas_bytes_)) {
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

std::uint32_t DrawList::offset_of(const CoverageView& shape) {
  const auto samples = static_cast<std::size_t>(shape.width * shape.height);
  return offset_of(shape.copy, samples + samples / 4, [&](std::vector<std::uint8_t>& to) {
    append_rows(to, shape.luma, shape.luma_pitch, shape.width, shape.height);
    append_rows(to, shape.chroma, shape.chroma_pitch, shape.width / 2, shape.height / 2);
  });
}

void DrawList::note(const DrawCommand& command, const PixelRect& pixels) {
  bins_.add(static_cast<std::uint32_t>(commands_.size()), pixels);
  commands_.push_back(command);
  group_ = static_cast<std::uint32_t>(commands_.size());
}

void DrawList::blend(const CoverageView& shape, int x, int y, const YuvColour& colour) {
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

void DrawList::blend_picture(const Image& picture, const CoverageView& shape, int x, int y,
                             std::uint16_t opacity, DeviceCopy* copy) {
  const auto& luma = picture.plane(0);
  TL_ASSERT(x % 2 == 0 && y % 2 == 0 && info_.format == picture.info().format);
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
void DrawList::join_in(DrawKind kind, const Columns& columns, const Shape& shape) {
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

void DrawList::join(const StrokeShape& stroke) {
  join_in(DrawKind::stroke, StrokeColumns(stroke, extent_), stroke);
}
void DrawList::join(const QuadShape& quad) {
  join_in(DrawKind::quad, QuadColumns(quad, extent_), quad);
}

void DrawList::blend_gathered(const YuvColour& colour) {
  for (; group_ < commands_.size(); ++group_) {
    DrawCommand& command = commands_[group_];
    command.opacity = colour.opacity;
    command.to_y = colour.y;
    command.to_u = colour.u;
    command.to_v = colour.v;
  }
}

DrawList::Layout DrawList::layout() const {
  Layout at{};
  at.entries = aligned(bins_.tiles() * sizeof(DrawTile));
  at.commands = at.entries + aligned(bins_.entries() * sizeof(std::uint32_t));
  at.loose = at.commands + commands_.size() * sizeof(DrawCommand);
  at.kept = at.loose + loose_.size();
  at.end = at.kept + kept_.size();
  return at;
}

void DrawList::write(std::uint8_t* memory, const Layout& at) const {
  bins_.write(reinterpret_cast<DrawTile*>(memory),
              reinterpret_cast<std::uint32_t*>(memory + at.entries));
  const auto put = [&](std::size_t offset, const auto& from) {
    if (!from.empty()) std::memcpy(memory + offset, from.data(), from.size() * sizeof from[0]);
  };
  put(at.commands, commands_);
  put(at.loose, loose_);
  put(at.kept, kept_);
}

Result<Buffer> DrawList::allocate(const std::shared_ptr<Allocator>& from, std::size_t bytes,
                                  const char* what) const {
  Buffer buffer = Pool(bytes, from).acquire();
  if (!buffer)
    return fail(Errc::no_device, "overlay", "{} has no {} bytes left for {}; use fewer sources",
                context_->info().name, bytes, what);
  return buffer;
}

/// Grows what is too small for a frame, with room to spare. Nothing is using it then.
Status DrawList::make_room(Staging& staging, const Layout& at) {
  if (staging.room < at.end || !staging.memory) {
    staging.room = 0;
    const std::size_t room = std::max(kLeastRoom, at.end + at.end / 2);
    TL_ASSIGN(staging.memory,
              allocate(cuda::pinned_allocator(context_), room, "putting together what is drawn"));
    staging.room = room;
  }
  if (list_room_ < at.kept || !list_) {
    if (drawn_) TL_CHECK(drawn_->wait());
    list_room_ = 0;
    const std::size_t room = std::max(kLeastRoom, at.kept + at.kept / 2);
    TL_ASSIGN(list_, allocate(cuda::device_allocator(context_), room, "what is drawn"));
    list_room_ = room;
  }
  return {};
}

Status DrawList::draw(Image& image, cuda::Stream& stream) {
  TL_ASSERT(group_ == commands_.size() && image.info().format == info_.format &&
            image.info().width == info_.width && image.info().height == info_.height &&
            image.info().device == info_.device);
  const Layout at = layout();
  load_ = {commands_.size(), bins_.tiles(), bins_.entries(), at.kept, at.end - at.kept};
  if (bins_.tiles() == 0) return {};
  Staging& staging = staging_[turn_++ % kFrames];
  if (staging.done) TL_CHECK(staging.done->wait());
  TL_CHECK(make_room(staging, at));
  write(staging.memory.get(), at);
  // Frames share the list and the atlas, even if they were drawn on different streams.
  TL_CHECK(stream.wait_for(drawn_.get()));
  TL_CHECK(send(image, staging, at, stream));
  TL_ASSIGN(staging.done, stream.record());
  drawn_ = staging.done;
  uploads_.clear();
  return {};
}

Status DrawList::send(Image& image, const Staging& staging, const Layout& at,
                      cuda::Stream& stream) {
  const std::uint8_t* const kept = staging.memory.get() + at.kept;
  for (const Upload& upload : uploads_)
    TL_CHECK(stream.to_device(atlas_.get() + upload.to, kept + upload.from, upload.bytes));
  TL_CHECK(stream.to_device(list_.get(), staging.memory.get(), at.kept));
  const std::uint8_t* const list = list_.get();
  DrawTiles work;
  work.luma = image.plane(0).data;
  work.u = image.plane(1).data;
  work.v = info_.format == PixelFormat::nv12 ? nullptr : image.plane(2).data;
  work.luma_pitch = image.plane(0).pitch;
  work.chroma_pitch = image.plane(1).pitch;
  work.width = info_.width;
  work.height = info_.height;
  work.atlas = atlas_.get();
  work.frame = list + at.loose;
  work.tiles = reinterpret_cast<const DrawTile*>(list);
  work.entries = reinterpret_cast<const std::uint32_t*>(list + at.entries);
  work.commands = reinterpret_cast<const DrawCommand*>(list + at.commands);
  return stream.launch(kernel_, {static_cast<unsigned>(bins_.tiles()), 1, 1},
                       {kDrawTileWidth / 2, kDrawTileHeight / 2, 1}, work);
}

}  // namespace touchline
