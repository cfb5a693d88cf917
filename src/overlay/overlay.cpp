#include "overlay/overlay.h"

#include <algorithm>
#include <optional>

#include "base/assert.h"
#include "kernels/cuda/draw_list.h"
#include "kernels/image_canvas.h"
#include "overlay/eval_bar.h"
#include "overlay/field_lines.h"
#include "overlay/pass_arrows.h"
#include "overlay/people_mark.h"
#include "overlay/radar.h"
#include "overlay/status_line.h"
#include "overlay/trail.h"

namespace touchline {
namespace {

constexpr int kSmallestPanels = 120;  // pixels of the shorter side: below, no panel can be read

constexpr float kLeastStatus = 0.2F;  // of the shorter side: room that words can be cut to

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
  void draw_ground(Canvas& canvas, const Scene& scene);
  void draw_ball(Canvas& canvas, const Scene& scene);
  void draw_panels(Canvas& canvas, const Scene& scene);
  void draw_caption(Canvas& canvas, std::string_view text);
  [[nodiscard]] std::string_view caption_of(const Scene& scene) const {
    return view_ == View::clean ? std::string_view() : scene.caption;
  }
  [[nodiscard]] bool radar_panel() const {
    return radar_ && view_ != View::radar && radar_->shown();
  }
  /// The status line stands beside a radar at the bottom, on the wider side of it, in the corner:
  /// from a camera behind a goal the goalkeeper is in the middle.
  [[nodiscard]] StatusLine::Room status_room() const {
    const auto width = static_cast<float>(info_.width);
    const StatusLine::Room all{margin_, width - 2 * margin_};
    if (!radar_panel() || radar_->place().bottom() < static_cast<float>(info_.height) / 2)
      return all;
    const Rect r = radar_->place();
    const float left = r.x - 1.5F * margin_, right = width - r.right() - 1.5F * margin_;
    if (std::max(left, right) < kLeastStatus * unit_) return all;  // above it
    if (right > left) return {r.right() + margin_ / 2, right, true};
    return {margin_, left};
  }
  /// Settles where the panels of this frame go, so that labels can keep clear of them.
  void place_panels(const Scene& scene);

