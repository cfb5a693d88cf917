#include "analytics/mot_io.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/shared_data.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;

TEST(MotIo, CommasBlanksBothAndWindowsLineEndsReadAlike) {
  for (const char* text :
       {"3,7,10.5,20,30,40,0.9,1,-1,-1\n", "3 7 10.5 20 30 40 0.9 1 -1 -1",
        "3, 7, 10.5, 20, 30, 40, 0.9, 1\r\n\r\n", "  3\t7\t10.5\t20 30 40 0.9 1"}) {
    const auto rows = parse_mot(text, "t.txt");
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), 1U);
    const MotRow& r = rows->front();
    EXPECT_EQ(r.frame, 3);
    EXPECT_EQ(r.id, 7);
    EXPECT_EQ(r.x, 10.5);
    EXPECT_EQ(r.h, 40);
    EXPECT_EQ(r.conf, 0.9);
    EXPECT_EQ(r.class_id, 1);
    EXPECT_EQ(r.line, 1);
  }
}

TEST(MotIo, MissingColumnsKeepTheirDefaults) {
  const auto rows = parse_mot("1,2,3,4,5,6\n", "t.txt");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().conf, 1);
  EXPECT_EQ(rows->front().class_id, -1);
}

struct BadText {
  const char* text;
  const char* says;
};

TEST(MotIo, ErrorsNameFileLineAndReason) {
  const BadText table[] = {
      {"1,1,0,0,9,9\n\n1,2,zero,0,9,9\n", "t.txt:3: \"zero\" is not a number"},
      {"1,1,0,0,9,nan\n", "t.txt:1: \"nan\" is not a number"},
      {"1,1,0,0,9\n", "t.txt:1: 5 columns"},
      {"0,1,0,0,9,9\n", "t.txt:1: frame 0 is not a whole number from 1"},
      {"1.5,1,0,0,9,9\n", "frame 1.5 is not"},
      {"1,-1,0,0,9,9\n", "t.txt:1: id -1 is not a track id"},
      {"1,4,0,0,9,9\n2,4,0,0,9,9\n1,4,5,0,9,9\n",
       "t.txt:3: id 4 is in frame 1 a second time (first on line 1)"},
      {"99999999999,1,0,0,9,9\n", "is not a whole number"},
  };
  for (const BadText& bad : table) {
    const auto rows = parse_mot(bad.text, "t.txt");
    ASSERT_FALSE(rows) << bad.text;
    EXPECT_EQ(rows.error().code, Errc::bad_input);
    EXPECT_THAT(rows.error().message, HasSubstr(bad.says));
  }
}

TEST(MotIo, AbsentFileIsNamed) {
  const auto rows = read_mot("/nowhere/gt.txt");
  ASSERT_FALSE(rows);
  EXPECT_THAT(rows.error().message, HasSubstr("/nowhere/gt.txt"));
}

TEST(MotIo, EmptyFileHasNoRows) {
  const auto rows =
      read_mot(std::string(TOUCHLINE_ROOT) + "/tests/analytics/golden/no_pred_pred.txt");
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_TRUE(rows->empty());
}

TEST(MotIo, FileOfDetectionsIsRefusedWithAdviceSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto rows =
      read_mot((testing::shared_data() / "truth/mot/mot_det_TUD-Campus.txt").string());
  ASSERT_FALSE(rows);
  EXPECT_THAT(rows.error().message, HasSubstr("must go through a tracker"));
}

}  // namespace
}  // namespace touchline
