#include "overlay/overlay.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/assert.h"
#include "overlay/label_layout.h"
#include "overlay/marks.h"
#include "overlay/trail.h"

namespace touchline {
namespace {

constexpr float kSmallestText = 10;           // pixels; less cannot be read
constexpr std::size_t kExpectedPeople = 256;  // more work too, after one allocation

class PlaneOverlay final : public Overlay {
 public:
  PlaneOverlay(const OverlayOptions& options, const FrameInfo& info, const Theme& theme,
               Typeface label_face, Typeface caption_face);
  void draw(Image& image, const Scene& scene) override;

 private:
  void sort_people(const Scene& scene);
  void draw_labels(Image& image);
  [[nodiscard]] const Ink& ink(int class_id) const;

  OverlayOptions options_;
  FrameInfo info_;
  float unit_, margin_, label_gap_;
  InkWell well_;
  std::vector<Ink> inks_;  ///< by class id, then the one for classes without a name
  YuvColour trail_colour_;
  RingMark ring_;
  LabelMark label_, caption_;
  BracketMark bracket_;
  BallMark ball_;
  Trail trail_;
  std::vector<const TrackSample*> people_;  ///< back to front
  std::vector<LabelBox> labels_;            ///< one per entry of people_
};

float unit_of(const FrameInfo& info) {
  return static_cast<float>(std::min(info.width, info.height));
}

float text_px(float share, float unit) { return std::max(kSmallestText, share * unit); }

LabelMark::Style label_style(const Theme::Label& label, float unit) {
  return {text_px(label.text_size, unit),
          label.height,
          label.padding,
          label.rounding,
          label.fill,
          label.text};
}

LabelMark::Style caption_style(const Theme::Caption& caption, float unit) {
  return {text_px(caption.text_size, unit),
          caption.height,
          caption.padding,
          caption.rounding,
          caption.fill,
          caption.text};
}

PlaneOverlay::PlaneOverlay(const OverlayOptions& options, const FrameInfo& info, const Theme& theme,
                           Typeface label_face, Typeface caption_face)
    : options_(options),
      info_(info),
      unit_(unit_of(info)),
      margin_(theme.caption.margin * unit_),
      label_gap_(theme.label.gap * unit_),
      well_{info.colour, theme.predicted_opacity},
      ring_(theme, well_, unit_),
      label_(std::move(label_face), label_style(theme.label, unit_), well_),
      caption_(std::move(caption_face), caption_style(theme.caption, unit_), well_),
      bracket_(theme, unit_),
      ball_(theme, well_, unit_),
      trail_(info, {theme.ball.trail_s, theme.ball.trail_width * unit_, theme.predicted_opacity}) {
  const auto add = [&](const Rgba& rgba) { inks_.push_back(well_.mix(rgba, theme.ring.opacity)); };
  const auto colour_of = [&](const std::string& name) {
    const auto named = theme.colours.classes.find(name);
    return named != theme.colours.classes.end() ? named->second : theme.colours.other;
  };
  for (const auto& name : options.classes) add(colour_of(name));
  add(theme.colours.other);
  trail_colour_ = to_yuv(theme.ball.trail, info.colour, theme.ball.trail_opacity);
  people_.reserve(kExpectedPeople);
  labels_.reserve(kExpectedPeople);
}

const Ink& PlaneOverlay::ink(int class_id) const {
  const auto last = static_cast<int>(inks_.size()) - 1;
  return inks_[static_cast<std::size_t>(class_id >= 0 && class_id < last ? class_id : last)];
}

void PlaneOverlay::sort_people(const Scene& scene) {
  people_.clear();
  const auto width = static_cast<float>(info_.width), height = static_cast<float>(info_.height);
  for (const auto& person : scene.people) {
    const Box& box = person.box;
    const bool seen = box.w > 0 && box.h > 0 && box.x < width && box.y < height &&
                      box.right() > 0 && box.bottom() > 0 && box.w < 1e6F && box.h < 1e6F;
    if (seen && person.class_id != options_.ball_class) people_.push_back(&person);
  }
  std::sort(people_.begin(), people_.end(), [](const TrackSample* a, const TrackSample* b) {
    const float fa = a->box.bottom(), fb = b->box.bottom();
    return fa != fb ? fa < fb : a->track_id < b->track_id;
  });
}

void PlaneOverlay::draw_labels(Image& image) {
  labels_.clear();
  const float h = label_.height();
  for (const TrackSample* person : people_) {
    const float w = label_.width(label_.id_width(person->track_id));
    const Vec2f foot = person->box.foot();
    const float y = foot.y + ring_.drop(ring_.radius(person->box)) * 0.75F + label_gap_ + h / 2;
    labels_.push_back({foot.x, y, w, h, foot.x, y});
  }
  separate(labels_, 0.06F * h, 1.2F * h);
  const auto width = static_cast<float>(info_.width), height = static_cast<float>(info_.height);
  for (std::size_t i = 0; i < people_.size(); ++i) {
    const LabelBox& box = labels_[i];
    // Someone cut by the frame's edge keeps a readable number.
    const float x = std::clamp(box.x, std::min(box.w / 2 + 1, width / 2),
                               std::max(width - box.w / 2 - 1, width / 2));
    const float y = std::clamp(box.y, std::min(h / 2 + 1, height / 2),
                               std::max(height - h / 2 - 1, height / 2));
    label_.draw_id(image, x, y, people_[i]->track_id, people_[i]->source == SampleSource::measured);
  }
}

void PlaneOverlay::draw(Image& image, const Scene& scene) {
  TL_ASSERT(image.info().format == info_.format && image.info().width == info_.width &&
            image.info().height == info_.height);
  sort_people(scene);
  for (const TrackSample* person : people_) {
    ring_.draw(image, person->box, ink(person->class_id), person->source == SampleSource::measured);
  }
  if (options_.show_boxes) {
    for (const TrackSample* person : people_)
      bracket_.draw(image, person->box,
                    ink(person->class_id).of(person->source == SampleSource::measured));
  }
  if (options_.show_trail) {
    trail_.add(scene.ball, scene.pts_ns);
    trail_.draw(image, trail_colour_);
  }
  if (options_.show_ids) draw_labels(image);
  if (scene.ball && scene.ball->state != BallState::lost)
    ball_.draw(image, scene.ball->sample.box, scene.ball->state == BallState::visible);
  if (!scene.caption.empty()) caption_.draw_text(image, margin_, margin_, scene.caption);
}

}  // namespace

Result<std::unique_ptr<Overlay>> Overlay::create(const OverlayOptions& options,
                                                 const FrameInfo& info) {
  if (info.format != PixelFormat::i420 && info.format != PixelFormat::nv12)
    return fail(Errc::usage, "overlay", "the overlay draws on i420 or nv12 frames, not {}",
                format_info(info.format).name);
  if (info.device.kind != Device::Kind::cpu)
    return fail(Errc::no_device, "overlay",
                "the overlay draws on CPU frames; copy the frame first");
  if (info.width < 2 || info.height < 2)
    return fail(Errc::usage, "overlay", "a frame of {}x{} is too small to draw on", info.width,
                info.height);
  Theme theme;
  if (!options.theme_path.empty()) {
    TL_ASSIGN(theme, load_theme(options.theme_path));
  }
  const float unit = unit_of(info);
  TL_ASSIGN(auto label_face, Typeface::open(theme.fonts, text_px(theme.label.text_size, unit)));
  TL_ASSIGN(auto caption_face, Typeface::open(theme.fonts, text_px(theme.caption.text_size, unit)));
  return std::unique_ptr<Overlay>(std::make_unique<PlaneOverlay>(
      options, info, theme, std::move(label_face), std::move(caption_face)));
}

}  // namespace touchline
