#include "overlay/radar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "overlay/field_lines.h"
#include "overlay/footprint.h"
#include "overlay/ground.h"

namespace touchline {
namespace {

constexpr float kPadding = 0.014F;            // of the radar's width, around the grass
constexpr float kBoardOpacity = 0.93F;        // enough of the match to see that it goes on below
constexpr float kBallShare = 0.62F;           // of a person's dot
constexpr std::size_t kExpectedPeople = 256;  // more work too, after one allocation
constexpr float kReadable_px = 8.5F;          // smaller numbers are left out

constexpr float kReach = 0.35F;  // of the frame's shorter side: near the radar
constexpr double kClearly = 1;   // people fewer: worth the other corner

/// Of one to choose, "auto" is the left one.
Rect placed(const Theme& theme, const FieldSpec& field, const FrameInfo& info, float unit,
            bool whole) {
  const auto width = static_cast<float>(info.width), height = static_cast<float>(info.height);
  if (whole) return {0, 0, 2 * std::ceil(width / 2), 2 * std::ceil(height / 2)};
  const float margin = theme.panel.margin * unit;
  const float w = std::min(theme.radar.width * unit, width - 2 * margin);
  const auto length = static_cast<float>(field.length_m) + 2 * theme.radar.run_off_m,
             across = static_cast<float>(field.width_m) + 2 * theme.radar.run_off_m;
  const float pad = 2 * kPadding * w, h = (w - pad) * across / length + pad;
  const std::string& corner = theme.radar.corner;
  float x = width - margin - w;
  if (corner == "bottom_left" || corner == "auto") x = margin;
  if (corner == "bottom") x = (width - w) / 2;
  return even({x, corner == "top_right" ? margin : height - margin - h, w, h});
}

float sizing(const Theme& theme, const Rect& place, float unit, bool whole) {
  return whole ? std::min(place.w, place.h * 1.5F) / theme.radar.width * 0.8F : unit;
}

/// The rim of each class: in the class's colour where it has a mark.
std::vector<YuvColour> rims_of(const OverlayOptions& options, const Theme::Colours& colours,
                               const InkWell& well, const YuvColour& plain) {
  std::vector<YuvColour> rims(options.class_marks.size(), plain);
  for (std::size_t i = 0; i < rims.size() && i < options.classes.size(); ++i) {
    if (options.class_marks[i].empty()) continue;
    const auto named = colours.classes.find(options.classes[i]);
    rims[i] = to_yuv(named != colours.classes.end() ? named->second : colours.other, well.colour);
  }
  return rims;
}

void flood(const Image& image, const Rect& r, const YuvColour& c) {
  const bool pairs = image.info().format == PixelFormat::nv12;
  const auto x = static_cast<std::ptrdiff_t>(r.x), y = static_cast<std::ptrdiff_t>(r.y);
  const auto w = static_cast<std::size_t>(r.w);
  const auto h = static_cast<std::ptrdiff_t>(r.h);
  for (std::ptrdiff_t i = y; i < y + h; ++i)
    std::memset(image.plane(0).row(static_cast<int>(i)) + x, c.y, w);
  for (int i = static_cast<int>(y / 2); i < static_cast<int>((y + h) / 2); ++i) {
    std::uint8_t* const u = image.plane(1).row(i) + (pairs ? x : x / 2);
    std::uint8_t* const v = pairs ? u + 1 : image.plane(2).row(i) + x / 2;
    for (std::size_t k = 0; k < w / 2; ++k) {
      u[pairs ? 2 * k : k] = c.u;
      v[pairs ? 2 * k : k] = c.v;
    }
  }
}

FrameInfo board_info(const FrameInfo& frame, const Rect& place) {
  FrameInfo info = frame;
  info.device = {};  // painted on the host, whatever it is drawn on
  info.width = static_cast<int>(place.w);
  info.height = static_cast<int>(place.h);
  return info;
}

}  // namespace

Radar::Radar(const Theme& theme, const OverlayOptions& options, const InkWell& well,
             const FrameInfo& info, float unit)
    : style_(theme.radar),
      well_(well),
      whole_(shows(options, kFromAbove)),
      bystanders_(options.show_bystanders),
      shown_(whole_),
      half_{options.field.length_m / 2, options.field.width_m / 2},
      place_(placed(theme, options.field, info, unit, whole_)),
      other_(even({static_cast<float>(info.width) - place_.right(), place_.y, place_.w, place_.h})),
      reach_(kReach * unit),
      dot_(theme.radar.dot * sizing(theme, place_, unit, whole_)),
      line_(std::max(0.6F, 0.5F * theme.radar.line * sizing(theme, place_, unit, whole_))),
      ground_(to_yuv(theme.radar.grass, well.colour)),
      marks_(to_yuv(theme.radar.lines, well.colour)),
      view_(to_yuv(theme.radar.view, well.colour)),
      ball_(to_yuv(theme.radar.ball, well.colour)),
      rim_(to_yuv({0, 0, 0, 200}, well.colour)),
      light_(to_yuv({255, 255, 255, 255}, well.colour)),
      dark_(to_yuv({12, 18, 28, 255}, well.colour)),
      muted_(to_yuv(theme.panel.text, well.colour)),
      class_rims_(rims_of(options, theme.colours, well, rim_)),
      pool_(image_bytes(board_info(info, place_))),
      board_(board_info(info, place_), pool_) {
  const Rgba& fill_colour = theme.panel.fill;
  panel_ = to_yuv({fill_colour.r, fill_colour.g, fill_colour.b, 255}, well.colour);
  const float pad = kPadding * place_.w;
  const float strip = whole_ ? 3.2F * theme.panel.text_size * unit : 0;  // caption and status line
  const auto length = static_cast<float>(options.field.length_m) + 2 * style_.run_off_m,
             across = static_cast<float>(options.field.width_m) + 2 * style_.run_off_m;
  scale_ = std::max(
      0.01F, std::min((place_.w - 2 * pad) / length, (place_.h - 2 * pad - 2 * strip) / across));
  const auto centred = [&](float w, float h) {
    const Rect r = even({(place_.w - w) / 2, (place_.h - h) / 2, w, h});
    return Rect{r.x, r.y, std::min(r.w, place_.w - r.x), std::min(r.h, place_.h - r.y)};
  };
  grass_ = centred(length * scale_, across * scale_);
  surface_ = centred(2 * to_float(half_).x * scale_, 2 * to_float(half_).y * scale_);
  PanelMark(theme, well, whole_ ? 0 : unit).shape(cover_, place_, {});
  cover_.finish();
  cover_.keep();
  people_.reserve(kExpectedPeople);
  draw_lines(options.field, line_);
}

double Radar::crowd(const Scene& scene, const Rect& place) const {
  double sum = 0;
  const auto count = [&](Vec2f at) {
    const float dx = std::max({place.x - at.x, 0.0F, at.x - place.right()}),
                dy = std::max({place.y - at.y, 0.0F, at.y - place.bottom()});
    sum += std::max(0.0F, 1 - std::hypot(dx, dy) / reach_);
  };
  for (const TrackSample& person : scene.people)
    if (person.on_field || bystanders_) count(person.box.foot());
  if (scene.ball && scene.ball->state != BallState::lost) count(scene.ball->sample.box.center());
  return sum;
}

void Radar::follow(const Scene& scene) {
  if (!scene.view || scene.view->state == CalibrationState::lost) return;
  shown_ = true;
  if (whole_ || style_.corner != "auto" || chosen_for_ == scene.shot) return;
  chosen_for_ = scene.shot;
  if (place_.x > other_.x) std::swap(place_, other_);
  if (crowd(scene, place_) - crowd(scene, other_) > kClearly) std::swap(place_, other_);
}

float Radar::text_px(const Theme& theme, const FrameInfo& info, float unit, bool whole) {
  const Rect place = placed(theme, {}, info, unit, whole);
  return 1.3F * theme.radar.dot * sizing(theme, place, unit, whole);
}

Vec2f Radar::to_board(Vec2d m) const {
  const Vec2f p = to_float(m);
  return {place_.w / 2 + scale_ * p.x, place_.h / 2 - scale_ * p.y};
}

Vec2f Radar::to_picture(Vec2d m) const {
  const Vec2f p = to_board(m);
  return {place_.x + p.x, place_.y + p.y};
}

void Radar::draw_lines(const FieldSpec& field, float half_width) {
  lines_.resize(0, 0, place_.w, place_.h);
  const CoverageMask mask{lines_.luma(), lines_.width(), lines_.height()};
  for (const auto& chain : chains(field, 1)) {
    for (std::size_t i = 1; i < chain.size(); ++i) {
      const Vec2f a = to_board(chain[i - 1]), b = to_board(chain[i]);
      join_coverage(mask, stroke(a.x, a.y, b.x, b.y, half_width, half_width, 1, 1));
    }
  }
  lines_.finish();
}

void Radar::paint_board(const Scene& scene, const Palette& palette) {
  const CalibrationState state = scene.view ? scene.view->state : CalibrationState::lost;
  const bool trusted = state == CalibrationState::measured || state == CalibrationState::propagated;
  const FieldShare* share = trusted && scene.share ? &*scene.share : nullptr;
  const bool heat = share && share->columns > 0 && share->rows > 0 &&
                    share->of_a.size() == static_cast<std::size_t>(share->columns) *
                                              static_cast<std::size_t>(share->rows);
  const bool recoloured = painted_version_ != palette.version();
  std::optional<Nanoseconds> surface;
  if (heat) surface = share->pts_ns;
  const bool due =
      scene.pts_ns < painted_ns_ || to_seconds(scene.pts_ns - painted_ns_) >= style_.heat_s - 1e-6;
  const bool changed = surface != painted_surface_ && (due || !surface || !painted_surface_);
  if (painted_ && !recoloured && !changed) return;
  if (recoloured)
    heat_.colours(style_.grass, palette.rgba(Team::a), palette.rgba(Team::b), style_.heat_opacity,
                  well_.colour);
  painted_version_ = palette.version();
  painted_surface_ = surface;
  painted_ns_ = scene.pts_ns;
  painted_ = board_copy_.outdated = true;
  flood(board_, {0, 0, place_.w, place_.h}, panel_);
  flood(board_, grass_, ground_);
  if (heat) heat_.draw(board_, surface_, share->of_a, share->columns, share->rows);
  blend(board_, lines_.view(), 0, 0, marks_);
}

void Radar::draw_footprint(Canvas& canvas, const FieldView& view) const {
  const double margin = style_.run_off_m;
  const Footprint seen = footprint(view, {half_.x + margin, half_.y + margin});
  for (std::size_t i = 0; i < seen.count; ++i) {
    const Vec2f a = to_picture(seen.corners[i]), b = to_picture(seen.corners[(i + 1) % seen.count]);
    canvas.gather(stroke(a.x, a.y, b.x, b.y, line_, line_, 1, 1));
    canvas.blend_gathered(view_);  // each side by itself: together they would span the radar
  }
}

void Radar::draw_dot(Canvas& canvas, Vec2f where, float radius, const YuvColour& rim,
                     const YuvColour& colour) {
  const Placement at = Placement::half_pixel(where.x, where.y);
  const auto disc = [&](float r) -> const Sprite& {
    return dots_.get(key_of(static_cast<std::uint64_t>(r * 16), at), [&](Sprite& sprite) {
      sprite.resize(r + 1, r + 1, r + 1, r + 1);
      fill(sprite, RoundedBoxShape{static_cast<float>(sprite.left()) + at.dx,
                                   static_cast<float>(sprite.top()) + at.dy, r, r, r});
    });
  };
  const float edge = std::max(1.0F, 0.16F * radius);
  stamp(canvas, disc(radius + edge), at, rim);
  stamp(canvas, disc(radius), at, colour);
}

void Radar::place_people(const Scene& scene) {
  people_.clear();
  for (const auto& person : scene.people) {
    if (!person.field || !(person.on_field || bystanders_)) continue;
    const Vec2d m = person.field->m;
    if (std::abs(m.x) <= half_.x + style_.run_off_m && std::abs(m.y) <= half_.y + style_.run_off_m)
      people_.push_back({&person, to_picture(m)});
  }
  const BallSample* ball = scene.ball;
  if (ball && ball->state != BallState::lost && ball->sample.field)
    people_.push_back({nullptr, to_picture(ball->sample.field->m)});
}

bool Radar::readable(std::size_t person, const Box& number) const {
  for (std::size_t i = person + 1; i < people_.size(); ++i) {
    // A number may stand a little out of its dot, to both sides.
    const float r = people_[i].person ? 1.2F * dot_ : kBallShare * dot_;
    const Vec2f at = people_[i].at, middle = number.center();
    if (std::abs(at.x - middle.x) < r + number.w / 2 &&
        std::abs(at.y - middle.y) < r + number.h / 2)
      return false;
  }
  return true;
}

void Radar::draw_people(Canvas& canvas, const Palette& palette, bool ids, bool fresh,
                        Writer& numbers, DrawnLog& log) {
  for (std::size_t i = 0; i < people_.size(); ++i) {
    if (!people_[i].person) continue;
    const TrackSample& person = *people_[i].person;
    const Vec2f at = people_[i].at;
    const bool measured = fresh && person.source == SampleSource::measured;
    const bool playing = person.team != Team::none;
    const YuvColour& ink = palette.of(person).of(measured);
    draw_dot(canvas, at, playing ? dot_ : 0.7F * dot_,
             measured && !palette.mark(person).empty()
                 ? class_rims_[static_cast<std::size_t>(person.class_id)]
                 : rim_,
             ink);
    if (!ids || !playing) continue;
    char text[24];
    const auto end = fmt::format_to_n(text, sizeof text, "{}", person.track_id).out;
    const std::string_view number(text, static_cast<std::size_t>(end - text));
    const auto w = static_cast<float>(numbers.width(number)),
               h = static_cast<float>(numbers.cap_height());
    if (w > 2.3F * dot_) continue;  // would leave its dot
    if (!readable(i, {at.x - w / 2, at.y - h / 2, w, h})) continue;
    log.note("radar_id", number,
             numbers.write_centred(canvas, at.x, at.y, number, ink.y > 120 ? dark_ : light_),
             person.track_id);
  }
}

void Radar::draw(Canvas& canvas, const Scene& scene, const Palette& palette, bool ids,
                 Writer& numbers, Writer& words, DrawnLog& log) {
  paint_board(scene, palette);
  canvas.blend_picture(
      board_, cover_.view(), static_cast<int>(place_.x), static_cast<int>(place_.y),
      static_cast<std::uint16_t>(whole_ ? 256 : std::lround(256 * kBoardOpacity)), &board_copy_);
  const CalibrationState state = scene.view ? scene.view->state : CalibrationState::lost;
  const Vec2f middle{place_.x + place_.w / 2, place_.y + place_.h / 2};
  if (state == CalibrationState::lost) {
    const std::string_view reason = "no calibration";
    return log.note("radar_withheld", reason,
                    words.write_centred(canvas, middle.x, middle.y, reason, muted_));
  }
  const bool fresh = state != CalibrationState::stale;
  draw_footprint(canvas, *scene.view);
  place_people(scene);
  draw_people(canvas, palette, ids && dot_ * 1.3F >= kReadable_px, fresh, numbers, log);
  const BallSample* ball = scene.ball;
  if (ball && ball->state != BallState::lost && ball->sample.field) {
    const bool sure = fresh && ball->state == BallState::visible;
    YuvColour ink = ball_;
    if (!sure) ink.opacity = static_cast<std::uint16_t>(well_.predicted_opacity * ink.opacity);
    draw_dot(canvas, to_picture(ball->sample.field->m), kBallShare * dot_, rim_, ink);
  }
  if (!fresh) {
    const std::string_view reason = "calibration unsure";
    log.note(
        "radar_withheld", reason,
        words.write_centred(canvas, middle.x, place_.bottom() - 0.1F * place_.h, reason, muted_));
  }
}

}  // namespace touchline
