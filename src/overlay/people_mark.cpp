#include "overlay/people_mark.h"

#include <fmt/format.h>

#include <algorithm>

#include "overlay/ground.h"

namespace touchline {
namespace {

constexpr std::size_t kPeopleDrawn = 256;  // more work too, after one allocation

template <std::size_t kSize, class... Args>
std::uint8_t put(char (&to)[kSize], fmt::format_string<Args...> format, Args&&... args) {
  const auto n = fmt::format_to_n(to, kSize, format, std::forward<Args>(args)...).size;
  return static_cast<std::uint8_t>(std::min(n, kSize));
}

LabelMark::Style label_style(const Theme::Label& label, float unit) {
  return {readable_px(label.text_size, unit),
          label.height,
          label.padding,
          label.rounding,
          label.fill,
          label.text,
          label.speed};
}

const PlayerMotion* motion_of(const Measures* measures, std::int64_t track_id) {
  if (!measures) return nullptr;
  for (const auto& player : measures->players)
    if (player.track_id == track_id) return &player;
  return nullptr;
}

}  // namespace

PeopleMark::PeopleMark(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit,
                       const OverlayOptions& options, Typeface face)
    : width_(static_cast<float>(info.width)),
      height_(static_cast<float>(info.height)),
      gap_(theme.label.gap * unit),
      ground_m_(theme.ring.ground_m),
      speed_from_kmh_(theme.label.speed_from_kmh),
      ball_class_(options.ball_class),
      bystanders_(options.show_bystanders),
      ring_(theme, well, unit),
      label_(std::move(face), label_style(theme.label, unit), well),
      bracket_(theme, unit) {
  people_.reserve(kPeopleDrawn);
  words_.reserve(kPeopleDrawn);
  boxes_.reserve(kPeopleDrawn);
}

void PeopleMark::follow(const Scene& scene) {
  people_.clear();
  for (const auto& person : scene.people) {
    const Box& box = person.box;
    const bool seen = box.w > 0 && box.h > 0 && box.x < width_ && box.y < height_ &&
                      box.right() > 0 && box.bottom() > 0 && box.w < 1e6F && box.h < 1e6F;
    if (!seen || person.class_id == ball_class_ || !(person.on_field || bystanders_)) continue;
    const auto ground = person.field ? ground_ellipse(scene.view, person.field->m, ground_m_)
                                     : std::optional<GroundEllipse>();
    people_.push_back({&person, ring_.size(box, ground)});
  }
  std::sort(people_.begin(), people_.end(), [](const Person& a, const Person& b) {
    const float fa = a.sample->box.bottom(), fb = b.sample->box.bottom();
    return fa != fb ? fa < fb : a.sample->track_id < b.sample->track_id;
  });
}

void PeopleMark::draw_rings(Canvas& canvas, const Palette& palette) {
  for (const auto& [sample, size] : people_)
    ring_.draw(canvas, sample->box.foot(), size, palette.of(*sample),
               sample->source == SampleSource::measured);
}

void PeopleMark::draw_brackets(Canvas& canvas, const Palette& palette) {
  for (const auto& person : people_)
    bracket_.draw(canvas, person.sample->box,
                  palette.of(*person.sample).of(person.sample->source == SampleSource::measured));
}

void PeopleMark::add(Vec2f at, const Words& words) {
  const float w = label_.width(words.main(), words.more()), h = label_.height();
  boxes_.push_back({at.x, at.y, w, h, at.x, at.y, false, words_.size()});
  words_.push_back(words);
}

void PeopleMark::add_people(const Scene& scene, const Shown& shown, const Palette& palette) {
  for (const auto& [sample, ring] : people_) {
    Words words{};
    words.track_id = sample->track_id;
    words.measured = sample->source == SampleSource::measured;
    const std::int64_t id = std::max<std::int64_t>(sample->track_id, 0);
    if (shown.ids)
      words.text_size = put(words.text, "{}{}", palette.is_goalkeeper(*sample) ? "GK " : "", id);
    if (shown.speed) {
      const PlayerMotion* motion = motion_of(scene.measures, sample->track_id);
      const double kmh = motion && motion->speed_m_s ? 3.6 * *motion->speed_m_s : 0;
      if (kmh >= speed_from_kmh_ && kmh > 0)
        words.extra_size = put(words.extra, "{:.0f} km/h", kmh);
    }
    if (words.text_size + words.extra_size == 0) continue;
    const Vec2f foot = sample->box.foot();
    add({foot.x, foot.y + ring_.drop(ring) * 0.75F + gap_ + label_.height() / 2}, words);
  }
}

void PeopleMark::add_passes(const PassArrows& passes, const FieldView* view) {
  for (const auto& arrow : passes.arrows()) {
    if (arrow.kind == PassArrows::Kind::other || passes.presence(arrow) < 0.5F) continue;
    const auto at = PassArrows::label_at(arrow, view);
    if (!at || !(at->x > 0 && at->x < width_ && at->y > 0 && at->y < height_)) continue;
    Words words{};
    words.track_id = arrow.receiver;
    words.measured = words.pass = true;
    // In words too: not everybody tells red from green.
    words.text_size =
        arrow.kind == PassArrows::Kind::offside
            ? put(words.text, "offside")
            : put(words.text, "{} {:.2f}", arrow.kind == PassArrows::Kind::best ? "best" : "worst",
                  arrow.score);
    add(*at, words);
  }
}

void PeopleMark::sort_labels() {
  std::sort(boxes_.begin(), boxes_.end(), [](const LabelBox& a, const LabelBox& b) {
    return a.home_y != b.home_y ? a.home_y < b.home_y : a.item < b.item;
  });
}

void PeopleMark::draw_labels(Canvas& canvas, const Scene& scene, const Shown& shown,
                             const Palette& palette, const PassArrows* passes,
                             std::span<const Rect> panels, DrawnLog& log) {
  words_.clear();
  boxes_.clear();
  add_people(scene, shown, palette);
  if (passes) add_passes(*passes, scene.view);
  sort_labels();
  const float h = label_.height();
  separate(boxes_, 0.06F * h, 1.6F * h);
  keep_clear(boxes_, panels, width_, height_);
  hide_covered(boxes_);
  for (const LabelBox& box : boxes_) {
    if (box.hidden) continue;
    const Words& words = words_[box.item];
    const auto at = label_.draw(canvas, box.x, box.y, words.main(), words.more(), words.measured);
    if (words.text_size > 0)
      log.note(words.pass ? "pass" : "id", words.main(), at.text, words.track_id);
    if (words.extra_size > 0) log.note("speed", words.more(), at.extra, words.track_id);
  }
}

}  // namespace touchline
