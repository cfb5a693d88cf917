#include "sports/badminton/play_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "kernels/shape.h"
#include "overlay/note_text.h"
#include "sports/badminton/record.h"

namespace touchline::badminton {
namespace {

/// "backhand net shot"; what is not told is a stroke.
std::string words_of(const StrokeNow& stroke) {
  std::string words = stroke.kind.empty() ? "stroke" : stroke.kind;
  std::replace(words.begin(), words.end(), '_', ' ');
  return stroke.backhand ? words + " backhand" : words;
}

class HitsLayer final : public Layer {
 public:
  explicit HitsLayer(const LayerSetup& s)
      : Layer(Depth::ball),
        unit_(s.unit),
        gap_px_(0.03F * s.unit),
        ring_(to_yuv(s.theme.ball.trail, s.well.colour)) {}

  /// The words stand with the labels, which keep clear of each other.
  void follow(Scene& scene) override {
    notes_.clear();
    const auto* record = badminton_of(scene.record);
    if (!record || !record->rally) return;
    for (const auto& stroke : record->rally->fresh) {
      auto& note = notes_.emplace_back();
      note.track_id = stroke.track_id;
      note.element = "stroke";
      write(note, "{}", words_of(stroke));
      note.at = place_of(stroke, scene);
    }
    scene.marks = notes_;
  }

  void draw(Canvas& canvas, const Scene& scene, Easel&) override {
    const auto* record = badminton_of(scene.record);
    if (!record || !record->rally) return;
    for (const auto& stroke : record->rally->fresh) ring(canvas, stroke, scene.pts_ns);
    canvas.blend_gathered(ring_);
  }

 private:
  /// Above the hitter's head, or where the shuttle was.
  [[nodiscard]] Vec2f place_of(const StrokeNow& stroke, const Scene& scene) const {
    for (const auto& person : scene.people)
      if (person.track_id == stroke.track_id)
        return {person.box.x + person.box.w / 2, person.box.y - gap_px_};
    return {static_cast<float>(stroke.shuttle_px.x),
            static_cast<float>(stroke.shuttle_px.y) - gap_px_};
  }

  /// It opens and runs thin.
  void ring(Canvas& canvas, const StrokeNow& stroke, Nanoseconds now) const {
    constexpr int kSides = 20;
    const float age = static_cast<float>(now - stroke.at_ns) / static_cast<float>(kStrokeShown);
    const float radius = unit_ * (0.014F + 0.016F * age), half = unit_ * 0.0022F * (1 - 0.6F * age);
    const float x = static_cast<float>(stroke.shuttle_px.x),
                y = static_cast<float>(stroke.shuttle_px.y);
    for (int side = 0; side < kSides; ++side) {
      const auto at = [&](int i) {
        const float angle = 6.2831853F * static_cast<float>(i) / kSides;
        return Vec2f{x + radius * std::cos(angle), y + radius * std::sin(angle)};
      };
      const Vec2f from = at(side), to = at(side + 1);
      canvas.gather(touchline::stroke(from.x, from.y, to.x, to.y, half, half, 1 - 0.7F * age,
                                      1 - 0.7F * age));
    }
  }

  float unit_, gap_px_;
  YuvColour ring_;
  std::vector<Note> notes_;
};

/// "Rally 3   stroke 5", and below it whose they were.
class RallyLayer final : public Layer {
 public:
  explicit RallyLayer(const LayerSetup& s)
      : Layer(Depth::panels),
        text_px_(readable_px(s.theme.panel.text_size, s.unit)),
        text_(to_yuv(s.theme.panel.text, s.well.colour)),
        muted_(to_yuv(s.theme.panel.muted, s.well.colour)) {}

  void settle(const Scene& scene, Easel& easel) override {
    const auto* record = badminton_of(scene.record);
    shown_ = record && record->rally;
    if (!shown_) return;
    const auto& [near, far] = record->rally->strokes;
    title_ = fmt::format("Rally {}   stroke {}", record->rally->number, near + far);
    ends_ = fmt::format("near {}   far {}", near, far);
    // As wide as its longest words, so that it stands still.
    const float width =
        static_cast<float>(easel.words.width("Rally 000   stroke 00")) + 2 * text_px_;
    place_ = easel.panels.settle_top_right(width, 3.7F * text_px_);
  }

  void draw(Canvas& canvas, const Scene&, Easel& easel) override {
    if (!shown_) return;
    easel.panel.draw(canvas, place_);
    const float left = place_.x + text_px_;
    easel.log.note("rally", title_,
                   easel.words.write(canvas, left, place_.y + 1.2F * text_px_, title_, text_));
    easel.log.note("rally_ends", ends_,
                   easel.words.write(canvas, left, place_.y + 2.6F * text_px_, ends_, muted_));
  }

 private:
  float text_px_;
  YuvColour text_, muted_;
  bool shown_ = false;
  std::string title_, ends_;
  Rect place_{};
};

}  // namespace

void add_play_layers(const LayerSetup& setup, std::vector<std::unique_ptr<Layer>>& layers) {
  if (setup.shows("hits")) layers.push_back(std::make_unique<HitsLayer>(setup));
  if (setup.shows("rally") && setup.has_panels())
    layers.push_back(std::make_unique<RallyLayer>(setup));
}

}  // namespace touchline::badminton
