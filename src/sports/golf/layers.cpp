#include "sports/golf/layers.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/shape.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

/// The last event of the swing that has passed; nothing before the first.
std::optional<SwingEvent> passed(const SwingNow& swing, Nanoseconds now) {
  std::optional<SwingEvent> last;
  for (std::size_t i = 0; i < kSwingEvents; ++i)
    if (swing.at_ns[i] && *swing.at_ns[i] <= now + kRounding) last = static_cast<SwingEvent>(i);
  return last;
}

std::optional<Nanoseconds> time_of(const SwingNow& swing, SwingEvent which) {
  return swing.at_ns[static_cast<std::size_t>(which)];
}

const char* words_of(SwingEvent which) {
  constexpr const char* kWords[] = {"address",       "toe-up",  "mid backswing",  "top",
                                    "mid downswing", "contact", "follow-through", "finish"};
  return kWords[static_cast<std::size_t>(which)];
}

/// Of bodies the golfer's alone, and no other layer's marks of people.
class GolferLayer final : public Layer {
 public:
  GolferLayer() : Layer(Depth::lines) {}
  void follow(Scene& scene) override {
    if (const auto* record = golf_of(scene.record))
      scene.one_body = record->golfer ? *record->golfer : -1;
  }
};

/// The way of the hands, from address to finish.
class HandsLayer final : public Layer {
 public:
  explicit HandsLayer(const LayerSetup& s)
      : Layer(Depth::trail),
        radius_(s.theme.ball.trail_width * s.unit / 2),
        back_(to_yuv(s.theme.skeleton.left, s.info.colour, s.theme.ball.trail_opacity)),
        forward_(to_yuv(s.theme.ball.trail, s.info.colour, s.theme.ball.trail_opacity)) {}

  void follow(Scene& scene) override {
    const auto* record = golf_of(scene.record);
    if (!record || !record->swing) return path_.clear();
    if (record->swing->number != number_ || (!path_.empty() && scene.pts_ns < path_.back().pts_ns))
      path_.clear();
    number_ = record->swing->number;
    swing_ = *record->swing;
    const auto finish = time_of(swing_, SwingEvent::finish);
    if (record->hands_px && (!finish || scene.pts_ns <= *finish))
      path_.push_back({scene.pts_ns, *record->hands_px});
  }

  void draw(Canvas& canvas, const Scene&, Easel&) override {
    const auto top = time_of(swing_, SwingEvent::top);
    for (const bool forward : {false, true}) {
      for (std::size_t i = 1; i < path_.size(); ++i) {
        const auto &a = path_[i - 1], &b = path_[i];
        if ((top && a.pts_ns >= *top) != forward || b.pts_ns - a.pts_ns > kLongestStep) continue;
        canvas.gather(stroke(static_cast<float>(a.at.x), static_cast<float>(a.at.y),
                             static_cast<float>(b.at.x), static_cast<float>(b.at.y), radius_,
                             radius_, 1, 1));
      }
      canvas.blend_gathered(forward ? forward_ : back_);
    }
  }

 private:
  static constexpr Nanoseconds kLongestStep = kSecond / 4;  // nothing spans a longer gap
  struct Place {
    Nanoseconds pts_ns;
    Vec2d at;
  };
  float radius_;
  YuvColour back_, forward_;
  std::vector<Place> path_;
  SwingNow swing_;
  std::int64_t number_ = -1;
};

/// "Swing 3  top", and below it a dot for each of the eight events.
class SwingLayer final : public Layer {
 public:
  explicit SwingLayer(const LayerSetup& s)
      : Layer(Depth::panels),
        text_px_(readable_px(s.theme.panel.text_size, s.unit)),
        text_(to_yuv(s.theme.panel.text, s.well.colour)),
        muted_(to_yuv(s.theme.panel.muted, s.well.colour)),
        lit_(to_yuv(s.theme.skeleton.left, s.well.colour)) {}

  void settle(const Scene& scene, Easel& easel) override {
    shown_ = false;
    const auto* record = golf_of(scene.record);
    if (!record || !record->swing) return;
    const SwingNow& swing = *record->swing;
    shown_ = true;
    passed_ = passed(swing, scene.pts_ns);
    title_ = fmt::format("Swing {}  {}", swing.number, passed_ ? words_of(*passed_) : "");
    facts_.clear();
    const auto contact = time_of(swing, SwingEvent::contact);
    if (contact && scene.pts_ns >= *contact) {
      if (swing.tempo) facts_ = fmt::format("tempo {:.1f} : 1", *swing.tempo);
      if (swing.downswing_s)
        facts_ +=
            fmt::format("{}downswing {:.2f} s", facts_.empty() ? "" : "   ", *swing.downswing_s);
    }
    // As wide as its longest words, so that it stands still.
    const float width =
        static_cast<float>(easel.words.width("tempo 0.0 : 1   downswing 0.00 s")) + 2 * text_px_;
    place_ = easel.panels.settle_top_right(width, 4.6F * text_px_);
  }

  void draw(Canvas& canvas, const Scene&, Easel& easel) override {
    if (!shown_) return;
    easel.panel.draw(canvas, place_);
    const float left = place_.x + text_px_;
    easel.log.note("swing", title_,
                   easel.words.write(canvas, left, place_.y + 1.1F * text_px_, title_, text_));
    if (!facts_.empty())
      easel.log.note("swing_facts", facts_,
                     easel.words.write(canvas, left, place_.y + 3.6F * text_px_, facts_, muted_));
    const float step = (place_.w - 2 * text_px_) / (kSwingEvents - 1);
    const float y = place_.y + 2.35F * text_px_;
    const auto dots = [&](bool lit) {
      for (std::size_t i = 0; i < kSwingEvents; ++i) {
        const bool is_lit = passed_ && i <= static_cast<std::size_t>(*passed_);
        if (is_lit != lit) continue;
        const float x = left + step * static_cast<float>(i), r = (lit ? 0.22F : 0.15F) * text_px_;
        canvas.gather(stroke(x, y, x, y, r, r, 1, 1));
      }
      canvas.blend_gathered(lit ? lit_ : muted_);
    };
    dots(false);
    dots(true);
  }

 private:
  float text_px_;
  YuvColour text_, muted_, lit_;
  bool shown_ = false;
  std::optional<SwingEvent> passed_;
  std::string title_, facts_;
  Rect place_{};
};

}  // namespace

std::vector<std::unique_ptr<Layer>> golf_layers(const LayerSetup& s) {
  std::vector<std::unique_ptr<Layer>> layers;
  layers.push_back(std::make_unique<GolferLayer>());
  if (s.shows("hands")) layers.push_back(std::make_unique<HandsLayer>(s));
  if (s.shows("swing") && s.has_panels()) layers.push_back(std::make_unique<SwingLayer>(s));
  return layers;
}

}  // namespace touchline::golf
