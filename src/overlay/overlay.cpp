#include "overlay/overlay.h"

#include <algorithm>
#include <optional>

#include "base/assert.h"
#include "kernels/cuda/draw_list.h"
#include "kernels/image_canvas.h"
#include "overlay/layer.h"
#include "overlay/radar.h"

namespace touchline {
namespace {

float unit_of(const FrameInfo& info) {
  return static_cast<float>(std::min(info.width, info.height));
}

/// The fonts at the sizes in use.
struct Faces {
  Typeface label, caption, panel, radar;
};

class PlaneOverlay final : public Overlay {
 public:
  /// `list` draws on frames on a GPU; null for frames on the host.
  PlaneOverlay(const OverlayOptions& options, const FrameInfo& info, const Theme& theme,
               Faces faces, std::unique_ptr<DrawList> list);
  void draw(Image& image, const Scene& scene) override;
  Status draw(Image& image, const Scene& scene, cuda::Stream& stream) override;
  void draw(Canvas& canvas, const Scene& scene) override;
  [[nodiscard]] std::span<const DrawnText> drawn() const override { return log_.entries(); }
  [[nodiscard]] const ShownTeams& teams() const override { return palette_.shown(); }

 private:
  void make_layers(const LayerSetup& setup, Typeface caption);

  FrameInfo info_;
  InkWell well_;
  Palette palette_;
  PeopleMark people_;
  PanelMark panel_;
  Writer words_, numbers_;
  Panels panels_;
  DrawnLog log_;
  std::vector<std::unique_ptr<Layer>> layers_;  ///< in the order in which panels take their places
  std::vector<Layer*> upwards_;                 ///< the same, from the ground up
  std::optional<ImageCanvas> canvas_;
  std::unique_ptr<DrawList> list_;
};

PlaneOverlay::PlaneOverlay(const OverlayOptions& options, const FrameInfo& info, const Theme& theme,
                           Faces faces, std::unique_ptr<DrawList> list)
    : info_(info),
      well_{info.colour, theme.predicted_opacity},
      palette_(options, theme, well_),
      people_(theme, well_, info, unit_of(info), options, std::move(faces.label)),
      panel_(theme, well_, unit_of(info)),
      words_(std::move(faces.panel)),
      numbers_(std::move(faces.radar)),
      panels_(theme, info, unit_of(info)),
      list_(std::move(list)) {
  if (!list_) canvas_.emplace(info.width, info.height);
  make_layers({options, theme, well_, info_, unit_of(info)}, std::move(faces.caption));
}

void PlaneOverlay::make_layers(const LayerSetup& setup, Typeface caption) {
  layers_ = general_layers(setup, std::move(caption));
  if (setup.options.sport_layers)
    for (auto& layer : setup.options.sport_layers(setup)) layers_.push_back(std::move(layer));
  if (auto status = status_layer(setup)) layers_.push_back(std::move(status));
  for (const auto& layer : layers_) upwards_.push_back(layer.get());
  std::stable_sort(upwards_.begin(), upwards_.end(),
                   [](const Layer* a, const Layer* b) { return a->depth() < b->depth(); });
}

void PlaneOverlay::draw(Image& image, const Scene& scene) {
  TL_ASSERT(image.info().format == info_.format && image.info().width == info_.width &&
            image.info().height == info_.height);
  TL_ASSERT(canvas_);
  canvas_->draw_on(image);
  draw(*canvas_, scene);
}

Status PlaneOverlay::draw(Image& image, const Scene& scene, cuda::Stream& stream) {
  TL_ASSERT(list_);
  draw(list_->start(), scene);
  return list_->draw(image, stream);
}

void PlaneOverlay::draw(Canvas& canvas, const Scene& given) {
  Scene scene = given;  // layers add to it
  Easel easel{palette_, people_, panel_, words_, numbers_, panels_, log_};
  log_.clear();
  panels_.clear();
  for (const auto& layer : layers_) layer->follow(scene);
  palette_.follow(scene);
  people_.follow(scene);
  for (const auto& layer : layers_) layer->settle(scene, easel);
  for (Layer* layer : upwards_) layer->draw(canvas, scene, easel);
}

Result<Faces> open_faces(const Theme& theme, const FrameInfo& info, bool from_above) {
  const float unit = unit_of(info);
  const auto open = [&](float size) { return Typeface::open(theme.fonts, size); };
  TL_ASSIGN(auto label, open(readable_px(theme.label.text_size, unit)));
  TL_ASSIGN(auto caption, open(readable_px(theme.caption.text_size, unit)));
  TL_ASSIGN(auto panel, open(readable_px(theme.panel.text_size, unit)));
  TL_ASSIGN(auto radar, open(Radar::text_px(theme, info, unit, from_above)));
  return Faces{std::move(label), std::move(caption), std::move(panel), std::move(radar)};
}

}  // namespace

Result<std::unique_ptr<Overlay>> Overlay::create(const OverlayOptions& options,
                                                 const FrameInfo& info) {
  if (info.format != PixelFormat::i420 && info.format != PixelFormat::nv12)
    return fail(Errc::usage, "overlay", "the overlay draws on i420 or nv12 frames, not {}",
                format_info(info.format).name);
  if (info.width < 2 || info.height < 2)
    return fail(Errc::usage, "overlay", "a frame of {}x{} is too small to draw on", info.width,
                info.height);
  const bool from_above = shows(options, kFromAbove);
  if (from_above && !(options.field.length_m > 0))
    return fail(Errc::usage, "overlay", "this sport has no field to show from above");
  if (from_above && std::min(info.width, info.height) < kSmallestPanels)
    return fail(Errc::usage, "overlay",
                "a radar of {}x{} cannot be read; give it {} or more pixels", info.width,
                info.height, kSmallestPanels);
  Theme theme;
  if (!options.theme_path.empty()) {
    TL_ASSIGN(theme, load_theme(options.theme_path));
  }
  TL_ASSIGN(auto faces, open_faces(theme, info, from_above));
  std::unique_ptr<DrawList> list;
  if (info.device.is_cuda()) {
    TL_ASSIGN(auto context, cuda::Context::open(info.device.index));
    TL_ASSIGN(list, DrawList::create(info, std::move(context)));
  }
  return std::unique_ptr<Overlay>(
      std::make_unique<PlaneOverlay>(options, info, theme, std::move(faces), std::move(list)));
}

}  // namespace touchline
