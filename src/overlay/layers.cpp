// The layers that every sport has, each around the mark that it draws.
#include <optional>
#include <utility>

#include "overlay/field_lines.h"
#include "overlay/layer.h"
#include "overlay/radar.h"
#include "overlay/skeleton.h"
#include "overlay/status_line.h"
#include "overlay/trail.h"

namespace touchline {
namespace {

class LinesLayer final : public Layer {
 public:
  explicit LinesLayer(const LayerSetup& s)
      : Layer(Depth::lines), lines_(s.theme, s.options.field, s.info, s.unit) {}
  void draw(Canvas& canvas, const Scene& scene, Easel&) override {
    lines_.draw(canvas, scene.view);
  }

 private:
  FieldLines lines_;
};

class RingsLayer final : public Layer {
 public:
  RingsLayer() : Layer(Depth::rings) {}
  void draw(Canvas& canvas, const Scene&, Easel& easel) override {
    easel.people.draw_rings(canvas, easel.palette);
  }
};

class BoxesLayer final : public Layer {
 public:
  BoxesLayer() : Layer(Depth::boxes) {}
  void draw(Canvas& canvas, const Scene&, Easel& easel) override {
    easel.people.draw_brackets(canvas, easel.palette);
  }
};

class SkeletonLayer final : public Layer {
 public:
  explicit SkeletonLayer(const LayerSetup& s)
      : Layer(Depth::bodies), theme_(s.theme), well_(s.well), unit_(s.unit) {}
  void draw(Canvas& canvas, const Scene& scene, Easel&) override {
    if (scene.bodies.empty()) return;
    // The names are those of the source's network: the same from its first frame to its last.
    if (!mark_) mark_.emplace(theme_, scene.points, well_, unit_);
    for (const auto& body : scene.bodies)
      if (!scene.one_body || body.track_id == *scene.one_body) mark_->draw(canvas, body);
  }

 private:
  Theme theme_;
  InkWell well_;
  float unit_;
  std::optional<SkeletonMark> mark_;
};

class TrailLayer final : public Layer {
 public:
  explicit TrailLayer(const LayerSetup& s)
      : Layer(Depth::trail),
        trail_(
            {s.theme.ball.trail_s, s.theme.ball.trail_width * s.unit, s.theme.predicted_opacity}),
        colour_(to_yuv(s.theme.ball.trail, s.info.colour, s.theme.ball.trail_opacity)) {}
  void draw(Canvas& canvas, const Scene& scene, Easel&) override {
    trail_.add(scene.ball, scene.pts_ns);
    trail_.draw(canvas, colour_);
  }

 private:
  Trail trail_;
  YuvColour colour_;
};

/// Numbers, and the notes of other layers.
class LabelsLayer final : public Layer {
 public:
  explicit LabelsLayer(bool ids) : Layer(Depth::labels), ids_(ids) {}
  void draw(Canvas& canvas, const Scene& scene, Easel& easel) override {
    if (ids_ || !scene.speeds.empty() || !scene.marks.empty())
      easel.people.draw_labels(canvas, scene, ids_, easel.palette, easel.panels.taken(), easel.log);
  }

 private:
  bool ids_;
};

class BallLayer final : public Layer {
 public:
  explicit BallLayer(const LayerSetup& s) : Layer(Depth::ball), ball_(s.theme, s.well, s.unit) {}
  void draw(Canvas& canvas, const Scene& scene, Easel&) override {
    if (!scene.ball || scene.ball->state == BallState::lost) return;
    ball_.draw(canvas, scene.ball->sample.box, scene.ball->state == BallState::visible);
  }

