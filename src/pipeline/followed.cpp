#include "pipeline/followed.h"

namespace touchline {

Result<Frame> FollowedPictures::of(const Frame& frame, Nanoseconds pts_ns, Pool& pool) {
  while (next_ < path_.size() && path_[next_].pts_ns < pts_ns) ++next_;
  if (next_ == path_.size() || path_[next_].pts_ns != pts_ns)
    return fail(Errc::internal, "follow", "the camera was told nothing for the picture at {} ns",
                pts_ns);
  const auto& framing = path_[next_];
  const double unit = frame.width();
  const Window window{unit * (framing.centre.x - framing.width / 2),
                      unit * (framing.centre.y - framing.height / 2), unit * framing.width,
                      unit * framing.height};
  Image image(info(), pool);
  reframe_.sample(frame, window, image);
  return freeze(std::move(image));
}

}  // namespace touchline
