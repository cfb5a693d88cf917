// Every export fits the video that lies beside it, or the source, and says which.
#include <gmock/gmock.h>

#include "reports/convert_later.h"
#include "reports/convert_run.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

class ConvertClock : public LaterRun {};

TEST_F(ConvertClock, ChaptersFitTheVideo) {
  to("vtt");
  EXPECT_EQ(text("chapters.vtt"),
            "WEBVTT\n"
            "\nNOTE times and frame numbers count from the start of annotated.mp4, which is "
            "2.000000000 s of the source (origin_ns 2000000000)\n"
            "\n00:00:00.033 --> 00:00:00.500\npass (completed): Reds, &quot;A&quot; &amp; "
            "&lt;B&gt;\n"
            "\n00:00:00.067 --> 01:02:03.004\npossession: b\n"
            "\n00:00:00.500 --> 00:01:01.000\ncut 1\n");
  on_source();
  to("vtt");
  EXPECT_THAT(text("chapters.vtt"), HasSubstr("\n00:00:02.500 --> 00:01:03.000\ncut 1\n"));
  EXPECT_THAT(text("chapters.vtt"), HasSubstr("are the source's"));
}

TEST_F(ConvertClock, SportscodeFitsTheVideo) {
  to("sportscode");
  EXPECT_THAT(text("sportscode.xml"), HasSubstr("<start>0.500</start>\n<end>0.500</end>\n"
                                                "<code>cut</code>"));
  EXPECT_THAT(text("sportscode.xml"), HasSubstr("(origin_ns 2000000000) -->\n"));
  on_source();
  to("sportscode");
  EXPECT_THAT(text("sportscode.xml"), HasSubstr("<start>2.500</start>\n<end>2.500</end>\n"
                                                "<code>cut</code>"));
}

TEST_F(ConvertClock, TablesFitTheVideoAndTellTheSource) {
  to("csv");
  const std::string id = "\"match \"\"one\"\", half\"";
  // The fourth picture of the video is frame 70 of the source, and the seven is at 2.5 s of it.
  EXPECT_THAT(text("tracking.csv"), HasSubstr("\n" + id + ",,3,500000000,," + id + ",7,,a,player"));
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",0,2000000000,70\n"));
  EXPECT_THAT(text("events.csv"), HasSubstr(",3,pass,completed,33366667,500000000,"));
  EXPECT_THAT(text("events.csv"), HasSubstr("\"[1,3]\""));
  EXPECT_THAT(text("events.csv"), HasSubstr(",2000000000\n"));
  EXPECT_THAT(text("ball.csv"), HasSubstr("\n3,1,610.5,320.63,measured,0.9\n4,0,,,,\n"));
  on_source();
  to("csv");
  EXPECT_THAT(text("tracking.csv"), HasSubstr("\n" + id + ",,70,2500000000,," + id + ",7,"));
  EXPECT_THAT(text("events.csv"), HasSubstr(",3,pass,completed,2033366667,2500000000,"));
  EXPECT_THAT(text("events.csv"), HasSubstr("\"[61,70]\""));
  EXPECT_THAT(text("ball.csv"), HasSubstr("\n70,1,610.5,320.63,measured,0.9\n1890,0,,,,\n"));
}

TEST_F(ConvertClock, FrameNumbersCountTheVideosPictures) {
  to("mot");
  EXPECT_THAT(text("mot/gt-style.txt"), HasSubstr("\n4,7,600.25"));
  EXPECT_THAT(text("mot/seqinfo.ini"), HasSubstr("seqLength=5\n"));
  EXPECT_THAT(text("mot/seqinfo.ini"), HasSubstr("originNs=2000000000\n"));
  to("coco");
  const auto coco = Json::parse(text("coco.json"));
  EXPECT_EQ(coco["images"][3]["id"], 3);
  EXPECT_EQ(coco["images"][3]["pts_ns"], 500'000'000);
  EXPECT_EQ(coco["annotations"][9]["image_id"], 3);
  EXPECT_EQ(coco["info"]["origin_ns"], kLater);
  on_source();
  to("mot");
  EXPECT_THAT(text("mot/gt-style.txt"), HasSubstr("\n71,7,600.25"));
}

TEST(ConvertFrameIndex, IsTheRowOfASourceFrame) {
  FrameIndex index;
  for (const std::int64_t frame : {60, 62, 64, 70, 71, 72, 900}) index.add(frame);
  EXPECT_EQ(index.of(60), 0);
  EXPECT_EQ(index.of(64), 2);
  EXPECT_EQ(index.of(71), 4);
  EXPECT_EQ(index.of(900), 6);
  for (const std::int64_t none : {0, 59, 61, 66, 69, 73, 899, 901})
    EXPECT_EQ(index.of(none), std::nullopt) << none;
}

}  // namespace
}  // namespace touchline::testing
