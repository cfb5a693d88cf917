#include "pipeline/followed.h"

#include <optional>

#include "base/assert.h"
#include "director/play.h"

namespace touchline {

using director::Framing;

void append_json(JsonLine& line, std::string_view source_id, std::int64_t frame,
                 const Framing& framing, double unit) {
  line.begin_object();
  line.key("source_id").string(source_id);
  line.key("frame").integer(frame);
  line.key("pts_ns").integer(framing.pts_ns);
  line.key("subject").string(to_string(framing.subject));
  line.key("crop").decimals<2>(unit * (framing.centre.x - framing.width / 2),
                               unit * (framing.centre.y - framing.height / 2), unit * framing.width,
                               unit * framing.height);
  line.key("zoom").decimal<4>(1 / framing.width);
  const auto& ball = framing.ball;
  const auto number = [&](double value) {
    return ball ? std::optional(unit * value) : std::nullopt;
  };
  line.key("detected").boolean(ball && ball->seen);
  line.key("ball_x").decimal<2>(number(ball ? ball->at.x : 0));
  line.key("ball_y").decimal<2>(number(ball ? ball->at.y : 0));
  line.key("velocity");
  ball ? line.decimals<1>(unit * ball->velocity.x, unit * ball->velocity.y) : line.null();
  line.key("velocity_magnitude").decimal<1>(number(ball ? length(ball->velocity) : 0));
  line.end_object();
}

Result<WindowPictures> WindowPictures::create(const FrameInfo& source, int width, int height,
                                              cuda::Stream* stream) {
  if (!stream) return WindowPictures(Reframe(source, width, height));
  TL_ASSIGN(auto on_gpu, DeviceReframe::create(source, width, height, *stream));
  return WindowPictures(std::move(on_gpu));
}

const FrameInfo& WindowPictures::info() const {
  return std::visit([](const auto& way) -> const FrameInfo& { return way.info(); }, way_);
}

Result<Frame> WindowPictures::of(const Frame& frame, const Framing& framing, Pool& pool) {
  const double unit = frame.width();
  const Window window{unit * (framing.centre.x - framing.width / 2),
                      unit * (framing.centre.y - framing.height / 2), unit * framing.width,
                      unit * framing.height};
  if (auto* on_gpu = std::get_if<DeviceReframe>(&way_)) return on_gpu->sample(frame, window, pool);
  Image image(info(), pool);
  std::get<Reframe>(way_).sample(frame, window, image);
  return freeze(std::move(image));
}

Result<Frame> FollowedPictures::of(const Frame& frame, Nanoseconds pts_ns, Pool& pool) {
  while (next_ < path_.size() && path_[next_].pts_ns < pts_ns) ++next_;
  if (next_ == path_.size() || path_[next_].pts_ns != pts_ns)
    return fail(Errc::internal, "follow", "the camera was told nothing for the picture at {} ns",
                pts_ns);
  return windows_.of(frame, path_[next_], pool);
}

std::vector<LiveFollow::Due> LiveFollow::push(const Moment& moment, std::vector<Packet> sound) {
  const auto& picture = moment.picture;
  waiting_.push_back({picture.frame,
                      moment.row.source_id,
                      moment.row.frame,
                      picture.pts_ns,
                      picture.duration_ns,
                      std::move(sound),
                      {}});
  return take(
      camera_->push(director::play_of(moment.row, picture.frame.width(), picture.frame.height())));
}

std::vector<LiveFollow::Due> LiveFollow::take(std::vector<Framing> known) {
  std::vector<Due> due;
  for (auto& framing : known) {
    TL_ASSERT(!waiting_.empty() && waiting_.front().pts_ns == framing.pts_ns);
    waiting_.front().framing = std::move(framing);
    due.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return due;
}

}  // namespace touchline
