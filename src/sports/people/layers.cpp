#include "sports/people/layers.h"

#include <fmt/format.h>

#include <algorithm>

#include "sports/people/facts.h"
#include "sports/people/zone_shapes.h"

namespace touchline {
namespace {

constexpr float kThinnest = 0.8F;  // half a line, pixels

class ZonesLayer final : public Layer {
 public:
  explicit ZonesLayer(const LayerSetup& s)
      : Layer(Depth::lines),
        radius_(std::max(kThinnest, s.theme.lines.width * s.unit / 2)),
        text_px_(readable_px(s.theme.panel.text_size, s.unit)),
        named_(s.has_panels()),
        line_(to_yuv(s.theme.lines.colour, s.well.colour)),
        inside_(to_yuv(s.theme.lines.colour, s.well.colour, s.theme.ring.fill_opacity)),
        text_(to_yuv(s.theme.panel.text, s.well.colour)) {}

  void draw(Canvas& canvas, const Scene& scene, Easel& easel) override {
    const PeopleRecord* record = people_of(scene.record);
    if (!record) return;
    take(record->plan);
    for (const auto& shape : shapes_) shape.gather_inside(canvas, scene.view);
    canvas.blend_gathered(inside_);
    for (const auto& shape : shapes_) shape.gather_outline(canvas, scene.view, radius_);
    canvas.blend_gathered(line_);
    if (!named_) return;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      const Zone& zone = plan_->zones.zones[i];
      shapes_[i].make_room(width(zone.name + "  00", easel), height());
      if (const auto at = shapes_[i].name_at(scene.view))
        draw_name(canvas, *at, zone, record->zones[i], easel);
    }
  }

 private:
  /// The plan is the same for all frames of a source.
  void take(const std::shared_ptr<const PeoplePlan>& plan) {
    if (plan == plan_) return;
    plan_ = plan;
    shapes_.clear();
    for (const auto& zone : plan->zones.zones) shapes_.emplace_back(zone);
  }

  [[nodiscard]] float width(std::string_view words, Easel& easel) const {
    return static_cast<float>(easel.words.width(words)) + 1.2F * text_px_;
  }
  [[nodiscard]] float height() const { return 1.5F * text_px_; }

  void draw_name(Canvas& canvas, Vec2d at, const Zone& zone, const ZoneFigures& figures,
                 Easel& easel) {
    words_ = zone.name;
    if (figures.inside) fmt::format_to(std::back_inserter(words_), "  {}", *figures.inside);
    const float x = static_cast<float>(at.x), y = static_cast<float>(at.y);
    const float w = width(words_, easel), h = height();
    const Rect panel = even({x - w / 2, y - h / 2, w, h});
    easel.panel.draw(canvas, panel);
    easel.log.note("zone", words_,
                   easel.words.write_centred(canvas, panel.x + panel.w / 2, panel.y + panel.h / 2,
                                             words_, text_));
  }

  float radius_, text_px_;
  bool named_;
  YuvColour line_, inside_, text_;
  std::shared_ptr<const PeoplePlan> plan_;
  std::vector<ZoneShape> shapes_;  ///< beside the plan's zones
  std::string words_;
};

class FactsLayer final : public Layer {
 public:
  FactsLayer() : Layer(Depth::panels) {}
  void follow(Scene& scene) override {
    if (const auto* record = people_of(scene.record)) scene.facts = facts_.of(*record);
  }

 private:
  PeopleFacts facts_;
};

}  // namespace

std::vector<std::unique_ptr<Layer>> people_layers(const LayerSetup& s) {
  std::vector<std::unique_ptr<Layer>> layers;
  if (s.shows("zones") && !s.shows(kFromAbove)) layers.push_back(std::make_unique<ZonesLayer>(s));
  if (s.shows("status")) layers.push_back(std::make_unique<FactsLayer>());
  return layers;
}

}  // namespace touchline
