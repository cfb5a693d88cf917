#include "sports/soccer/layers/layers.h"

#include <fmt/format.h>

#include <algorithm>

#include "overlay/note_text.h"
#include "sports/soccer/analysis.h"
#include "sports/soccer/layers/coverage_words.h"
#include "sports/soccer/layers/evaluation_bar.h"
#include "sports/soccer/layers/pass_arrows.h"

namespace touchline {
namespace {

class SpeedLayer final : public Layer {
 public:
  explicit SpeedLayer(const LayerSetup& s)
      : Layer(Depth::labels), from_kmh_(s.theme.label.speed_from_kmh) {}
  void follow(Scene& scene) override {
    notes_.clear();
    const Measures* measures = measures_of(scene.record);
    if (!measures) return;
    for (const auto& player : measures->players) {
      const double kmh = player.speed_m_s ? 3.6 * *player.speed_m_s : 0;
      if (!(kmh >= from_kmh_ && kmh > 0)) continue;
      Note& note = notes_.emplace_back();
      note.track_id = player.track_id;
      note.element = "speed";
      write(note, "{:.0f} km/h", kmh);
    }
    scene.speeds = notes_;
  }

 private:
  float from_kmh_;
  std::vector<Note> notes_;
};

class PassLayer final : public Layer {
 public:
  explicit PassLayer(const LayerSetup& s)
      : Layer(Depth::ground), arrows_(s.theme, s.well, s.theme.arrows.persist_s) {}
  void follow(Scene& scene) override {
    arrows_.follow(measures_of(scene.record), scene.pts_ns);
    notes_.clear();
    for (const auto& arrow : arrows_.arrows()) {
      if (arrow.kind == PassArrows::Kind::other || arrows_.presence(arrow) < 0.5F) continue;
      const auto at = PassArrows::label_at(arrow, scene.view);
      if (at) add_note(arrow, *at);
    }
    scene.marks = notes_;
  }
  void draw(Canvas& canvas, const Scene& scene, Easel&) override {
    arrows_.draw(canvas, scene.view);
  }

 private:
  /// In words too: not everybody tells red from green.
  void add_note(const PassArrows::Arrow& arrow, Vec2f at) {
    Note& note = notes_.emplace_back();
    note.track_id = arrow.receiver;
    note.element = "pass";
    note.at = at;
    if (arrow.kind == PassArrows::Kind::offside)
      write(note, "offside");
    else
      write(note, "{} {:.2f}", arrow.kind == PassArrows::Kind::best ? "best" : "worst",
            arrow.score);
  }

  PassArrows arrows_;
  std::vector<Note> notes_;
};

class ControlLayer final : public Layer {
 public:
  ControlLayer() : Layer(Depth::panels) {}
  void follow(Scene& scene) override {
    const Measures* m = measures_of(scene.record);
    if (!m) return;
    scene.share = FieldShare{m->surface, m->surface_columns, m->surface_rows,
                             m->control_ns != kNoTime ? m->control_ns : m->pts_ns};
  }
};

class BarLayer final : public Layer {
 public:
  explicit BarLayer(const LayerSetup& s)
      : Layer(Depth::panels), bar_(s.theme, s.well, s.info, s.unit) {}
  void settle(const Scene&, Easel& easel) override {
    place_ = easel.panels.settle(bar_.place(), 1);
  }
  void draw(Canvas& canvas, const Scene& scene, Easel& easel) override {
    bar_.draw(canvas, place_, scene, easel);
  }

 private:
  EvaluationBar bar_;
  Rect place_;
};

class CoverageLayer final : public Layer {
 public:
  explicit CoverageLayer(const LayerSetup& s) : Layer(Depth::panels), passes_(s.shows("passes")) {}
  void follow(Scene& scene) override {
    const Measures* m = measures_of(scene.record);
    if (m) scene.facts = words_.of(*m, scene, passes_);
  }

 private:
  bool passes_;
  CoverageWords words_;
};

}  // namespace

std::vector<std::unique_ptr<Layer>> soccer_layers(const LayerSetup& s) {
  std::vector<std::unique_ptr<Layer>> layers;
  if (s.shows("speed")) layers.push_back(std::make_unique<SpeedLayer>(s));
  if (s.shows("passes")) layers.push_back(std::make_unique<PassLayer>(s));
  if (s.shows("radar") || s.shows(kFromAbove)) layers.push_back(std::make_unique<ControlLayer>());
  if (s.shows("bar") && s.has_panels()) layers.push_back(std::make_unique<BarLayer>(s));
  if (s.shows("status")) layers.push_back(std::make_unique<CoverageLayer>(s));
  return layers;
}

}  // namespace touchline
