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

const Note* note_on(std::span<const Note> notes, std::int64_t track_id) {
  const auto found = std::find_if(notes.begin(), notes.end(),
                                  [&](const Note& note) { return note.track_id == track_id; });
  return found == notes.end() ? nullptr : &*found;
}

template <std::size_t kSize>
std::uint8_t copy(char (&to)[kSize], std::string_view text) {
  const std::size_t n = std::min(text.size(), kSize);
  std::copy_n(text.begin(), n, to);
  return static_cast<std::uint8_t>(n);
}

}  // namespace

PeopleMark::PeopleMark(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit,
                       const OverlayOptions& options, Typeface face)
    : width_(static_cast<float>(info.width)),
      height_(static_cast<float>(info.height)),
      gap_(theme.label.gap * unit),
      ground_m_(theme.ring.ground_m),
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

void PeopleMark::add_people(const Scene& scene, bool ids, const Palette& palette) {
  for (const auto& [sample, ring] : people_) {
    Words words{};
    words.track_id = sample->track_id;
    words.measured = sample->source == SampleSource::measured;
    words.element = "id";
    const std::int64_t id = std::max<std::int64_t>(sample->track_id, 0);
    if (ids) {
      const std::string_view mark = palette.mark(*sample);
      const Note* name = note_on(scene.names, sample->track_id);
      words.text_size = name ? copy(words.text, name->words())
                             : put(words.text, "{}{}{}", mark, mark.empty() ? "" : " ", id);
    }
    if (const Note* speed = note_on(scene.speeds, sample->track_id)) {
      words.extra_size = copy(words.extra, speed->words());
      words.extra_element = speed->element;
    }
    if (words.text_size + words.extra_size == 0) continue;
    const Vec2f foot = sample->box.foot();
    add({foot.x, foot.y + ring_.drop(ring) * 0.75F + gap_ + label_.height() / 2}, words);
  }
}

void PeopleMark::add_marks(const Scene& scene) {
  for (const Note& note : scene.marks) {
    if (!note.at ||
        !(note.at->x > 0 && note.at->x < width_ && note.at->y > 0 && note.at->y < height_))
      continue;
    Words words{};
    words.track_id = note.track_id;
    words.measured = true;
    words.element = note.element;
    words.text_size = copy(words.text, note.words());
    add(*note.at, words);
  }
}

void PeopleMark::sort_labels() {
  std::sort(boxes_.begin(), boxes_.end(), [](const LabelBox& a, const LabelBox& b) {
    return a.home_y != b.home_y ? a.home_y < b.home_y : a.item < b.item;
  });
}

void PeopleMark::draw_labels(Canvas& canvas, const Scene& scene, bool ids, const Palette& palette,
                             std::span<const Rect> panels, DrawnLog& log) {
  words_.clear();
  boxes_.clear();
  add_people(scene, ids, palette);
  add_marks(scene);
  sort_labels();
  const float h = label_.height();
  separate(boxes_, 0.06F * h, 1.6F * h);
  keep_clear(boxes_, panels, width_, height_);
  hide_covered(boxes_);
  for (const LabelBox& box : boxes_) {
    if (box.hidden) continue;
    const Words& words = words_[box.item];
    const auto at = label_.draw(canvas, box.x, box.y, words.main(), words.more(), words.measured);
    if (words.text_size > 0) log.note(words.element, words.main(), at.text, words.track_id);
    if (words.extra_size > 0) log.note(words.extra_element, words.more(), at.extra, words.track_id);
  }
}

}  // namespace touchline
