// FootAndBall (Komorowski et al. 2020, arXiv:1912.05445): a coarse map of players with boxes, a
// fine map of balls.
#include <algorithm>

#include "infer/heads/heads.h"

namespace touchline::heads {
namespace {

/// Side of the box given to a ball, in input pixels: the network finds a centre only.
constexpr float kBallSide = 16.0F;

/// Outputs: player_conf n x 1 x H/s0 x W/s0; player_box n x 4 x H/s0 x W/s0 (centre's offset from
/// the cell's centre, then width and height, as shares of the input's size); ball_conf n x 1 x H/s1
/// x W/s1. Strides are {s0, s1}. Of its two classes one is the sport's ball; where the sport has
/// none, the one that means nothing to it.
class FootAndBall final : public HeadDecoder {
 public:
  FootAndBall(const ModelManifest& manifest, const ClassMap& classes)
      : filter_(classes),
        input_(manifest.input),
        names_(manifest.outputs),
        strides_(manifest.strides),
        max_iou_(manifest.nms_iou) {
    const int last = static_cast<int>(manifest.classes.size()) - 1;
    ball_ = last;
    for (int c = last; c >= 0; --c)
      if (filter_.is_ball(c) || (classes.ball < 0 && filter_.sport_class(c) < 0)) ball_ = c;
    player_ = ball_ == 0 ? last : 0;
  }

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Detections& out) override {
    const int w = input_.width / strides_[0], h = input_.height / strides_[0];
    const int ball_w = input_.width / strides_[1], ball_h = input_.height / strides_[1];
    TL_CHECK(expect_shape(outputs[0], names_[0], {-1, 1, h, w}));
    TL_CHECK(expect_shape(outputs[1], names_[1], {-1, 4, h, w}));
    TL_CHECK(expect_shape(outputs[2], names_[2], {-1, 1, ball_h, ball_w}));
    candidates_.clear();
    const float* box = image_data(outputs[1], image);
    for_each_peak(
        {image_data(outputs[0], image), w, h}, filter_.threshold(player_),
        [&](int x, int y, float score) { add_player(box + y * w + x, h * w, x, y, score); });
    for_each_peak({image_data(outputs[2], image), ball_w, ball_h}, filter_.threshold(ball_),
                  [&](int x, int y, float score) { add_ball(x, y, score); });
    suppress(candidates_, max_iou_, at.whole, out);
    return {};
  }

 private:
  void add(float cx, float cy, float w, float h, float score, int model_class) {
    const int sport = filter_.sport_class(model_class);
    candidates_.push_back({cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2, score, sport, sport,
                           static_cast<int>(candidates_.size())});
  }

  void add_player(const float* box, int plane, int x, int y, float score) {
    const float w = static_cast<float>(input_.width), h = static_cast<float>(input_.height);
    const float stride = static_cast<float>(strides_[0]);
    const float cx = (static_cast<float>(x) + 0.5F) * stride + box[0] * w;
    const float cy = (static_cast<float>(y) + 0.5F) * stride + box[plane] * h;
    add(cx, cy, box[2 * plane] * w, box[3 * plane] * h, score, player_);
  }

  void add_ball(int x, int y, float score) {
    const float stride = static_cast<float>(strides_[1]);
    add((static_cast<float>(x) + 0.5F) * stride, (static_cast<float>(y) + 0.5F) * stride, kBallSide,
        kBallSide, score, ball_);
  }

  ClassFilter filter_;
  ModelInput input_;
  std::vector<std::string> names_;
  std::vector<int> strides_;
  float max_iou_;
  int player_ = 0, ball_ = 0;
  std::vector<Candidate> candidates_;
};

}  // namespace

OwnedHead make_footandball(const ModelManifest& manifest, const ClassMap& classes) {
  return std::make_unique<FootAndBall>(manifest, classes);
}

}  // namespace touchline::heads
