#include "kernels/kit_colour.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>

#include "kernels/cuda/images.h"
#include "kernels/lab.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

struct Paint {
  int y, u, v;
};

/// A frame of grass (optionally darker on the right) in which blocks can be painted.
class Picture {
 public:
  Picture(int width, int height, Paint grass, PixelFormat format = PixelFormat::i420,
          double shade = 1)
      : width_(width), height_(height), format_(format) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const double light = x >= width / 2 ? shade : 1;
        pixels_.push_back({static_cast<int>(16 + (grass.y - 16) * light) + (x * 7 + y * 13) % 5 - 2,
                           static_cast<int>(128 + (grass.u - 128) * light),
                           static_cast<int>(128 + (grass.v - 128) * light)});
      }
  }
  void block(const Box& b, Paint p) {
    for (int y = std::max(0, static_cast<int>(b.y));
         y < std::min(height_, static_cast<int>(b.bottom())); ++y)
      for (int x = std::max(0, static_cast<int>(b.x));
           x < std::min(width_, static_cast<int>(b.right())); ++x)
        pixels_[static_cast<std::size_t>(y * width_ + x)] = p;
  }
  /// Head, shirt, shorts, legs; grass shows left and right.
  void person(const Box& b, Paint shirt, Paint shorts) {
    const Paint skin{140, 112, 148};
    block({b.x + 0.38F * b.w, b.y, 0.24F * b.w, 0.15F * b.h}, skin);
    block({b.x + 0.2F * b.w, b.y + 0.15F * b.h, 0.6F * b.w, 0.34F * b.h}, shirt);
    block({b.x + 0.2F * b.w, b.y + 0.2F * b.h, 0.1F * b.w, 0.3F * b.h}, skin);
    block({b.x + 0.25F * b.w, b.y + 0.49F * b.h, 0.5F * b.w, 0.18F * b.h}, shorts);
    block({b.x + 0.3F * b.w, b.y + 0.67F * b.h, 0.4F * b.w, 0.33F * b.h}, skin);
  }
  [[nodiscard]] Frame frame() const {
    const int cw = width_ / 2, ch = height_ / 2;
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(pixels_.size() * 3 / 2);
    for (std::size_t i = 0; i < pixels_.size(); ++i)
      (*bytes)[i] = static_cast<std::uint8_t>(pixels_[i].y);
    std::uint8_t* c = bytes->data() + pixels_.size();
    const bool nv12 = format_ == PixelFormat::nv12;
    for (int y = 0; y < ch; ++y)
      for (int x = 0; x < cw; ++x) {
        const Paint& p = pixels_[static_cast<std::size_t>(2 * y * width_ + 2 * x)];
        c[nv12 ? 2 * (y * cw + x) : y * cw + x] = static_cast<std::uint8_t>(p.u);
        c[nv12 ? 2 * (y * cw + x) + 1 : cw * ch + y * cw + x] = static_cast<std::uint8_t>(p.v);
      }
    FrameInfo info;
    info.format = format_, info.width = width_, info.height = height_;
    std::array<Plane<const std::uint8_t>, 3> planes{};
    planes[0] = {bytes->data(), width_, height_, width_};
    if (format_ != PixelFormat::gray8) planes[1] = {c, cw, ch, nv12 ? width_ : cw};
    if (format_ == PixelFormat::i420) planes[2] = {c + cw * ch, cw, ch, cw};
    return {info, planes, bytes};
  }

 private:
  int width_, height_;
  PixelFormat format_;
  std::vector<Paint> pixels_;
};

double delta_e(const Lab& a, const Lab& b) {
  return std::sqrt(std::pow(static_cast<double>(a.L - b.L), 2) +
                   std::pow(static_cast<double>(a.a - b.a), 2) +
                   std::pow(static_cast<double>(a.b - b.b), 2));
}

Lab lab(Paint p) {
  return yuv_to_lab(static_cast<float>(p.y), static_cast<float>(p.u), static_cast<float>(p.v), {});
}

std::vector<KitSample> measure(const Picture& picture, std::span<const Box> people,
                               bool even = true) {
  const Frame frame = picture.frame();
  std::vector<KitSample> kits;
  KitMeter().measure(frame, learn_grass(frame), people, {.least_height_px = 12, .even_light = even},
                     kits);
  return kits;
}

const Paint kGrass{95, 112, 112}, kRed{90, 105, 200}, kBlue{70, 170, 115}, kWhite{225, 128, 128},
    kBlack{25, 128, 128}, kYellow{190, 50, 145}, kLime{190, 70, 90};

