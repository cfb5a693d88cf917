#include "field/calibrator.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "field/pan_and_zoom.h"

namespace touchline {
namespace {

using test::Misplaced;
using test::PanAndZoom;

CalibratorOptions on_a_pitch() {
  CalibratorOptions options;
  options.field = field_of({});
  return options;
}

struct Programme {
  PanAndZoom scene;
  CalibratorOptions options = on_a_pitch();
  double seconds = 12, frame_s = 0.04, motion_px = 0.25, gap_from = 1e9, gap_to = 1e9;
  test::Seeing seeing;
  bool lines = false;
  double cut_at = 1e9;
};

struct Outcome {
  std::vector<Misplaced> shown, gap;
  std::vector<FieldView> views;
  int count(CalibrationState state) const {
    return static_cast<int>(
        std::count_if(views.begin(), views.end(), [&](auto& v) { return v.state == state; }));
  }
};

Outcome play(const Programme& p) {
  Outcome out;
  std::mt19937 random(11);
  Calibrator calibrator(p.options);
  test::TrueLines lines(p.scene, 0.7);
  double last = 0, next_look = 0;
  for (int f = 0; f * p.frame_s < p.seconds; ++f) {
    const double t = f * p.frame_s;
    const bool gap = t >= p.gap_from && t < p.gap_to;
    CalibrationInput input;
    input.frame = f;
    input.pts_ns = from_seconds(t);
    input.size = p.scene.size;
    Landmarks seen;
    if (t >= next_look - 1e-9) {
      next_look = t + 0.2;
      seen = see(p.scene, t, p.seeing, random);
      if (!gap) input.landmarks = &seen;
    }
    if (f > 0) input.motion = motion(p.scene, last, t, p.motion_px, random);
    input.motion_sigma_px = p.motion_px;
    last = t;
    lines.at(t);
    if (p.lines && !gap) input.lines = &lines;
    input.cut = t <= p.cut_at && t + p.frame_s > p.cut_at;
    const FieldView& view = calibrator.update(input);
    out.views.push_back(view);
    if (view.state != CalibrationState::lost)
      misplaced(p.scene, t, view, gap ? out.gap : out.shown);
  }
  return out;
}

TEST(Calibrator, PlacesPeopleOfABroadcastView) {
  for (const bool lines : {false, true}) {
    Programme p;
    p.lines = lines;
    const auto out = play(p);
    EXPECT_LT(quantile(out.shown, 0.5, &Misplaced::metres), lines ? 0.1 : 0.3);
    EXPECT_LT(quantile(out.shown, 0.95, &Misplaced::metres), lines ? 0.3 : 0.8);
    EXPECT_LT(quantile(out.shown, 0.85, &Misplaced::sigmas), 2) << "sigma is honest";
    EXPECT_GT(quantile(out.shown, 0.95, &Misplaced::sigmas), 0.3) << "and not just large";
    EXPECT_LE(out.count(CalibrationState::lost), 15) << "the first looks see too little";
    EXPECT_GT(out.count(CalibrationState::measured), lines ? 200 : 40);
  }
}

TEST(Calibrator, CarriesOnThroughTwoSecondsWithoutLandmarks) {
  Programme p;
  p.gap_from = 5, p.gap_to = 7;
  const auto out = play(p);
  EXPECT_LT(quantile(out.gap, 0.95, &Misplaced::metres), 2);
  EXPECT_LT(quantile(out.gap, 0.5, &Misplaced::metres), 0.8);
  EXPECT_LT(quantile(out.gap, 0.85, &Misplaced::sigmas), 2);
  const auto at = [&](double t) { return out.views[static_cast<std::size_t>(t / 0.04)]; };
  EXPECT_EQ(at(5.6).state, CalibrationState::propagated);
  EXPECT_GT(at(6.4).sigma_m, at(5.2).sigma_m) << "uncertainty grows";
  EXPECT_EQ(at(6.9).state, CalibrationState::stale);
  EXPECT_FALSE(at(6.9).why.empty());
  EXPECT_NE(at(7.5).state, CalibrationState::stale);
}

TEST(Calibrator, IsLostAfterACutAndAfterTooLongAGap) {
  Programme p;
  p.gap_from = 3, p.gap_to = 10, p.cut_at = 4;
  auto out = play(p);
  const auto state = [&](double t) { return out.views[static_cast<std::size_t>(t / 0.04)].state; };
  EXPECT_EQ(state(3.9), CalibrationState::propagated);
  EXPECT_EQ(state(4.1), CalibrationState::lost);
  EXPECT_FALSE(out.views[105].why.empty());
  EXPECT_NE(state(10.5), CalibrationState::lost);
  p.cut_at = 1e9;
  out = play(p);
  EXPECT_EQ(state(7.5), CalibrationState::stale);
  EXPECT_EQ(state(8.5), CalibrationState::lost);
}

TEST(Calibrator, OtherResolutionsGiveTheSameMetres) {
  Programme p;
  p.seconds = 4;
  const auto out = play(p);
  for (const double by : {0.5, 2.0}) {
    Programme q = p;
    q.scene.size = by * p.scene.size;
    q.seeing.noise_px *= by;
    q.motion_px *= by;
    const auto same = play(q);
    for (std::size_t i = 0; i < out.views.size(); ++i) {
      ASSERT_EQ(same.views[i].state, out.views[i].state) << i;
      if (out.views[i].state == CalibrationState::lost) continue;
      const auto a = to_field(out.views[i], {500, 400}, 0);
      const auto b = to_field(same.views[i], by * Vec2d{500, 400}, 0);
      ASSERT_TRUE(a && b);
      EXPECT_LT(distance(a->m, b->m), 0.02);
      EXPECT_NEAR(b->cov.sigma(), a->cov.sigma(), 0.01 + 0.05 * a->cov.sigma());
    }
  }
}

TEST(Calibrator, AMirroredPictureGivesMirroredMetres) {
  const PanAndZoom scene;
  std::mt19937 random(2);
  Calibrator straight(on_a_pitch()), mirrored(on_a_pitch());
  const auto landmarks = field_of({}).landmarks;
  double last = 0;
  const double w = scene.size.x;
  const Mat3 flip{{-1, 0, w, 0, 1, 0, 0, 0, 1}};
  for (int f = 0; f < 60; ++f) {
    const double t = f * 0.04;
    CalibrationInput a;
    a.pts_ns = from_seconds(t);
    a.size = scene.size;
    Landmarks seen, flipped;
    if (f % 5 == 0) {
      seen = see(scene, t, {1.5, 0.1, 0.05}, random);
      flipped = seen;
      for (auto& mark : flipped) {
        mark.pixel.x = w - mark.pixel.x;
        mark.index = landmarks[static_cast<std::size_t>(mark.index)].mirrored;
      }
    }
    CalibrationInput b = a;
    if (f % 5 == 0) a.landmarks = &seen, b.landmarks = &flipped;
    a.motion = motion(scene, last, t, 0.2, random);
    b.motion = flip * *a.motion * flip;
    a.motion_sigma_px = b.motion_sigma_px = 0.2;
    last = t;
    const auto& va = straight.update(a);
    const auto& vb = mirrored.update(b);
    ASSERT_EQ(va.state, vb.state);
    if (va.state == CalibrationState::lost) continue;
    const auto pa = to_field(va, {500, 400}, 1), pb = to_field(vb, {w - 500, 400}, 1);
    ASSERT_TRUE(pa && pb);
    EXPECT_NEAR(pa->m.x, -pb->m.x, 0.02);
    EXPECT_NEAR(pa->m.y, pb->m.y, 0.02);
  }
}

TEST(Calibrator, LandmarksThatContradictForLongStartTheViewAnew) {
  PanAndZoom scene;
  scene.swing = scene.zoom = scene.nod = 0, scene.focal = 1.8;
  PanAndZoom other = scene;
  other.ground = {8, -60}, other.focal = 1.5;
  std::mt19937 random(2);
  Calibrator calibrator(on_a_pitch());
  std::vector<CalibrationState> states;
  for (int f = 0; f < 100; ++f) {
    const PanAndZoom& now = f < 50 ? scene : other;  // a cut nobody told of
    const double t = f * 0.04;
    CalibrationInput input;
    input.pts_ns = from_seconds(t);
    input.size = scene.size;
    Landmarks seen = see(now, t, {1.5, 0, 0}, random);
    if (f % 5 == 0) input.landmarks = &seen;
    input.motion = Mat3{};
    input.motion_sigma_px = 0.2;
    states.push_back(calibrator.update(input).state);
  }
  EXPECT_NE(states[52], CalibrationState::measured);
  std::vector<Misplaced> end;
  misplaced(other, 100 * 0.04, calibrator.view(), end);
  EXPECT_LT(quantile(end, 0.9, &Misplaced::metres), 2);
}

TEST(Calibrator, MotionThatMissesASlowTurnIsFollowedAllTheSame) {
  PanAndZoom scene;
  scene.swing = scene.zoom = 0, scene.focal = 1.8;  // it still nods, by a degree in seconds
  std::mt19937 random(2);
  Calibrator calibrator(on_a_pitch());
  std::vector<Misplaced> all;
  for (int f = 0; f < 150; ++f) {
    const double t = f * 0.04;
    CalibrationInput input;
    input.pts_ns = from_seconds(t);
    input.size = scene.size;
    Landmarks seen = see(scene, t, {1.5, 0, 0}, random);
    if (f % 5 == 0) input.landmarks = &seen;
    input.motion = Mat3{};
    input.motion_sigma_px = 0.2;
    const auto& view = calibrator.update(input);
    if (f % 5 == 0) misplaced(scene, t, view, all);
  }
  EXPECT_LT(quantile(all, 0.95, &Misplaced::metres), 1.5);
}

TEST(Calibrator, AFixedCameraGetsOneCalibrationAndItsLens) {
  PanAndZoom scene;
  scene.swing = 0, scene.zoom = 0, scene.focal = 0.95, scene.period_s = 1e9;
  scene.height_m = 25, scene.tilt = 0.38;
  const Lens lens{-0.08, 0.5 * scene.size, length(scene.size) / 2};
  CalibratorOptions options = on_a_pitch();
  options.fixed_camera = true;
  std::mt19937 random(8);
  Calibrator calibrator(options);
  for (int f = 0; f < 300; ++f) {
    const double t = f * 0.04;
    CalibrationInput input;
    input.pts_ns = from_seconds(t);
    input.size = scene.size;
    Landmarks seen = see(scene, 0, {1.5, 0.1, 0.05}, random);
    for (auto& mark : seen) mark.pixel = distort(lens, mark.pixel);
    if (f % 5 == 0 && f < 200) input.landmarks = &seen;
    calibrator.update(input);
  }
  const FieldView& view = calibrator.view();
  EXPECT_EQ(view.state, CalibrationState::measured) << "a camera that stands still needs no more";
  EXPECT_NEAR(view.lens.k1, -0.08, 0.02);
  FieldView as_seen = view;
  std::vector<Misplaced> all;
  for (double x = -40; x <= 40; x += 10) {
    const Vec2d pixel = distort(lens, *project(scene.truth(0), {x, 5}));
    const auto at = to_field(as_seen, pixel, 0);
    ASSERT_TRUE(at);
    EXPECT_LT(distance(at->m, {x, 5}), 0.3) << x;
  }
}

TEST(Calibrator, ACameraAtRestIsFoundOutAndItsLensToo) {
  PanAndZoom scene;
  scene.swing = 0, scene.zoom = 0, scene.nod = 0, scene.focal = 0.95, scene.period_s = 1e9;
  scene.height_m = 25, scene.tilt = 0.38;
  const Lens lens{-0.1, 0.5 * scene.size, length(scene.size) / 2};
  std::mt19937 random(8);
  Calibrator calibrator(on_a_pitch());
  test::TrueLines lines(scene, 0.7, lens);
  for (int f = 0; f < 150; ++f) {
    CalibrationInput input;
    input.pts_ns = from_seconds(f * 0.04);
    input.size = scene.size;
    Landmarks seen = see(scene, 0, {1.5, 0.1, 0.05}, random);
    for (auto& mark : seen) mark.pixel = distort(lens, mark.pixel);
    if (f % 5 == 0) input.landmarks = &seen;
    input.lines = &lines;
    if (f > 0) input.motion = Mat3{};
    input.motion_sigma_px = 0.05;
    calibrator.update(input);
  }
  const FieldView& view = calibrator.view();
  EXPECT_EQ(view.state, CalibrationState::measured) << view.why;
  EXPECT_NEAR(view.lens.k1, -0.1, 0.005);
  int inside = 0, all = 0;
  for (double x = -45; x <= 45; x += 10)
    for (double y = -30; y <= 30; y += 10) {
      const auto straight = project(scene.truth(0), {x, y});
      const Vec2d pixel = distort(lens, *straight);
      if (!scene.shows(pixel)) continue;
      const auto at = to_field(view, pixel, 0);
      ASSERT_TRUE(at);
      ++all;
      inside += distance(at->m, {x, y}) <= 2 * at->cov.sigma();
      EXPECT_LT(distance(at->m, {x, y}), 0.3) << x << " " << y;
    }
  EXPECT_GE(inside, 0.9 * all) << "within two sigma";
}

/// A camera at rest with a lens, and how often each frame looked for lines.
struct Resting {
  PanAndZoom scene;
  Lens lens;
  std::vector<int> finds;
  std::vector<FieldView> views;
};

/// Counts what is asked of another finder.
class CountedFinds final : public LineFinder {
 public:
  explicit CountedFinds(LineFinder& of) : of_(of) {}
  void find(const Mat3& h, const Lens& lens, double search_px,
            std::vector<LinePoint>& out) override {
    ++count;
    of_.find(h, lens, search_px, out);
  }
  [[nodiscard]] std::span<const MarkingCount> counts() const override { return of_.counts(); }
  int count = 0;

