// How an earlier virtual football camera showed the same rows, to compare ours with.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "director/camera_operator.h"
#include "director/seed_tracker.h"

namespace touchline::director {

struct SeedOptions {
  double width = 1920, height = 1080;             ///< of the source's pictures, pixels
  double shown_width = 1280, shown_height = 720;  ///< of what is shown, pixels
  SeedMode mode = SeedMode::batch;
  std::vector<Polygon> excluded;  ///< no ball is looked for here; widths
};

/// Its constants are in pixels and frames, so what it shows depends on resolution and frame rate,
/// as it did. It knows nothing of people or of what comes. Where its description is silent:
/// - it stands in the middle of the picture at first;
/// - where the ball's last ten places lie in no curve it goes on straight;
/// - the controller moves a place of its own, and the One-Euro filter smooths that for the picture;
/// - a stable ball lets it move by 100 pixels a frame rather than 80;
/// - until a ball is tracked for long enough, and while it is lost, it zooms out;
/// - the slow mode after "unstable" frames belongs to its modes for chaos, which are off.
/// Where its window would not fit into the picture it lost its shape; this one is made smaller.
class SeedCamera final : public CameraOperator {
 public:
  explicit SeedCamera(const SeedOptions& options);
  std::vector<Framing> push(const Play& play) override;
  std::vector<Framing> finish() override { return {}; }

 private:
  void follow(const SeedBall& ball);
  void drift();
  void zoom_to(double target);
  [[nodiscard]] Vec2d ahead_of(const SeedBall& ball) const;
  [[nodiscard]] Framing window(bool predicted);
  [[nodiscard]] bool live() const { return options_.mode == SeedMode::stream; }

  SeedOptions options_;
  SeedTracker tracker_;
  std::deque<Vec2d> places_;  ///< of the ball, the last ten, pixels
  Vec2d velocity_;            ///< of the ball, smoothed, pixels/s
  Vec2d at_;                  ///< where the controller has brought it, pixels
  Vec2d sum_, last_error_;    ///< of the controller
  OneEuro smooth_x_, smooth_y_;
  double zoom_ = 1, zoom_speed_ = 0;
  std::optional<Vec2d> shown_;  ///< live: the window's middle of the frame before
  double shown_width_ = 0;
};

}  // namespace touchline::director
