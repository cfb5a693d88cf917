// An observation read back is the one written, to the last bit.
#include "records/observation.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>

namespace touchline {
namespace {

class Observations : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(mkdtemp(dir_.data()), nullptr); }
  void TearDown() override {
    std::remove(path().c_str());
    rmdir(dir_.c_str());
  }
  [[nodiscard]] std::string path() const { return dir_ + "/observations.jsonl"; }

  std::string dir_ = ::testing::TempDir() + "observationsXXXXXX";
};

/// Awkward figures: thirds, tiny and large ones.
Observation observation(int n) {
  Observation o;
  o.frame = n;
  o.pts_ns = 33'366'667LL * n;
  o.width = 1280;
  o.height = 720;
  for (int i = 0; i < n % 5; ++i) {
    const float third = static_cast<float>(i + 1) / 3;
    o.detections.push_back({{100 * third, 1e-7F * third, 20.1F, 60.7F}, third / 4, i % 4});
    if (n % 2) o.kits.push_back({{third, -third, 1e3F * third}, {50, third, -128}, third});
  }
  o.interpolated = n % 7 == 2;
  if (n % 3) o.motion = Mat3{{1, 1e-9, 0.1 * n, -1e-12, 1.0 / 3, 2, 1e-17, -3e-5, 1}};
  o.shot = {n % 4 == 1, n / 4, n % 5 != 0, "a \"wipe\"", {}};
  if (n % 6 == 5) o.shot.replay = {n / 8, n / 4};
  o.view.state = static_cast<CalibrationState>(n % 4);
  o.view.why = n % 4 ? "carried\ton" : "";
  for (std::size_t i = 0; i < 9; ++i) {
    o.view.image_from_field.m[i] = std::sin(n + static_cast<double>(i)) / 7;
    o.view.field_from_image.m[i] = std::exp(-static_cast<double>(i)) * n;
  }
  o.view.lens = {-0.1 / 3, {640.5, 360.5}, 734.3};
  for (std::size_t i = 0; i < 64; ++i) o.view.corner_cov[i] = std::cos(static_cast<double>(i) * n);
  o.view.size = {1280, 720};
  o.view.inliers = 3 * n;
  o.view.rmse_px = 0.1 * n;
  o.view.rmse_m = 0.01 * n;
  o.view.sigma_m = 1.0 / (n + 1);
  o.view.unmeasured_ns = 40'000'000LL * n;
  return o;
}

void expect_equal(const Observation& a, const Observation& b) {
  EXPECT_EQ(a.frame, b.frame);
  EXPECT_EQ(a.pts_ns, b.pts_ns);
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.height, b.height);
  EXPECT_EQ(a.detections, b.detections);
  EXPECT_EQ(a.interpolated, b.interpolated);
  EXPECT_EQ(a.kits, b.kits);
  EXPECT_EQ(a.motion, b.motion);
  EXPECT_EQ(a.shot, b.shot);
  EXPECT_EQ(a.view.state, b.view.state);
  EXPECT_EQ(a.view.why, b.view.why);
  EXPECT_EQ(a.view.image_from_field, b.view.image_from_field);
  EXPECT_EQ(a.view.field_from_image, b.view.field_from_image);
  EXPECT_EQ(a.view.lens, b.view.lens);
  EXPECT_EQ(a.view.corner_cov, b.view.corner_cov);
  EXPECT_EQ(a.view.size, b.view.size);
  EXPECT_EQ(a.view.inliers, b.view.inliers);
  EXPECT_EQ(a.view.rmse_px, b.view.rmse_px);
  EXPECT_EQ(a.view.rmse_m, b.view.rmse_m);
  EXPECT_EQ(a.view.sigma_m, b.view.sigma_m);
  EXPECT_EQ(a.view.unmeasured_ns, b.view.unmeasured_ns);
}

