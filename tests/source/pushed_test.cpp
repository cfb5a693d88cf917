// Pictures that an application hands in.
#include <gmock/gmock.h>

#include <thread>

#include "playback.h"
#include "source/pushed_pictures.h"

namespace touchline {
namespace {

using namespace ::testing;
using ::testing::HasSubstr;

constexpr int kWidth = 96, kHeight = 64;

/// A grey picture of the layout.
struct Grey {
  explicit Grey(PixelLayout layout, std::uint8_t value = 90) : pixels(kWidth * kHeight * 4, value) {
    const auto* data = pixels.data();
    const auto luma = std::size_t{kWidth} * kHeight;
    switch (layout) {
      case PixelLayout::i420:
        view.planes = {data, data + luma, data + luma + luma / 4};
        view.pitches = {kWidth, kWidth / 2, kWidth / 2};
        break;
      case PixelLayout::nv12:
        view.planes = {data, data + luma};
        view.pitches = {kWidth, kWidth};
        break;
      case PixelLayout::rgb24:
      case PixelLayout::bgr24:
        view.planes = {data};
        view.pitches = {std::ptrdiff_t{3} * kWidth};
        break;
      default:
        view.planes = {data};
        view.pitches = {std::ptrdiff_t{4} * kWidth};
    }
  }
  Grey& at(std::int64_t pts_ns, int epoch = 0) {
    view.pts_ns = pts_ns;
    view.epoch = epoch;
    return *this;
  }
  std::vector<std::uint8_t> pixels;
  PictureView view;
};

class Pushed : public Test {
 protected:
  std::unique_ptr<Source> open(PixelLayout layout = PixelLayout::i420, SourceOptions options = {}) {
    auto made = PushedPictures::create({kWidth, kHeight, layout, 30}, "camera");
    EXPECT_TRUE(made);
    pictures_ = options.pushed = *made;
    options.id = "camera";
    auto source = Source::open(options);
    EXPECT_TRUE(source) << source.error().message;
    return std::move(*source);
  }
  std::shared_ptr<PushedPictures> pictures_;
};

TEST_F(Pushed, EveryLayoutComesInAsVideo) {
  for (const auto layout : {PixelLayout::i420, PixelLayout::nv12, PixelLayout::rgb24,
                            PixelLayout::bgr24, PixelLayout::rgba, PixelLayout::bgra}) {
    const auto source = open(layout);
    ASSERT_TRUE(pictures_->push(Grey(layout).at(7).view));
    const auto read = source->read();
    ASSERT_TRUE(read && *read);
    const auto& frame = (*read)->frame;
    EXPECT_EQ((*read)->pts_ns, 7);
    EXPECT_EQ(frame.width(), kWidth);
    EXPECT_TRUE(frame.info().format == PixelFormat::i420 ||
                frame.info().format == PixelFormat::nv12);
    const bool video = layout == PixelLayout::i420 || layout == PixelLayout::nv12;
    // Full range becomes video's: 16 + 90 * 219 / 255.
    EXPECT_NEAR(frame.plane(0).row(5)[5], video ? 90 : 93, 1) << static_cast<int>(layout);
  }
}

TEST_F(Pushed, ChannelsKeepTheirColours) {
  Grey red(PixelLayout::bgra, 0);
  for (std::size_t i = 2; i < red.pixels.size(); i += 4) red.pixels[i] = 255;
  const auto source = open(PixelLayout::bgra);
  ASSERT_TRUE(pictures_->push(red.view));
  const auto read = source->read();
  ASSERT_TRUE(read && *read);
  const auto& frame = (*read)->frame;
  ASSERT_EQ(frame.info().format, PixelFormat::i420);
  EXPECT_GT(frame.plane(2).row(3)[3], 230) << "Cr of red";
  EXPECT_LT(frame.plane(1).row(3)[3], 110) << "Cb of red";
}

TEST_F(Pushed, TimesAndEpochsAreTheApplications) {
  const auto source = open();
  std::thread pushing([&] {
    for (int i = 0; i < 20; ++i)
      EXPECT_TRUE(pictures_->push(Grey(PixelLayout::i420).at(i * i + 1, i / 8).view));
    pictures_->end();
  });
  for (int i = 0; i < 20; ++i) {
    const auto read = source->read();
    ASSERT_TRUE(read && *read) << i;
    EXPECT_EQ((*read)->pts_ns, i * i + 1);
    EXPECT_EQ((*read)->epoch, i / 8);
    EXPECT_EQ((*read)->index, i);
  }
  const auto last = source->read();
  ASSERT_TRUE(last);
  EXPECT_FALSE(*last);
  pushing.join();
  EXPECT_EQ(source->counts().frames_delivered, 20);
}

TEST_F(Pushed, WhatDoesNotFitIsRefused) {
  const auto source = open();
  Grey grey(PixelLayout::i420);
  ASSERT_TRUE(pictures_->push(grey.at(10, 1).view));
  EXPECT_THAT(pictures_->push(grey.at(10, 1).view).error().message, HasSubstr("time"));
  EXPECT_THAT(pictures_->push(grey.at(11, 0).view).error().message, HasSubstr("epoch"));
  auto view = grey.at(11, 1).view;
  view.planes[2] = nullptr;
  EXPECT_THAT(pictures_->push(view).error().message, HasSubstr("plane 2"));
  view = grey.view;
  view.pitches[1] = 47;
  EXPECT_THAT(pictures_->push(view).error().message, HasSubstr("47"));
  ASSERT_TRUE(pictures_->push(grey.view)) << "what was refused changed nothing";
  for (const PictureFormat& format :
       {PictureFormat{kWidth, 0}, PictureFormat{kWidth + 1, kHeight},
        PictureFormat{40'000, kHeight}, PictureFormat{kWidth, kHeight, PixelLayout::rgb24, 0.0}})
    EXPECT_EQ(PushedPictures::create(format, "odd").error().code, Errc::usage);
}

TEST_F(Pushed, WhoPushesIsNotLeftWaiting) {
  auto source = open();
  std::thread pushing([&] {
    for (int i = 0;; ++i)
      if (auto pushed = pictures_->push(Grey(PixelLayout::i420).at(i).view); !pushed) {
        EXPECT_THAT(pushed.error().message, HasSubstr("ended"));
        return;
      }
  });
  ASSERT_TRUE(source->read());
  source.reset();
  pushing.join();
}

TEST_F(Pushed, OnlyThePartThatWasAskedForIsDelivered) {
  SourceOptions options;
  options.start_ns = 30;
  options.every = 2;
  options.max_frames = 2;
  const auto source = open(PixelLayout::i420, options);
  std::thread pushing([&] {
    for (int i = 0; i < 40; ++i)
      if (!pictures_->push(Grey(PixelLayout::i420).at(10 * i).view)) return;
  });
  std::vector<std::int64_t> times;
  for (;;) {
    const auto read = source->read();
    ASSERT_TRUE(read);
    if (!*read) break;
    times.push_back((*read)->pts_ns);
  }
  pushing.join();
  EXPECT_EQ(times, (std::vector<std::int64_t>{40, 60}));
}

}  // namespace
}  // namespace touchline
