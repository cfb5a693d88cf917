#include "pipeline/stills.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "base/text_file.h"
#include "image/transfer.h"
#include "sink/video_encoder.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

constexpr float kTall = 1.5F;     // of a still, over the height of the person's box
constexpr float kAspect = 0.75F;  // its width over its height
constexpr int kQuality = 85;      // of the JPEG
constexpr int kLeast = 16;        // pixels of a side

/// A rectangle of whole, even pixels within the picture.
struct Cut {
  int x, y, w, h;
};

Cut cut_around(const Box& box, const FrameInfo& info) {
  const auto even = [](float v) { return 2 * static_cast<int>(std::lround(v / 2)); };
  const float tall = kTall * box.h, wide = std::max(kAspect * tall, 1.1F * box.w);
  const Vec2f middle = box.center();
  Cut cut{even(middle.x - wide / 2), even(middle.y - tall / 2), even(wide), even(tall)};
  cut.w = std::clamp(cut.w, std::min(kLeast, info.width & ~1), info.width & ~1);
  cut.h = std::clamp(cut.h, std::min(kLeast, info.height & ~1), info.height & ~1);
  cut.x = std::clamp(cut.x, 0, (info.width & ~1) - cut.w);
  cut.y = std::clamp(cut.y, 0, (info.height & ~1) - cut.h);
  return cut;
}

Frame cut_out(const Frame& frame, const Cut& cut) {
  FrameInfo info = frame.info();
  info.width = cut.w;
  info.height = cut.h;
  Pool pool(image_bytes(info));
  Image image(info, pool);
  for (int i = 0; i < format_info(info.format).planes; ++i) {
    const auto& from = frame.plane(i);
    const auto& to = image.plane(i);
    // Chroma has half the rows; of NV12 a row of pairs is as long as one of luma.
    const int fewer = i == 0 ? 1 : 2, narrower = i == 0 || info.format == PixelFormat::nv12 ? 1 : 2;
    for (int y = 0; y < cut.h / fewer; ++y)
      std::memcpy(to.row(y), from.row(cut.y / fewer + y) + cut.x / narrower,
                  static_cast<std::size_t>(cut.w / narrower));
  }
  return freeze(std::move(image));
}

}  // namespace

StillTaker::StillTaker(std::string dir, std::vector<StillAsk> asks)
    : dir_(std::move(dir)), asks_(std::move(asks)) {
  std::stable_sort(asks_.begin(), asks_.end(),
                   [](const StillAsk& a, const StillAsk& b) { return a.pts_ns < b.pts_ns; });
}

Result<StillTaker> StillTaker::create(std::string dir, std::vector<StillAsk> asks) {
  std::error_code error;
  fs::remove_all(dir, error);
  fs::create_directories(dir, error);
  if (error) return fail(Errc::io, dir, "cannot create the folder '{}': {}", dir, error.message());
  return StillTaker(std::move(dir), std::move(asks));
}

Status StillTaker::take(const Moment& moment, const Frame& drawn, cuda::Stream* stream) {
  for (; next_ < asks_.size() && asks_[next_].pts_ns <= moment.row.pts_ns; ++next_) {
    const auto& ask = asks_[next_];
    const auto& people = moment.row.objects;
    const auto who = std::find_if(people.begin(), people.end(), [&](const TrackSample& sample) {
      return sample.track_id == ask.track_id;
    });
    if (who == people.end()) continue;
    if (!drawn.info().device.is_cuda()) {
      TL_CHECK(write(drawn, who->box, ask.name));
      continue;
    }
    Pool pool = pinned_picture_pool(drawn.info(), stream->context());
    TL_ASSIGN(const Frame here, download(drawn, pool, *stream));
    TL_CHECK(write(here, who->box, ask.name));
  }
  return {};
}

Status StillTaker::write(const Frame& drawn, const Box& box, const std::string& name) const {
  const Frame cut = cut_out(drawn, cut_around(box, drawn.info()));
  VideoOptions options;
  options.codec = VideoCodec::mjpeg;
  options.jpeg_quality = kQuality;
  MediaInfo media;
  media.width = cut.info().width;
  media.height = cut.info().height;
  TL_ASSIGN(const auto encoder, VideoEncoder::open(options, media, cut.info()));
  TL_CHECK(encoder->send(cut, 0, 1));
  TL_ASSIGN(const auto* packet, encoder->receive());
  const auto path = (fs::path(dir_) / (name + ".jpg")).string();
  if (!packet) return fail(Errc::io, path, "{}: the encoder gave no picture", path);
  return write_file_atomically(
      path, {reinterpret_cast<const char*>(packet->data), static_cast<std::size_t>(packet->size)});
}

}  // namespace touchline