TEST_F(Observations, AreReadBackAsTheyWere) {
  {
    std::ofstream file(path());
    for (int n = 0; n < 40; ++n) file << json_of(observation(n), "a match") << "\n";
  }
  auto reader = ObservationReader::open(path());
  ASSERT_TRUE(reader.has_value());
  std::vector<Observation> rows;
  ASSERT_TRUE(reader->next(rows).has_value());
  ASSERT_EQ(rows.size(), 40U);
  for (int n = 0; n < 40; ++n) {
    SCOPED_TRACE(n);
    expect_equal(rows[static_cast<std::size_t>(n)], observation(n));
  }
  ASSERT_TRUE(reader->next(rows).has_value());
  EXPECT_TRUE(rows.empty());
}

TEST_F(Observations, BodiesAndPeaksAreKeptWhereSomebodyLooked) {
  Observation none = observation(1), empty = observation(2), full = observation(3);
  empty.bodies.emplace();
  empty.peaks.emplace();
  full.seam.missing = 2;
  full.bodies.emplace();
  full.bodies->push_back({0, {Keypoint{{1.5F, 2.25F}, 0.875F}, std::nullopt}});
  full.bodies->push_back({1, {}});
  full.peaks = Peaks{{{300.1F, 20}, 0.7F}};
  const std::vector<Observation> all{none, empty, full, none};
  {
    std::ofstream file(path());
    for (const auto& each : all) file << json_of(each, "cam") << '\n';
  }
  auto reader = ObservationReader::open(path());
  ASSERT_TRUE(reader);
  std::vector<Observation> rows;
  ASSERT_TRUE(reader->next(rows));
  ASSERT_EQ(rows.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    expect_equal(rows[i], all[i]);
    EXPECT_EQ(rows[i].bodies, all[i].bodies) << i;
    EXPECT_EQ(rows[i].peaks, all[i].peaks) << i;
  }
}

TEST_F(Observations, ABodyOfNobodyIsRefused) {
  Observation wrong = observation(1);
  wrong.bodies.emplace();
  wrong.bodies->push_back({static_cast<int>(wrong.detections.size()), {}});
  std::ofstream(path()) << json_of(wrong, "cam") << '\n' << json_of(observation(2), "cam") << '\n';
  auto reader = ObservationReader::open(path());
  ASSERT_TRUE(reader);
  std::vector<Observation> rows;
  EXPECT_FALSE(reader->next(rows));
}

TEST_F(Observations, SeamsAreKeptWhereThereAreAny) {
  auto joined = observation(1), missing = observation(2);
  joined.seam.joined_by = -10'800 * kSecond;
  missing.seam.missing = 3;
  EXPECT_EQ(json_of(observation(0), "m").find("seam"), std::string::npos);
  std::ofstream(path()) << json_of(observation(0), "m") << "\n"
                        << json_of(joined, "m") << "\n"
                        << json_of(missing, "m") << "\n"
                        << json_of(observation(3), "m") << "\n";
  auto reader = ObservationReader::open(path());
  ASSERT_TRUE(reader.has_value());
  std::vector<Observation> rows;
  ASSERT_TRUE(reader->next(rows).has_value());
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_TRUE(rows[0].seam.empty());
  EXPECT_EQ(rows[1].seam, joined.seam);
  EXPECT_EQ(rows[2].seam, missing.seam);
  EXPECT_TRUE(rows[3].seam.empty());
}

TEST_F(Observations, KitsThatDoNotMatchTheirDetectionsAreRefused) {
  auto wrong = observation(3);
  wrong.kits.pop_back();
  std::ofstream(path()) << json_of(observation(2), "m") << "\n" << json_of(wrong, "m") << "\n";
  auto reader = ObservationReader::open(path());
  ASSERT_TRUE(reader.has_value());
  std::vector<Observation> rows;
  const auto read = reader->next(rows);
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().message.find(":2:"), std::string::npos) << read.error().message;
}

}  // namespace
}  // namespace touchline
