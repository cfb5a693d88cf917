// What a run wrote is what is read back, to the last bit.
#include "records/read.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>

namespace touchline {
namespace {

const std::vector<std::string> kClasses{"ball", "goalkeeper", "player", "referee"};

class Read : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(mkdtemp(dir_.data()), nullptr); }
  void TearDown() override {
    std::remove(path().c_str());
    rmdir(dir_.c_str());
  }
  [[nodiscard]] std::string path() const { return dir_ + "/rows.jsonl"; }
  void write(const std::string& text) const { std::ofstream(path(), std::ios::binary) << text; }

  std::string dir_ = ::testing::TempDir() + "readXXXXXX";
};

/// Row `n` of a match with awkward figures.
FrameRecord row(int n, int people) {
  FrameRecord record;
  record.source_id = "a \"match\"";
  record.frame = n;
  record.pts_ns = 33'366'667LL * n;
  if (n % 3 == 0) {
    record.utc_ns = 1'700'000'000'000'000'000 + n;
    record.utc_src = n % 2 ? ClockSource::rtcp : ClockSource::receipt;
  }
  record.processed = n % 4 != 0;
  record.ball = static_cast<BallState>(n % 3);
  record.calibration = static_cast<CalibrationState>(n % 4);
  if (n % 4 != 3) record.sigma_m = 0.1 + 0.0007 * n;
  record.shot = n / 10;
  record.counted = n % 5 != 0;
  if (!record.counted) record.why_uncounted = "a replay";
  for (int p = 0; p < people; ++p) {
    const double wave = std::sin(0.37 * n + 1.3 * p);
    TrackSample sample;
    sample.track_id = 1000LL * n + p;
    sample.class_id = p % 4;
    sample.box = {static_cast<float>(640 + 600 * wave), static_cast<float>(300.123 + p),
                  static_cast<float>(20 + wave), static_cast<float>(60.7 - wave)};
    sample.conf = static_cast<float>(0.5 + 0.49 * wave);
    sample.source = static_cast<SampleSource>(p % 3);
    sample.team = static_cast<Team>(p % 3 - 1);
    if (sample.team != Team::none) sample.team_conf = 0.333F;
    sample.on_field = p % 7 != 3;
    if (p % 5) sample.field = FieldPoint{{52 * wave, -34 * wave}, {0.01, -0.002 * wave, 0.03}};
    record.objects.push_back(sample);
  }
  quantise(record);
  return record;
}

TEST_F(Read, RowsComeBackAsTheyWere) {
  std::string text;
  for (int n = 0; n < 50; ++n) text += json_of(row(n, n % 26), kClasses) + "\n";
  write(text);
  auto reader = FrameReader::open(path(), kClasses);
  ASSERT_TRUE(reader);
  std::vector<FrameRecord> rows;
  ASSERT_TRUE(reader->next(rows));
  ASSERT_EQ(rows.size(), 50u);
  for (int n = 0; n < 50; ++n) {
    const auto& back = rows[static_cast<std::size_t>(n)];
    EXPECT_EQ(back.objects, row(n, n % 26).objects) << n;
    EXPECT_EQ(json_of(back, kClasses), json_of(row(n, n % 26), kClasses));
  }
  ASSERT_TRUE(reader->next(rows));
  EXPECT_TRUE(rows.empty());
  EXPECT_FALSE(reader->cut_short());
}

TEST_F(Read, ALastLineThatACrashCutShortIsPassedOver) {
  const auto whole = json_of(row(1, 3), kClasses);
  write(whole + "\n" + whole.substr(0, whole.size() / 2));
  auto reader = FrameReader::open(path(), kClasses);
  ASSERT_TRUE(reader);
  std::vector<FrameRecord> rows;
  ASSERT_TRUE(reader->next(rows));
  EXPECT_EQ(rows.size(), 1u);
  ASSERT_TRUE(reader->next(rows));
  EXPECT_TRUE(rows.empty());
  EXPECT_TRUE(reader->cut_short());
}

TEST_F(Read, AWrongLineIsNamed) {
  const auto good = json_of(row(1, 3), kClasses);
  for (const std::string bad : {"{}", "", "[1]", "{\"schema\":2}", "\x01\xff"}) {
    write(good + "\n" + bad + "\n");
    auto reader = FrameReader::open(path(), kClasses);
    ASSERT_TRUE(reader);
    std::vector<FrameRecord> rows;
    const auto status = reader->next(rows);
    ASSERT_FALSE(status) << bad;
    EXPECT_EQ(status.error().code, Errc::bad_input);
    EXPECT_NE(status.error().message.find("rows.jsonl:2:"), std::string::npos);
  }
}

TEST_F(Read, AClassOfAnotherSportIsRefused) {
  write(json_of(row(1, 3), kClasses) + "\n");
  auto reader = FrameReader::open(path(), {"shuttle"});
  ASSERT_TRUE(reader);
  std::vector<FrameRecord> rows;
  EXPECT_FALSE(reader->next(rows));
}

TEST_F(Read, AMissingFileIsNamed) {
  const auto reader = FrameReader::open(dir_ + "/none.jsonl", kClasses);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, Errc::io);
}

TEST_F(Read, EventsComeBackAsTheyWere) {
  Event pass;
  pass.id = 7;
  pass.type = "pass";
  pass.subtype = "completed";
  pass.start_ns = 40'000'000;
  pass.end_ns = 1'120'000'000;
  pass.track_ids = {9, 11};
  pass.team = Team::b;
  pass.field_m = Vec2d{1.5, -2};
  pass.field_end_m = Vec2d{10.125, 3};
  pass.conf = 0.75F;
  pass.evidence = {1, 28};
  pass.values = {{"regret", 0.25}, {"before", std::nullopt}, {"alpha", 1}};
  pass.row = 28;
  Event end;
  end.id = 8;
  end.type = "track_end";
  write(json_of(pass, "cam") + "\n" + json_of(end, "cam") + "\n");
  const auto events = read_events(path());
  ASSERT_TRUE(events) << events.error().message;
  ASSERT_EQ(events->size(), 2u);
  EXPECT_EQ(json_of((*events)[0], "cam"), json_of(pass, "cam"));
  EXPECT_EQ(json_of((*events)[1], "cam"), json_of(end, "cam"));
}

}  // namespace
}  // namespace touchline
