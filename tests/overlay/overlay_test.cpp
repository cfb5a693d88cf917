#include "overlay/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <vector>

#include "overlay/match.h"
#include "overlay/theme.h"
#include "sports/soccer/pitch.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;

using overlay_testing::frame, overlay_testing::kBallClass, overlay_testing::kPlayer,
    overlay_testing::kReferee;

OverlayOptions soccer() {
  OverlayOptions options;
  options.classes = {"player", "goalkeeper", "referee", "ball"};
  options.ball_class = kBallClass;
  options.field = field_of({});
  return options;
}

constexpr int kGrassY = 90, kGrassU = 110, kGrassV = 112;

/// An overlay with a picture of plain grass.
struct Stage {
  Pool pool;
  Image image;
  std::unique_ptr<Overlay> overlay;

  explicit Stage(const FrameInfo& info, const OverlayOptions& options = soccer())
      : pool(image_bytes(info)), image(info, pool) {
    auto made = Overlay::create(options, info);
    EXPECT_TRUE(made) << made.error().message;
    overlay = std::move(*made);
    clear();
  }

  void clear() {
    const bool nv12 = image.info().format == PixelFormat::nv12;
    for (int i = 0; i < format_info(image.info().format).planes; ++i) {
      const auto& plane = image.plane(i);
      for (int y = 0; y < plane.height; ++y) {
        for (std::ptrdiff_t x = 0; x < plane.pitch; ++x) {
          const int chroma = nv12 ? (x % 2 == 0 ? kGrassU : kGrassV) : (i == 1 ? kGrassU : kGrassV);
          plane.row(y)[x] = static_cast<std::uint8_t>(i == 0 ? kGrassY : chroma);
        }
      }
    }
  }
  /// Fresh grass, then the scene.
  void draw(const Scene& scene) {
    clear();
    overlay->draw(image, scene);
  }
  [[nodiscard]] int y(int px, int py) const { return image.plane(0).row(py)[px]; }
  [[nodiscard]] int u(int px, int py) const {
    return image.info().format == PixelFormat::nv12 ? image.plane(1).row(py / 2)[px / 2 * 2]
                                                    : image.plane(1).row(py / 2)[px / 2];
  }
  [[nodiscard]] int v(int px, int py) const {
    return image.info().format == PixelFormat::nv12 ? image.plane(1).row(py / 2)[px / 2 * 2 + 1]
                                                    : image.plane(2).row(py / 2)[px / 2];
  }
  /// Luma samples of a rectangle that are not grass.
  [[nodiscard]] int touched(int x0, int y0, int x1, int y1) const {
    int count = 0;
    for (int py = std::max(y0, 0); py < std::min(y1, image.info().height); ++py) {
      for (int px = std::max(x0, 0); px < std::min(x1, image.info().width); ++px)
        count += y(px, py) != kGrassY;
    }
    return count;
  }
  [[nodiscard]] int touched() const {
    return touched(0, 0, image.info().width, image.info().height);
  }
  [[nodiscard]] std::vector<int> pixels() const {
    std::vector<int> all;
    for (int py = 0; py < image.info().height; ++py) {
      for (int px = 0; px < image.info().width; ++px)
        all.insert(all.end(), {y(px, py), u(px, py), v(px, py)});
    }
    return all;
  }
};

TrackSample person(std::int64_t id, float foot_x, float foot_y, float height,
                   int class_id = kPlayer, SampleSource source = SampleSource::measured) {
  const float w = 0.45F * height;
  return {id, class_id, {foot_x - w / 2, foot_y - height, w, height}, 0.9F, source};
}

BallSample ball(float x, float y, BallState state = BallState::visible) {
  BallSample sample;
  sample.state = state;
  sample.sample = {0, kBallClass, {x - 5, y - 5, 10, 10}, 0.8F, SampleSource::measured};
  return sample;
}

Scene of(const TrackSamples& people, const BallSample* the_ball = nullptr, double t = 0) {
  return {people, the_ball, from_seconds(t), {}};
}

