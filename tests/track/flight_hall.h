// What a network of small balls sees in a hall: the ball three times in four, and as bright as it
// what rests (letters, shoes between two steps) and what moves for a moment (shoes, rackets).
#pragma once

#include <cmath>
#include <vector>

#include "track/flight_scene.h"

namespace touchline::testing {

struct Hall {
  double missed = 0.25, missed_when_struck = 0.6;
  int letters = 6, shoes = 4;
  double rackets_per_s = 0.6, anywhere_per_frame = 0.1;
  double noise_px = 1.2;
  SceneCamera camera{1920, 1080, 1725};
};

/// The peaks of a part of a rally: `frames_of()` with all the hall's false ones.
class HallScene {
 public:
  HallScene(const Hall& hall, unsigned seed) : hall_(hall), chance_(seed) {
    for (int i = 0; i < hall.letters; ++i) letters_.push_back({anywhere(), 0.3 + 0.65 * chance_()});
    for (int i = 0; i < hall.shoes; ++i) {
      const bool far = i < hall.shoes / 2;
      Shoe shoe;
      const double down = far ? 0.55 + 0.15 * chance_() : 0.75 + 0.2 * chance_();
      shoe.at = point(0.35 + 0.3 * chance_(), down);
      shoe.until = chance_();
      shoe.seen = 0.3 + 0.5 * chance_();
      shoes_.push_back(shoe);
    }
  }

  std::vector<SeenFrame> film(const Rally& rally, double from, double seconds, double fps) {
    std::vector<SeenFrame> frames;
    for (int i = 0; i < static_cast<int>(seconds * fps); ++i) {
      const double t = i / fps;
      SeenFrame frame;
      frame.pts_ns = from_seconds(1 + t);
      if (const auto place = rally.at(from + t))
        see_ball(hall_.camera(*place), rally, from + t, frame);
      see_the_rest(t, 1 / fps, frame.peaks);
      std::stable_sort(frame.peaks.begin(), frame.peaks.end(),
                       [](const Peak& a, const Peak& b) { return a.score > b.score; });
      frames.push_back(std::move(frame));
    }
    return frames;
  }

 private:
  struct Letter {
    Vec2f at;
    double seen;
  };
  struct Shoe {
    Vec2f at, velocity;
    double until = 0, seen = 0;
    bool moves = false;
  };
  struct Racket {
    Vec2f at, velocity;
    double until;
  };

  Vec2f point(double across, double down) const {
    return {static_cast<float>(across * hall_.camera.width),
            static_cast<float>(down * hall_.camera.height)};
  }
  Vec2f anywhere() {
    const double across = chance_(), down = chance_();
    return point(across, down);
  }
  Vec2f any_way(double heights_per_s) {
    const double angle = 6.2832 * chance_(), speed = heights_per_s * hall_.camera.height;
    return {static_cast<float>(speed * std::cos(angle)),
            static_cast<float>(speed * std::sin(angle))};
  }
  Peak spot(Vec2f at, double noise_px, double score) {
    const double dx = noise_px * chance_.normal(), dy = noise_px * chance_.normal();
    return {{at.x + static_cast<float>(dx), at.y + static_cast<float>(dy)},
            static_cast<float>(score)};
  }
  static void go(Vec2f& at, Vec2f velocity, double seconds) {
    at.x += velocity.x * static_cast<float>(seconds);
    at.y += velocity.y * static_cast<float>(seconds);
  }

  void see_ball(Vec2f at, const Rally& rally, double t, SeenFrame& frame) {
    if (at.x < 0 || at.y < 0 || at.x >= hall_.camera.width || at.y >= hall_.camera.height) return;
    bool struck = false;
    for (const double strike : rally.strikes()) struck |= std::abs(strike - t) < 0.06;
    frame.truth = at;
    frame.seen = chance_() >= (struck ? hall_.missed_when_struck : hall_.missed);
    const double score = 0.3 + 0.65 * chance_();
    if (frame.seen) frame.peaks.push_back(spot(at, hall_.noise_px, score));
  }

  void see_the_rest(double t, double dt, Peaks& peaks) {
    for (const auto& letter : letters_)
      if (chance_() < letter.seen) peaks.push_back(spot(letter.at, 1, 0.2 + 0.7 * chance_()));
    for (auto& shoe : shoes_) {
      if (t >= shoe.until) {
        shoe.moves = !shoe.moves;
        shoe.until = t + (shoe.moves ? 0.15 + 0.3 * chance_() : 0.3 + 0.9 * chance_());
        shoe.velocity = shoe.moves ? any_way(0.1 + 0.4 * chance_()) : Vec2f{};
        shoe.velocity.y /= 2;
      }
      go(shoe.at, shoe.velocity, dt);
      if (chance_() < shoe.seen * (shoe.moves ? 0.6 : 1))
        peaks.push_back(spot(shoe.at, shoe.moves ? 3 : 1.2, 0.2 + 0.7 * chance_()));
    }
    if (chance_() < hall_.rackets_per_s * dt && !shoes_.empty()) {
      Vec2f at =
          shoes_[static_cast<std::size_t>(chance_() * static_cast<double>(shoes_.size()))].at;
      at.y -= static_cast<float>(0.14 * hall_.camera.height * chance_());
      const Vec2f velocity = any_way(0.3 + 0.9 * chance_());
      rackets_.push_back({at, velocity, t + 0.08 + 0.16 * chance_()});
    }
    for (auto& racket : rackets_) {
      if (t >= racket.until) continue;
      go(racket.at, racket.velocity, dt);
      if (chance_() < 0.7) peaks.push_back(spot(racket.at, 4, 0.2 + 0.6 * chance_()));
    }
    if (chance_() < hall_.anywhere_per_frame)
      peaks.push_back({anywhere(), static_cast<float>(0.2 + 0.5 * chance_())});
  }

  Hall hall_;
  Chance chance_;
  std::vector<Letter> letters_;
  std::vector<Shoe> shoes_;
  std::vector<Racket> rackets_;
};

}  // namespace touchline::testing