TEST(KitColour, LabOfKnownColours) {
  const Colour full{Colour::Matrix::bt709, Colour::Range::full, 2, 2};
  const Lab white = yuv_to_lab(255, 128, 128, full), black = yuv_to_lab(0, 128, 128, full);
  EXPECT_NEAR(static_cast<double>(white.L), 100, 0.1);
  EXPECT_NEAR(static_cast<double>(white.a), 0, 0.1);
  EXPECT_NEAR(static_cast<double>(white.b), 0, 0.1);
  EXPECT_NEAR(static_cast<double>(black.L), 0, 0.1);
  // sRGB red is Lab (53.24, 80.09, 67.20); in BT.601 full range it is (76, 85, 255).
  const Lab red =
      yuv_to_lab(76.245F, 84.97F, 255.5F, {Colour::Matrix::bt601, Colour::Range::full, 2, 2});
  EXPECT_LT(delta_e(red, {53.24F, 80.09F, 67.2F}), 0.5);
  // The same grey in both ranges.
  EXPECT_LT(
      delta_e(yuv_to_lab(128, 128, 128, full), yuv_to_lab(16 + 128 * 219.0F / 255, 128, 128, {})),
      0.1);
  // What the pixels' single precision says is what kernels/lab.h says.
  EXPECT_LT(delta_e(red, to_lab({255, 0, 0})), 0.5);
}

TEST(KitColour, ShirtAndShortsAreTold) {
  for (const Paint grass : {kGrass, Paint{38, 119, 122}, Paint{120, 98, 131}})  // green, dark, dry
    for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12}) {
      Picture picture(640, 360, grass, format);
      const std::pair<Paint, Paint> kits[] = {
          {kRed, kWhite}, {kBlue, kBlack}, {kWhite, kBlue}, {kYellow, kRed}, {kLime, kBlack}};
      std::vector<Box> people;
      for (const auto& [shirt, shorts] : kits) {
        people.push_back({40.0F + 110.0F * static_cast<float>(people.size()), 140, 24, 60});
        picture.person(people.back(), shirt, shorts);
      }
      const auto found = measure(picture, people);
      for (std::size_t i = 0; i < people.size(); ++i) {
        EXPECT_LT(delta_e(found[i].shirt, lab(kits[i].first)), 5) << i << " grass " << grass.y;
        EXPECT_LT(delta_e(found[i].shorts, lab(kits[i].second)), 5) << i << " grass " << grass.y;
        EXPECT_GT(static_cast<double>(found[i].weight), 0.5);
      }
    }
}

TEST(KitColour, TheNearerPersonCoversTheOther) {
  Picture picture(640, 360, kGrass);
  const Box behind{100, 100, 30, 80}, before{117, 110, 30, 80};
  picture.person(behind, kRed, kWhite);
  picture.person(before, kBlue, kBlack);
  const Box people[] = {behind, before};
  const auto found = measure(picture, people);
  EXPECT_LT(delta_e(found[1].shirt, lab(kBlue)), 5);
  if (found[0].weight > 0) {
    EXPECT_LT(delta_e(found[0].shirt, lab(kRed)), 8);
  }
  EXPECT_LT(found[0].weight, found[1].weight);
}

TEST(KitColour, ShadeIsEvenedOut) {
  Picture picture(640, 360, kGrass, PixelFormat::i420, 0.6);
  const Box sun{100, 100, 30, 80}, shade{500, 100, 30, 80};
  const auto dim = [](Paint p) {
    return Paint{static_cast<int>(16 + (p.y - 16) * 0.6), static_cast<int>(128 + (p.u - 128) * 0.6),
                 static_cast<int>(128 + (p.v - 128) * 0.6)};
  };
  picture.person(sun, kRed, kWhite);
  picture.person(shade, dim(kRed), dim(kWhite));
  const Box people[] = {sun, shade};
  const auto even = measure(picture, people), plain = measure(picture, people, false);
  EXPECT_LT(delta_e(even[0].shorts, even[1].shorts),
            0.4 * delta_e(plain[0].shorts, plain[1].shorts));
  EXPECT_LT(delta_e(even[0].shirt, even[1].shirt), 0.6 * delta_e(plain[0].shirt, plain[1].shirt));
}

TEST(KitColour, NothingIsInvented) {
  Picture bare(640, 360, kGrass), grey(640, 360, kGrass, PixelFormat::gray8);
  const Box people[] = {
      {100, 100, 30, 80}, {200, 100, 4, 8}, {-50, -90, 30, 80}, {630, 350, 30, 80}};
  for (const KitSample& kit : measure(bare, people)) EXPECT_EQ(kit.weight, 0);
  for (const KitSample& kit : measure(grey, people)) EXPECT_EQ(kit.weight, 0);
  EXPECT_TRUE(measure(bare, {}).empty());
}