TEST(Overlay, RefusesFramesItCannotDrawOn) {
  EXPECT_EQ(Overlay::create(soccer(), frame(640, 360, PixelFormat::gray8)).error().code,
            Errc::usage);
  EXPECT_EQ(Overlay::create(soccer(), frame(1, 360)).error().code, Errc::usage);
  FrameInfo nowhere = frame(640, 360);
  nowhere.device = {Device::Kind::cuda, 99};
  EXPECT_EQ(Overlay::create(soccer(), nowhere).error().code, Errc::no_device);
}

TEST(Overlay, AThemeErrorReachesTheCaller) {
  OverlayOptions options = soccer();
  options.theme_path = "/nowhere/theme.yaml";
  EXPECT_EQ(Overlay::create(options, frame(640, 360)).error().code, Errc::io);

  const std::string path = ::testing::TempDir() + "touchline_no_fonts.yaml";
  std::ofstream(path) << "fonts: [/nowhere/a.otf, /nowhere/b.ttf]\n";
  options.theme_path = path;
  const auto made = Overlay::create(options, frame(640, 360));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::bad_config);
  EXPECT_THAT(made.error().message, HasSubstr("/nowhere/a.otf, /nowhere/b.ttf"));
}

TEST(Overlay, AnEmptySceneLeavesThePictureAlone) {
  Stage stage(frame(640, 360));
  stage.draw(of({}));
  EXPECT_EQ(stage.touched(), 0);
}

TEST(Overlay, DrawsUnderTheFeetAndNotOverThePerson) {
  Stage stage(frame(1280, 720));
  stage.draw(of({person(7, 600, 400, 120)}));
  EXPECT_EQ(stage.touched(), stage.touched(540, 380, 660, 450));  // nothing elsewhere
  EXPECT_EQ(stage.touched(560, 280, 640, 380), 0);                // head to shins
  EXPECT_GT(stage.touched(560, 390, 640, 420), 200);              // ring
  EXPECT_GT(stage.touched(590, 412, 610, 436), 150);              // label
}

TEST(Overlay, RingHasTheColourOfItsClass) {
  const Theme theme;
  const char* names[] = {"player", "goalkeeper", "referee"};
  for (const auto range : {Colour::Range::limited, Colour::Range::full}) {
    for (const auto matrix : {Colour::Matrix::bt601, Colour::Matrix::bt709}) {
      FrameInfo info = frame(1920, 1080);
      info.colour.range = range;
      info.colour.matrix = matrix;
      OverlayOptions options = soccer();
      options.switches["ids"] = false;
      Stage stage(info, options);
      for (int class_id = 0; class_id < 3; ++class_id) {
        stage.draw(of({person(1, 900, 500, 200, class_id)}));
        const YuvColour ink = to_yuv(theme.colours.classes.at(names[class_id]), info.colour);
        int hits = 0;
        for (int py = 490; py < 540; ++py) {
          for (int px = 830; px < 970; ++px)
            hits += std::abs(stage.y(px, py) - ink.y) <= 16 &&
                    std::abs(stage.u(px, py) - ink.u) <= 16 &&
                    std::abs(stage.v(px, py) - ink.v) <= 16;
        }
        EXPECT_GT(hits, 100) << names[class_id];
      }
    }
  }
}

TEST(Overlay, UnknownClassesGetTheDefaultColour) {
  OverlayOptions options = soccer();
  options.switches["ids"] = false;
  Stage a(frame(640, 360), options), b(frame(640, 360), options);
  a.draw(of({person(1, 300, 200, 80, 99)}));
  b.draw(of({person(1, 300, 200, 80, -5)}));
  EXPECT_GT(a.touched(), 50);
  EXPECT_EQ(a.pixels(), b.pixels());
}