  FrameInfo info_;
  float unit_, margin_;
  View view_;
  Shown shown_;
  InkWell well_;
  Palette palette_;
  PeopleMark people_;
  BallMark ball_;
  Trail trail_;
  YuvColour trail_colour_;
  FieldLines lines_;
  PassArrows passes_;
  LabelMark caption_;
  PanelMark panel_;
  Writer words_, numbers_;
  EvalBar bar_;
  StatusLine status_;
  std::optional<Radar> radar_;
  std::optional<ImageCanvas> canvas_;
  std::unique_ptr<DrawList> list_;
  std::array<Rect, 4> panels_;
  std::size_t panel_count_ = 0;
  Rect bar_at_, status_at_;
  DrawnLog log_;
};

LabelMark::Style caption_style(const Theme::Caption& caption, float unit) {
  return {readable_px(caption.text_size, unit),
          caption.height,
          caption.padding,
          caption.rounding,
          caption.fill,
          caption.text,
          caption.text};
}

PlaneOverlay::PlaneOverlay(const OverlayOptions& options, const FrameInfo& info, const Theme& theme,
                           Faces faces, std::unique_ptr<DrawList> list)
    : info_(info),
      unit_(unit_of(info)),
      margin_(theme.caption.margin * unit_),
      view_(options.view),
      shown_(shown(options)),
      well_{info.colour, theme.predicted_opacity},
      palette_(options, theme, well_),
      people_(theme, well_, info, unit_, options, std::move(faces.label)),
      ball_(theme, well_, unit_),
      trail_({theme.ball.trail_s, theme.ball.trail_width * unit_, theme.predicted_opacity}),
      trail_colour_(to_yuv(theme.ball.trail, info.colour, theme.ball.trail_opacity)),
      lines_(theme, options.field, info, unit_),
      passes_(theme, well_, options.pass_persist_s.value_or(theme.passes.persist_s)),
      caption_(std::move(faces.caption), caption_style(theme.caption, unit_), well_),
      panel_(theme, well_, unit_),
      words_(std::move(faces.panel)),
      numbers_(std::move(faces.radar)),
      bar_(theme, well_, info, unit_),
      status_(theme, well_, info, unit_),
      list_(std::move(list)) {
  if (!list_) canvas_.emplace(info.width, info.height);
  if (unit_ < kSmallestPanels) shown_.radar = shown_.bar = shown_.status = false;
  if (shown_.radar || view_ == View::radar) radar_.emplace(theme, options, well_, info, unit_);
}

void PlaneOverlay::place_panels(const Scene& scene) {
  panel_count_ = 0;
  const std::string_view caption = caption_of(scene);
  const auto take = [&](const Rect& r) { panels_[panel_count_++] = r; };
  const auto taken = [&] { return std::span<const Rect>(panels_.data(), panel_count_); };
  if (!caption.empty()) take({margin_, margin_, caption_.width(caption), caption_.height()});
  if (radar_panel()) take(radar_->place());
  if (shown_.bar) take(bar_at_ = even(settle(bar_.place(), taken(), margin_ / 2, 1)));
  if (shown_.status)
    take(status_at_ = even(settle(status_.prepare(scene, status_room(), shown_.passes, words_),
                                  taken(), margin_ / 2, -1)));
}

void PlaneOverlay::draw_ground(Canvas& canvas, const Scene& scene) {
  if (shown_.lines) lines_.draw(canvas, scene.view);
  if (shown_.rings) people_.draw_rings(canvas, palette_);
  if (shown_.passes) {
    passes_.follow(scene.measures, scene.pts_ns);
    passes_.draw(canvas, scene.view);
  }
  if (shown_.boxes) people_.draw_brackets(canvas, palette_);
}

void PlaneOverlay::draw_ball(Canvas& canvas, const Scene& scene) {
  if (!shown_.ball || !scene.ball || scene.ball->state == BallState::lost) return;
  ball_.draw(canvas, scene.ball->sample.box, scene.ball->state == BallState::visible);
}

void PlaneOverlay::draw_caption(Canvas& canvas, std::string_view text) {
  if (text.empty()) return;
  const float w = caption_.width(text);
  const float middle = margin_ + caption_.height() / 2;
  log_.note("caption", text, caption_.draw(canvas, margin_ + w / 2, middle, text, {}, true).text);
}

void PlaneOverlay::draw_panels(Canvas& canvas, const Scene& scene) {
  if (radar_ && radar_->shown())
    radar_->draw(canvas, scene, palette_, shown_.ids, numbers_, words_, log_);
  if (shown_.bar) bar_.draw(canvas, bar_at_, scene, palette_, panel_, words_, log_);
  if (shown_.status) status_.draw(canvas, status_at_, panel_, words_, log_);
  draw_caption(canvas, caption_of(scene));
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

void PlaneOverlay::draw(Canvas& canvas, const Scene& scene) {
  log_.clear();
  palette_.follow(scene);
  if (radar_) radar_->follow(scene);
  place_panels(scene);
  if (view_ != View::radar) {
    people_.follow(scene);
    draw_ground(canvas, scene);
    if (shown_.trail) {
      trail_.add(scene.ball, scene.pts_ns);
      trail_.draw(canvas, trail_colour_);
    }
    if (shown_.ids || shown_.speed || shown_.passes)
      people_.draw_labels(canvas, scene, shown_, palette_, shown_.passes ? &passes_ : nullptr,
                          {panels_.data(), panel_count_}, log_);
    draw_ball(canvas, scene);
  }
  draw_panels(canvas, scene);
}

Result<Faces> open_faces(const Theme& theme, const FrameInfo& info, View view) {
  const float unit = unit_of(info);
  const auto open = [&](float size) { return Typeface::open(theme.fonts, size); };
  TL_ASSIGN(auto label, open(readable_px(theme.label.text_size, unit)));
  TL_ASSIGN(auto caption, open(readable_px(theme.caption.text_size, unit)));
  TL_ASSIGN(auto panel, open(readable_px(theme.panel.text_size, unit)));
  TL_ASSIGN(auto radar, open(Radar::text_px(theme, info, unit, view == View::radar)));
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
  if (options.view == View::radar && std::min(info.width, info.height) < kSmallestPanels)
    return fail(Errc::usage, "overlay",
                "a radar of {}x{} cannot be read; give it {} or more pixels", info.width,
                info.height, kSmallestPanels);
  Theme theme;
  if (!options.theme_path.empty()) {
    TL_ASSIGN(theme, load_theme(options.theme_path));
  }
  TL_ASSIGN(auto faces, open_faces(theme, info, options.view));
  std::unique_ptr<DrawList> list;
  if (info.device.is_cuda()) {
    TL_ASSIGN(auto context, cuda::Context::open(info.device.index));
    TL_ASSIGN(list, DrawList::create(info, std::move(context)));
  }
  return std::unique_ptr<Overlay>(
      std::make_unique<PlaneOverlay>(options, info, theme, std::move(faces), std::move(list)));
}

}  // namespace touchline
