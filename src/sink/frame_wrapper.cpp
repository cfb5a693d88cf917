#include "sink/frame_wrapper.h"

#include <cstring>
#include <mutex>
#include <vector>

namespace touchline {

/// What one AVFrame keeps alive. Slots are reused, so wrapping a frame allocates nothing of ours.
struct FrameWrapper::Slot {
  Frame frame;
  Buffer luma;
  std::shared_ptr<Slots> home;
};

/// Outlives the wrapper while libav still holds a frame.
struct FrameWrapper::Slots {
  std::mutex mutex;
  std::vector<std::unique_ptr<Slot>> idle;

  static std::unique_ptr<Slot> take(const std::shared_ptr<Slots>& slots) {
    std::unique_ptr<Slot> slot;
    {
      std::lock_guard lock(slots->mutex);
      if (!slots->idle.empty()) {
        slot = std::move(slots->idle.back());
        slots->idle.pop_back();
      }
    }
    if (!slot) slot = std::make_unique<Slot>();
    slot->home = slots;
    return slot;
  }

  /// AVBuffer's free callback.
  static void give_back(void* opaque, std::uint8_t*) {
    std::unique_ptr<Slot> slot(static_cast<Slot*>(opaque));
    slot->frame = {};
    slot->luma.reset();
    const auto home = std::move(slot->home);
    std::lock_guard lock(home->mutex);
    home->idle.push_back(std::move(slot));
  }
};

FrameWrapper::FrameWrapper(const FrameInfo& info)
    : av_(av_frame_alloc()),
      slots_(std::make_shared<Slots>()),
      padded_pitch_(
          static_cast<std::ptrdiff_t>(align_up(static_cast<std::size_t>(even_up(info.width))))),
      padded_(static_cast<std::size_t>(padded_pitch_) *
              static_cast<std::size_t>(even_up(info.height))) {}

FrameWrapper::~FrameWrapper() = default;

Buffer FrameWrapper::pad_luma(const Frame& frame) {
  Buffer buffer = padded_.acquire();
  const auto& luma = frame.plane(0);
  const auto width = static_cast<std::size_t>(luma.width);
  for (int y = 0; y < even_up(luma.height); ++y) {
    const std::uint8_t* from = luma.row(y < luma.height ? y : luma.height - 1);
    std::uint8_t* to = buffer.get() + y * padded_pitch_;
    std::memcpy(to, from, width);
    if (width % 2) to[width] = from[width - 1];
  }
  return buffer;
}

AVFrame* FrameWrapper::wrap(const Frame& frame) {
  if (!av_) return nullptr;
  av_frame_unref(av_.get());
  auto slot = Slots::take(slots_);
  slot->frame = frame;
  const bool odd = frame.width() % 2 || frame.height() % 2;
  if (odd) slot->luma = pad_luma(frame);

  // One reference stands for all planes: they live and die together.
  auto* first = odd ? slot->luma.get() : const_cast<std::uint8_t*>(frame.plane(0).data);
  av_->buf[0] = av_buffer_create(first, 1, &Slots::give_back, slot.get(), AV_BUFFER_FLAG_READONLY);
  if (!av_->buf[0]) return nullptr;
  slot.release();

  for (int i = 0; i < frame.planes(); ++i) {
    av_->data[i] = const_cast<std::uint8_t*>(frame.plane(i).data);
    av_->linesize[i] = static_cast<int>(frame.plane(i).pitch);
  }
  if (odd) {
    av_->data[0] = first;
    av_->linesize[0] = static_cast<int>(padded_pitch_);
  }
  av_->format = frame.info().format == PixelFormat::nv12 ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUV420P;
  av_->width = even_up(frame.width());
  av_->height = even_up(frame.height());
  return av_.get();
}

}  // namespace touchline