TEST(Overlay, PredictedPeopleAreFaintAndDashed) {
  OverlayOptions options = soccer();
  options.switches["ids"] = false;
  Stage seen(frame(1280, 720), options), guessed(frame(1280, 720), options);
  seen.draw(of({person(1, 600, 400, 150)}));
  guessed.draw(of({person(1, 600, 400, 150, kPlayer, SampleSource::predicted)}));
  const auto strength = [](const Stage& stage) {
    int sum = 0;
    for (int py = 380; py < 440; ++py) {
      for (int px = 520; px < 680; ++px) sum += std::max(0, stage.y(px, py) - kGrassY);
    }
    return sum;
  };
  EXPECT_GT(strength(guessed), 0);
  EXPECT_LT(strength(guessed), 0.45 * strength(seen));
}

TEST(Overlay, TheBallAmongPeopleIsNotAPerson) {
  Stage stage(frame(640, 360));
  stage.draw(of({person(1, 300, 200, 20, kBallClass)}));
  EXPECT_EQ(stage.touched(), 0);
}

/// The number's pixels, cut around the label of a person at a fixed place.
std::vector<int> label_of(std::int64_t id) {
  Stage stage(frame(1280, 720));
  stage.draw(of({person(id, 600, 400, 100)}));
  std::vector<int> cut;
  for (int py = 400; py < 440; ++py) {
    for (int px = 560; px < 640; ++px) cut.push_back(stage.y(px, py));
  }
  return cut;
}

TEST(Overlay, EveryIdLooksDifferentAndIsWrittenInWhite) {
  std::vector<std::vector<int>> labels;
  for (const std::int64_t id : {1, 2, 3, 7, 11, 12, 21, 99, 100, 12345}) {
    labels.push_back(label_of(id));
    EXPECT_GT(
        std::count_if(labels.back().begin(), labels.back().end(), [](int y) { return y > 215; }), 8)
        << id;
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t j = i + 1; j < labels.size(); ++j)
      EXPECT_NE(labels[i], labels[j]) << i << " " << j;
  }
}

TEST(Overlay, OptionsSwitchPartsOff) {
  const TrackSamples people{person(4, 600, 400, 150)};
  OverlayOptions options = soccer();
  Stage with_ids(frame(1280, 720), options);
  with_ids.draw(of(people));
  options.switches["ids"] = false;
  Stage without(frame(1280, 720), options);
  without.draw(of(people));
  options.switches["boxes"] = true;
  Stage boxes(frame(1280, 720), options);
  boxes.draw(of(people));
  EXPECT_GT(with_ids.touched(), without.touched());
  EXPECT_GT(boxes.touched(), without.touched());
  EXPECT_GT(boxes.touched(560, 245, 580, 260), 8);  // a corner
  EXPECT_EQ(boxes.touched(595, 245, 605, 260), 0);  // between the corners
  EXPECT_EQ(boxes.touched(580, 270, 620, 370), 0);  // the person
}

TEST(Overlay, CaptionIsAtTheTopLeft) {
  Stage stage(frame(1280, 720));
  stage.draw({{}, nullptr, 0, "Cup final 45:00"});
  EXPECT_GT(stage.touched(), 1500);
  EXPECT_EQ(stage.touched(), stage.touched(0, 0, 400, 80));
  const auto first = stage.pixels();
  stage.draw({{}, nullptr, 0, "Cup final 45:01"});
  EXPECT_NE(stage.pixels(), first);
  stage.draw({{}, nullptr, 0, "Cup final 45:00"});
  EXPECT_EQ(stage.pixels(), first);
}

TEST(Overlay, BallMarkerPointsFromAboveAndIsHollowWhenPredicted) {
  OverlayOptions options = soccer();
  options.switches["trail"] = false;
  Stage stage(frame(1920, 1080), options);
  const BallSample seen = ball(700, 500), guessed = ball(700, 500, BallState::predicted), lost;
  stage.draw(of({}, &seen));
  EXPECT_EQ(stage.touched(), stage.touched(680, 460, 720, 495));  // above the ball, never on it
  EXPECT_GT(stage.y(700, 475), 220);
  stage.draw(of({}, &guessed));
  EXPECT_GT(stage.touched(), 30);
  EXPECT_LT(std::abs(stage.y(700, 476) - kGrassY), 30);
  stage.draw(of({}, &lost));
  EXPECT_EQ(stage.touched(), 0);
}