 private:
  BallMark ball_;
};

class RadarLayer final : public Layer {
 public:
  explicit RadarLayer(const LayerSetup& s)
      : Layer(Depth::panels),
        whole_(s.shows(kFromAbove)),
        ids_(s.shows("ids")),
        radar_(s.theme, s.options, s.well, s.info, s.unit) {}
  void follow(Scene& scene) override { radar_.follow(scene); }
  void settle(const Scene&, Easel& easel) override {
    if (!whole_ && radar_.shown()) easel.panels.take(radar_.place());
  }
  void draw(Canvas& canvas, const Scene& scene, Easel& easel) override {
    if (radar_.shown())
      radar_.draw(canvas, scene, easel.palette, ids_, easel.numbers, easel.words, easel.log);
  }

 private:
  bool whole_, ids_;
  Radar radar_;
};

class StatusLayer final : public Layer {
 public:
  explicit StatusLayer(const LayerSetup& s)
      : Layer(Depth::panels), line_(s.theme, s.well, s.info, s.unit, s.has_field()) {}
  void settle(const Scene& scene, Easel& easel) override {
    const Rect wanted = line_.prepare(scene, easel.panels.bottom(), easel.words);
    place_ = wanted.w > 0 ? easel.panels.settle(wanted, -1) : Rect{};
  }
  void draw(Canvas& canvas, const Scene&, Easel& easel) override {
    line_.draw(canvas, place_, easel.panel, easel.words, easel.log);
  }

 private:
  StatusLine line_;
  Rect place_;
};

class CaptionLayer final : public Layer {
 public:
  CaptionLayer(const LayerSetup& s, Typeface face)
      : Layer(Depth::caption), mark_(std::move(face), style_of(s.theme.caption, s.unit), s.well) {}
  void settle(const Scene& scene, Easel& easel) override {
    if (scene.caption.empty()) return;
    const float margin = easel.panels.margin();
    easel.panels.take({margin, margin, mark_.width(scene.caption), mark_.height()});
  }
  void draw(Canvas& canvas, const Scene& scene, Easel& easel) override {
    const std::string_view text = scene.caption;
    if (text.empty()) return;
    const float margin = easel.panels.margin(), middle = margin + mark_.height() / 2;
    const auto at = mark_.draw(canvas, margin + mark_.width(text) / 2, middle, text, {}, true);
    easel.log.note("caption", text, at.text);
  }

 private:
  static LabelMark::Style style_of(const Theme::Caption& caption, float unit) {
    return {readable_px(caption.text_size, unit),
            caption.height,
            caption.padding,
            caption.rounding,
            caption.fill,
            caption.text,
            caption.text};
  }
  LabelMark mark_;
};

}  // namespace

bool LayerSetup::has_panels() const { return unit >= kSmallestPanels; }

bool LayerSetup::has_field() const { return options.field.length_m > 0; }

std::vector<std::unique_ptr<Layer>> general_layers(const LayerSetup& s, Typeface caption) {
  std::vector<std::unique_ptr<Layer>> layers;
  const bool from_above = s.shows(kFromAbove);
  if (s.shows("caption")) layers.push_back(std::make_unique<CaptionLayer>(s, std::move(caption)));
  if (from_above || (s.shows("radar") && s.has_panels() && s.has_field()))
    layers.push_back(std::make_unique<RadarLayer>(s));
  if (from_above) return layers;
  if (s.shows("lines")) layers.push_back(std::make_unique<LinesLayer>(s));
  if (s.shows("rings")) layers.push_back(std::make_unique<RingsLayer>());
  if (s.shows("boxes")) layers.push_back(std::make_unique<BoxesLayer>());
  if (s.shows("skeleton")) layers.push_back(std::make_unique<SkeletonLayer>(s));
  if (s.shows("trail")) layers.push_back(std::make_unique<TrailLayer>(s));
  layers.push_back(std::make_unique<LabelsLayer>(s.shows("ids")));
  if (s.shows("ball")) layers.push_back(std::make_unique<BallLayer>(s));
  return layers;
}

std::unique_ptr<Layer> status_layer(const LayerSetup& s) {
  const bool shown = s.shows("status") && s.has_panels();
  return shown ? std::make_unique<StatusLayer>(s) : nullptr;
}

}  // namespace touchline