 private:
  LineFinder& of_;
};

/// From `bumped_s` on the camera stands turned by `turn` radians.
Resting film_at_rest(double k1, double seconds, bool fixed_camera, double bumped_s = 1e9,
                     double turn = 0) {
  Resting film;
  auto& scene = film.scene;
  scene.swing = 0, scene.zoom = 0, scene.nod = 0, scene.focal = 0.95, scene.period_s = 1e9;
  scene.height_m = 25, scene.tilt = 0.38;
  film.lens = {k1, 0.5 * scene.size, length(scene.size) / 2};
  PanAndZoom turned = scene;
  turned.tilt += turn;
  std::mt19937 random(8);
  CalibratorOptions options = on_a_pitch();
  options.fixed_camera = fixed_camera;
  Calibrator calibrator(options);
  test::TrueLines before(scene, 0.7, film.lens), after(turned, 0.7, film.lens);
  for (int f = 0; f * 0.04 < seconds; ++f) {
    const bool bumped = f * 0.04 >= bumped_s;
    CountedFinds lines(bumped ? after : before);
    CalibrationInput input;
    input.pts_ns = from_seconds(f * 0.04);
    input.size = scene.size;
    Landmarks seen = see(bumped ? turned : scene, 0, {1.5, 0.1, 0.05}, random);
    for (auto& mark : seen) mark.pixel = distort(film.lens, mark.pixel);
    if (f % 5 == 0) input.landmarks = &seen;
    input.lines = &lines;
    if (f > 0) input.motion = Mat3{};
    input.motion_sigma_px = 0.05;
    film.views.push_back(calibrator.update(input));
    film.finds.push_back(lines.count);
  }
  if (bumped_s < seconds) scene = turned;
  return film;
}

TEST(Calibrator, ACameraAtRestIsSolvedABitAFrame) {
  for (const double k1 : {0.0, -0.05, -0.18})
    for (const bool fixed_camera : {false, true}) {
      const auto film = film_at_rest(k1, 60, fixed_camera);
      // A view is sought (3), or a solution that ends has its paint looked at; one step, and what
      // every frame does.
      const int most = *std::max_element(film.finds.begin(), film.finds.end());
      EXPECT_LE(most, 5) << k1;
      EXPECT_EQ(film.views[20].state, CalibrationState::measured)
          << k1 << ": 0.8 s after the first";
      int begun = 0;
      for (std::size_t f = 25; f < film.finds.size(); ++f) {
        EXPECT_LE(film.finds[f], 3) << k1 << " frame " << f;
        begun += film.finds[f] > (fixed_camera ? 0 : 1);
      }
      EXPECT_LE(begun, 60) << k1 << ": a settled view is left alone";
    }
}

TEST(Calibrator, AFixedCameraThatWasPushedIsFoundOut) {
  const auto film = film_at_rest(-0.1, 30, true, 14, 0.012);
  std::vector<Misplaced> end;
  for (double x = -30; x <= 30; x += 10) {
    const Vec2d pixel = distort(film.lens, *project(film.scene.truth(0), {x, 5}));
    const auto at = to_field(film.views.back(), pixel, 0);
    ASSERT_TRUE(at);
    EXPECT_LT(distance(at->m, {x, 5}), 0.4) << x;
  }
}

TEST(Calibrator, AMovingCameraWithoutALensKeepsNone) {
  Programme p;
  p.lines = true;
  for (const FieldView& view : play(p).views) EXPECT_EQ(view.lens.k1, 0);
}

TEST(Calibrator, WithoutLandmarksNothingIsInvented) {
  Calibrator calibrator(on_a_pitch());
  Landmarks none;
  for (int f = 0; f < 20; ++f) {
    CalibrationInput input;
    input.pts_ns = f * 40'000'000LL;
    input.size = {640, 360};
    input.landmarks = f % 5 ? nullptr : &none;
    input.motion = Mat3{};
    const auto& view = calibrator.update(input);
    EXPECT_EQ(view.state, CalibrationState::lost);
    EXPECT_FALSE(view.why.empty());
    EXPECT_FALSE(to_field(view, {320, 180}, 1));
  }
}

}  // namespace
}  // namespace touchline