/// Pixels of trail around (x, 500) once a ball has run along y = 500 at 400 px/s for `seconds`,
/// seen at `fps`.
int trail_at(double fps, double seconds, float x, int lost_frame = -1) {
  Stage stage(frame(1920, 1080));
  for (int n = 0; n <= static_cast<int>(std::lround(seconds * fps)); ++n) {
    const double t = n / fps;
    const BallSample here = ball(100 + static_cast<float>(400 * t), 500), lost;
    stage.draw(of({}, n == lost_frame ? &lost : &here, t));
  }
  const int px = static_cast<int>(x);
  return stage.touched(px - 5, 485, px + 5, 515);
}

TEST(Overlay, TrailExpiresByTimeAtEveryFrameRate) {
  const Theme theme;
  const auto length = 400 * theme.ball.trail_s;
  for (const double fps : {12.5, 25.0, 50.0, 59.94, 240.0}) {
    const float end = 100 + 400 * 2;  // about where the ball is after two seconds
    EXPECT_GT(trail_at(fps, 2, end - 30), 20) << fps;
    EXPECT_GT(trail_at(fps, 2, end - 0.7F * length), 10) << fps;
    EXPECT_EQ(trail_at(fps, 2, end - length - 45), 0) << fps;
  }
}

TEST(Overlay, TrailBreaksWhereTheBallWasLost) {
  // Lost in frame 40 of 25 fps: nothing between the positions of frames 39 and 41, at 724 and 756.
  EXPECT_GT(trail_at(25, 2, 740), 20);
  EXPECT_EQ(trail_at(25, 2, 740, 40), 0);
  EXPECT_GT(trail_at(25, 2, 700, 40), 20);
  EXPECT_GT(trail_at(25, 2, 780, 40), 20);
}

TEST(Overlay, TheTrailNeverHidesTheBall) {
  Stage stage(frame(1920, 1080));
  for (int n = 0; n < 30; ++n) {  // rolls in and comes to rest at (700, 500)
    const BallSample here = ball(700 - static_cast<float>(std::max(0, 20 - n) * 12), 500);
    stage.draw(of({}, &here, n * 0.04));
  }
  EXPECT_EQ(stage.touched(696, 496, 704, 504), 0);
  EXPECT_GT(stage.touched(640, 490, 690, 510), 50);
}

TEST(Overlay, TrailStartsAnewWhenTimeRunsBackOrJumps) {
  Stage stage(frame(1920, 1080));
  const BallSample a = ball(200, 500), b = ball(260, 500), far = ball(1500, 300);
  for (const double later : {-5.0, 60.0}) {
    stage.draw(of({}, &a, 100));
    stage.draw(of({}, &b, 100.04));
    EXPECT_GT(stage.touched(220, 490, 240, 510), 20);
    stage.draw(of({}, &far, 100 + later));
    EXPECT_EQ(stage.touched(0, 0, 1400, 1080), 0);
  }
}

TEST(Overlay, DrawingTheSameMomentAgainGivesTheSamePicture) {
  const TrackSamples people{person(1, 300, 300, 90), person(22, 320, 310, 95, kReferee)};
  Stage stage(frame(1280, 720));
  const BallSample first = ball(500, 400), second = ball(540, 410);
  stage.draw(of(people, &first, 1));
  stage.draw(of(people, &second, 1.04));
  const auto once = stage.pixels();
  stage.draw(of(people, &second, 1.04));
  EXPECT_EQ(stage.pixels(), once);

  Stage other(frame(1280, 720));
  other.draw(of(people, &first, 1));
  other.draw(of(people, &second, 1.04));
  EXPECT_EQ(other.pixels(), once);
}

TEST(Overlay, OrderOfPeopleDoesNotMatter) {
  TrackSamples people;
  for (int i = 0; i < 12; ++i)
    people.push_back(person(i + 1, 300 + 23.0F * static_cast<float>(i * 5 % 12),
                            300 + 4.0F * static_cast<float>(i % 4), 80));
  Stage a(frame(1280, 720)), b(frame(1280, 720));
  a.draw(of(people));
  std::shuffle(people.begin(), people.end(), std::mt19937(3));
  b.draw(of(people));
  EXPECT_EQ(a.pixels(), b.pixels());
}

