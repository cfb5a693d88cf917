#include "kernels/cuda/draw_list.h"

#include <algorithm>

#include "base/assert.h"
#include "kernels/cuda/launch.h"

namespace touchline {
namespace {

constexpr std::size_t kLeastRoom = std::size_t{256} << 10U;

}  // namespace

DrawList::DrawList(const FrameInfo& info, cuda::SharedContext context, cuda::Kernel kernel)
    : info_(info), context_(std::move(context)), kernel_(kernel), record_(info) {}

Result<std::unique_ptr<DrawList>> DrawList::create(const FrameInfo& info,
                                                   cuda::SharedContext context) {
  TL_ASSERT(info.format == PixelFormat::i420 || info.format == PixelFormat::nv12);
  TL_ASSIGN(const auto kernel, cuda::find_kernel(context, kernel_image("draw_list"), "draw_tiles"));
  std::unique_ptr<DrawList> list(new DrawList(info, std::move(context), kernel));
  TL_ASSIGN(list->atlas_, list->allocate(cuda::device_allocator(list->context_),
                                         list->record_.atlas_bytes(), "the overlay's atlas"));
  for (auto& staging : list->staging_) TL_CHECK(list->make_room(staging, {}));
  return list;
}

DrawList::~DrawList() {
  if (drawn_) static_cast<void>(drawn_->wait());
}

Canvas& DrawList::start() {
  record_.clear();
  return record_;
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
Status DrawList::make_room(Staging& staging, const DrawRecord::Layout& at) {
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
  TL_ASSERT(image.info().format == info_.format && image.info().width == info_.width &&
            image.info().height == info_.height && image.info().device == info_.device);
  const DrawRecord::Layout at = record_.layout();
  load_ = {record_.commands(), record_.tiles(), record_.entries(), at.kept, at.end - at.kept};
  if (record_.tiles() == 0) return {};
  Staging& staging = staging_[turn_++ % kFrames];
  if (staging.done) TL_CHECK(staging.done->wait());
  TL_CHECK(make_room(staging, at));
  record_.write(staging.memory.get());
  // Frames share the list and the atlas, even if they were drawn on different streams.
  TL_CHECK(stream.wait_for(drawn_.get()));
  TL_CHECK(send(staging, at, stream));
  TL_CHECK(draw_again(image, stream));
  TL_ASSIGN(staging.done, stream.record());
  drawn_ = staging.done;
  record_.uploaded();
  return {};
}

Status DrawList::send(const Staging& staging, const DrawRecord::Layout& at, cuda::Stream& stream) {
  const std::uint8_t* const kept = staging.memory.get() + at.kept;
  for (const auto& upload : record_.uploads())
    TL_CHECK(stream.to_device(atlas_.get() + upload.to, kept + upload.from, upload.bytes));
  return stream.to_device(list_.get(), staging.memory.get(), at.kept);
}

Status DrawList::draw_again(Image& image, cuda::Stream& stream) {
  if (record_.tiles() == 0) return {};
  const DrawRecord::Layout at = record_.layout();
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
  return stream.launch(kernel_, {static_cast<unsigned>(record_.tiles()), 1, 1},
                       {kDrawTileWidth / 2, kDrawTileHeight / 2, 1}, work);
}

}  // namespace touchline