TEST(KitColour, OnTheGpuIsTheSame) {
  TL_UPLOADS(gpu);
  DeviceKitZones zones(gpu.stream());
  KitMeter meter;
  for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12, PixelFormat::gray8}) {
    Picture picture(640, 360, kGrass, format);
    std::vector<Box> people{{-20, 300, 40, 90}, {620, 10, 60, 20}, {300, 100, 4, 8}};
    for (int i = 0; i < 17; ++i) {  // some of them before others
      const float x = static_cast<float>(i);
      people.push_back(
          {10.3F + 33.7F * x, 40.1F + 31 * (x - 5 * std::floor(x / 5)), 20 + 3 * x, 45.5F + 7 * x});
      picture.person(people.back(), i % 2 ? kRed : kBlue, i % 3 ? kWhite : kLime);
    }
    const Frame frame = picture.frame();
    const GrassColour grass = learn_grass(frame);
    const Frame uploaded = gpu(frame);
    for (const bool even : {true, false}) {
      const KitOptions options{.least_height_px = 12, .even_light = even};
      std::vector<KitSample> here, there;
      meter.measure(frame, grass, people, options, here);
      const auto before = gpu.traffic();
      const KitsOf one{&uploaded, &grass, people, &there};
      const auto measured = meter.measure({&one, 1}, options, zones);
      ASSERT_TRUE(measured) << measured.error().message;
      EXPECT_EQ(gpu.traffic().frames_to_host, before.frames_to_host);
      EXPECT_EQ(here, there);
      const auto seen = std::count_if(here.begin(), here.end(),
                                      [](const KitSample& kit) { return kit.weight > 0; });
      EXPECT_EQ(seen > 10, format != PixelFormat::gray8);
    }
  }
}

TEST(KitColour, FramesOfABatchOnTheGpuAreEachTheSameAsAlone) {
  TL_UPLOADS(gpu);
  DeviceKitZones zones(gpu.stream());
  KitMeter meter;
  constexpr PixelFormat kFormats[] = {PixelFormat::nv12, PixelFormat::gray8, PixelFormat::i420,
                                      PixelFormat::nv12};
  std::vector<Frame> frames, uploaded;
  std::vector<GrassColour> grass;
  std::vector<std::vector<Box>> people;
  for (const int i : {0, 1, 2, 3}) {
    Picture picture(640, 360, kGrass, kFormats[i]);
    people.emplace_back();
    for (int k = 0; k < 3 * i; ++k) {  // nobody in the first
      people.back().push_back(
          {30.0F + 50 * static_cast<float>(k), 40.0F + 10 * static_cast<float>(i), 24, 70});
      picture.person(people.back().back(), k % 2 ? kRed : kBlue, kWhite);
    }
    frames.push_back(picture.frame());
    uploaded.push_back(gpu(frames.back()));
    grass.push_back(learn_grass(frames.back()));
  }
  std::vector<std::vector<KitSample>> there(frames.size());
  std::vector<KitsOf> batch;
  for (std::size_t i = 0; i < frames.size(); ++i)
    batch.push_back({&uploaded[i], &grass[i], people[i], &there[i]});
  const auto measured = meter.measure(batch, {}, zones);
  ASSERT_TRUE(measured) << measured.error().message;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    std::vector<KitSample> here;
    meter.measure(frames[i], grass[i], people[i], {}, here);
    EXPECT_EQ(here, there[i]) << "frame " << i;
    EXPECT_EQ(here.size(), 3 * i);
  }
  EXPECT_GT(there[3][0].weight, 0);
}

/// Zones of every length over noise, partly outside any sense: each sample counts.
TEST(KitColour, ZonesOnTheGpuAreTheHostsBitForBit) {
  TL_UPLOADS(gpu);
  DeviceKitZones device(gpu.stream());
  std::mt19937 random(11);
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  const Frame frame = testing::noise_frame(PixelFormat::nv12, 640, 360, 3, 5);
  Picture green(640, 360, kGrass);
  for (const GrassColour& grass : {learn_grass(green.frame()), GrassColour{}}) {
    std::vector<KitZone> zones;
    for (int i = 0; i < 200; ++i) {
      KitZone zone;
      zone.x0 = below(300) * 2, zone.y0 = below(170) * 2;
      zone.x1 = std::min(640, zone.x0 + below(60) * 2),
      zone.y1 = std::min(360, zone.y0 + below(60) * 2);
      zone.step = 2 + 2 * below(3);
      zone.beside = i % 4 == 0;
      for (zone.nearer = below(KitZone::kMostNearer + 1); Box & box : zone.in_front)
        box = {static_cast<float>(zone.x0 + below(50)), static_cast<float>(zone.y0 + below(50)), 9,
               9};
      zones.push_back(zone);
    }
    std::vector<ZoneColour> here(zones.size());
    const MeasureZone host{YuvReader(frame), grass, zones.data(), static_cast<int>(zones.size()),
                           here.data()};
    for (int i = 0; i < host.count; ++i) host(i);
    const Frame uploaded = gpu(frame);
    const ZonesOf all{&uploaded, &grass, zones.size()};
    const auto there = device.measure({&all, 1}, zones);
    ASSERT_TRUE(there) << there.error().message;
    ASSERT_EQ(there->size(), here.size());
    EXPECT_EQ(std::memcmp(there->data(), here.data(), there->size_bytes()), 0);
  }
}

}  // namespace
}  // namespace touchline