/// Anything a tracker might say, sane or not.
TrackSamples any_people(std::mt19937& random, int width, int height) {
  std::uniform_real_distribution<float> share(-0.3F, 1.3F), size(0.01F, 0.6F);
  TrackSamples people;
  for (int i = 0; i < 30; ++i) {
    const auto h = size(random) * static_cast<float>(height);
    people.push_back(person(i * i * i + 1, share(random) * static_cast<float>(width),
                            share(random) * static_cast<float>(height), h, i % 5,
                            i % 3 == 0 ? SampleSource::predicted : SampleSource::measured));
  }
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              inf = std::numeric_limits<float>::infinity();
  people.push_back({900, 0, {nan, 5, 20, 40}, 1, SampleSource::measured});
  people.push_back({901, 0, {5, nan, 20, 40}, 1, SampleSource::measured});
  people.push_back({902, 0, {5, 5, inf, inf}, 1, SampleSource::measured});
  people.push_back({903, 0, {5, 5, -20, 0}, 1, SampleSource::measured});
  people.push_back({904, 0, {-1e30F, -1e30F, 1e30F, 1e30F}, 1, SampleSource::measured});
  people.push_back(
      {std::numeric_limits<std::int64_t>::max(), 0, {20, 5, 20, 20}, 1, SampleSource::measured});
  people.push_back({-3, 0, {50, 5, 20, 20}, 1, SampleSource::measured});
  return people;
}

TEST(Overlay, I420AndNv12AgreeAtEverySizeAndNothingIsWrittenOutside) {
  std::mt19937 random(11);
  const std::pair<int, int> sizes[] = {{2, 2},     {3, 5},     {17, 33},
                                       {353, 491}, {640, 361}, {1279, 717}};
  for (const auto& [width, height] : sizes) {
    OverlayOptions options = soccer();
    options.switches["boxes"] = true;
    Stage i420(frame(width, height), options),
        nv12(frame(width, height, PixelFormat::nv12), options);
    std::uniform_real_distribution<float> share(-0.4F, 1.4F);
    for (int n = 0; n < 6; ++n) {
      const TrackSamples people = any_people(random, width, height);
      BallSample where = ball(share(random) * static_cast<float>(width),
                              share(random) * static_cast<float>(height),
                              n % 2 == 0 ? BallState::visible : BallState::predicted);
      if (n == 4) where.sample.box.x = std::numeric_limits<float>::quiet_NaN();
      if (n == 5) where.sample.box.y = 1e30F;
      const Scene scene{people, &where, from_seconds(n * 0.04),
                        "caption far wider than a small frame"};
      i420.draw(scene);
      nv12.draw(scene);
      ASSERT_EQ(i420.pixels(), nv12.pixels()) << width << "x" << height << " frame " << n;
      for (int y = 0; y < height; ++y) {
        const auto& plane = i420.image.plane(0);
        for (std::ptrdiff_t x = width; x < plane.pitch; ++x) ASSERT_EQ(plane.row(y)[x], kGrassY);
      }
    }
  }
}

TEST(Overlay, LooksTheSameAt720pAnd1080p) {
  // Share of the frame that is drawn on.
  const auto share = [](int width, int height) {
    Stage stage(frame(width, height));
    const auto s = static_cast<float>(height);
    stage.draw(
        of({person(8, 0.8F * s, 0.5F * s, 0.15F * s), person(15, 0.4F * s, 0.6F * s, 0.2F * s)}));
    return stage.touched() / static_cast<double>(width * height);
  };
  const double small = share(1280, 720), middle = share(1920, 1080), large = share(3840, 2160);
  EXPECT_NEAR(small / middle, 1, 0.1);
  EXPECT_NEAR(large / middle, 1, 0.1);
}

}  // namespace
}  // namespace touchline
