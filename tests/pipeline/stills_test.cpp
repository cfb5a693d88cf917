// Single pictures of an output: which moments they are of, and what they are cut around.
#include "pipeline/stills.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "memory/pool.h"
#include "source/source.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using testing::TempDir;

class Stills : public ::testing::TestWithParam<PixelFormat> {
 protected:
  /// Dark, with a bright square at (300, 200) to (340, 260): who is asked for.
  Frame picture() const {
    FrameInfo info;
    info.format = GetParam();
    info.width = 640;
    info.height = 480;
    Pool pool(image_bytes(info));
    Image image(info, pool);
    for (int i = 0; i < format_info(info.format).planes; ++i)
      for (int y = 0; y < image.plane(i).height; ++y)
        std::memset(image.plane(i).row(y), i == 0 ? 40 : 128,
                    static_cast<std::size_t>(image.plane(i).pitch));
    for (int y = 200; y < 260; ++y) std::memset(image.plane(0).row(y) + 300, 220, 40);
    return freeze(std::move(image));
  }
  static Moment moment(double t, std::int64_t track_id) {
    Moment moment;
    moment.row.pts_ns = from_seconds(t);
    TrackSample sample;
    sample.track_id = track_id;
    sample.box = {300, 200, 40, 60};
    moment.row.objects.push_back(sample);
    return moment;
  }
  Frame read(const std::string& name) const {
    SourceOptions options;
    options.url = dir_ / ("stills/" + name + ".jpg");
    auto source = Source::open(options);
    EXPECT_TRUE(source) << source.error().message;
    auto next = (*source)->read();
    EXPECT_TRUE(next && *next) << name;
    return (*next)->frame;
  }
  TempDir dir_;
};

TEST_P(Stills, AreOfTheFirstPictureAtTheirTimeAroundTheirTrack) {
  auto taker = StillTaker::create(dir_ / "stills", {{"late", from_seconds(2), 7},
                                                    {"early", from_seconds(0.5), 7},
                                                    {"nobody", from_seconds(1), 8}});
  ASSERT_TRUE(taker) << taker.error().message;
  const Frame frame = picture();
  for (const double t : {0.0, 0.4, 0.8, 1.2, 1.6})
    ASSERT_TRUE(taker->take(moment(t, 7), frame, nullptr));
  EXPECT_TRUE(fs::exists(dir_ / "stills/early.jpg"));
  EXPECT_FALSE(fs::exists(dir_ / "stills/nobody.jpg")) << "the track was not there";
  EXPECT_FALSE(fs::exists(dir_ / "stills/late.jpg")) << "its time has not come";

  const Frame still = read("early");
  EXPECT_NEAR(still.info().height, 90, 2) << "half as much again as the person";
  EXPECT_NEAR(still.info().width, 68, 2);
  const auto luma = [&](int x, int y) { return int{still.plane(0).row(y)[x]}; };
  EXPECT_GT(luma(still.info().width / 2, still.info().height / 2), 150);
  EXPECT_LT(luma(3, 3), 90);
}

TEST_P(Stills, NearTheEdgeThePictureIsStillWithinTheFrame) {
  auto taker = StillTaker::create(dir_ / "stills", {{"edge", 0, 7}});
  ASSERT_TRUE(taker);
  auto at_edge = moment(0, 7);
  at_edge.row.objects.front().box = {-20, 400, 100, 300};
  ASSERT_TRUE(taker->take(at_edge, picture(), nullptr));
  const Frame still = read("edge");
  EXPECT_LE(still.info().height, 480);
  EXPECT_LE(still.info().width, 640);
}

TEST_P(Stills, ThoseOfAnEarlierDrawingAreGone) {
  fs::create_directories(dir_ / "stills");
  std::ofstream(dir_ / "stills/old.jpg") << "x";
  ASSERT_TRUE(StillTaker::create(dir_ / "stills", {}));
  EXPECT_TRUE(fs::is_empty(dir_ / "stills"));
}

INSTANTIATE_TEST_SUITE_P(Formats, Stills, ::testing::Values(PixelFormat::i420, PixelFormat::nv12));

}  // namespace
}  // namespace touchline
