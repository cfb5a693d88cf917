// A run from the middle of a file, and what is exported from it.
#include <gmock/gmock.h>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

/// 3 s at 10/s, in a transport stream, whose clock does not begin at 0; another scene from 1.5 s
/// on.
std::string two_scenes() {
  return clip("two_scenes.ts",
              "-f lavfi -i testsrc2=size=320x180:rate=10:duration=1.5 "
              "-f lavfi -i mandelbrot=size=320x180:rate=10 -filter_complex "
              "'[1:v]trim=duration=1.5[b];[0:v][b]concat=n=2:v=1:a=0' -c:v libx264 "
              "-preset veryfast -pix_fmt yuv420p -f mpegts");
}

TEST(Exports, FitTheVideoOfARunFromTheMiddle) {
  const TempDir dir;
  std::ofstream(dir / "match.yaml") << "match: {id: 42}\n"
                                       "teams:\n"
                                       "  home: {name: Hosts & <Co>, colour: \"#102030\"}\n"
                                       "  away: {name: Guests}\n";
  const auto outcome = run_touchline({two_scenes()}, dir / "run",
                                     {"--start", "0.65", "--match", dir / "match.yaml"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto manifest = manifest_of(dir / "run");
  EXPECT_EQ(manifest["match"]["match"]["id"], 42);
  EXPECT_EQ(manifest["teams"][0]["name"], "Hosts & <Co>");
  EXPECT_EQ(manifest["teams"][0]["colour"], "#102030");
  EXPECT_EQ(manifest["video"]["origin_ns"], 700'000'000) << "the first picture at 0.65 s or later";
  fs::remove(dir / "match.yaml");  // the run has it

  const auto chapters = touchline({"convert", dir / "run", "--to", "vtt"});
  ASSERT_EQ(chapters.exit_code, 0) << chapters.err;
  EXPECT_THAT(read_text(dir / "run/chapters.vtt"), HasSubstr("\n00:00:00.800 --> "));
  EXPECT_THAT(read_text(dir / "run/chapters.vtt"),
              HasSubstr("which is 0.700000000 s of the source"));
  ASSERT_EQ(touchline({"convert", dir / "run", "--to", "sportscode"}).exit_code, 0);
  EXPECT_THAT(read_text(dir / "run/sportscode.xml"),
              HasSubstr("<start>0.800</start>\n<end>0.800</end>\n<code>cut</code>"));
  ASSERT_EQ(
      touchline({"convert", dir / "run", "--to", "sportscode", "--clock", "source"}).exit_code, 0);
  EXPECT_THAT(read_text(dir / "run/sportscode.xml"),
              HasSubstr("<start>1.500</start>\n<end>1.500</end>\n<code>cut</code>"));

  const auto tracab = touchline({"convert", dir / "run", "--to", "tracab"});
  ASSERT_EQ(tracab.exit_code, 0) << tracab.err;
  EXPECT_THAT(tracab.err, HasSubstr("match.kickoff"));
  EXPECT_THAT(read_text(dir / "run/tracab/metadata.xml"), HasSubstr("iId=\"42\""));
  EXPECT_EQ(touchline({"analyse", dir / "run"}).exit_code, 0) << "the sheet's file is not wanted";
}

TEST(Exports, ASheetThatIsWrongStopsTheRunBeforeItBegins) {
  const TempDir dir;
  std::ofstream(dir / "match.yaml") << "teams:\n  home: {nam: X}\n";
  const auto outcome = run_touchline({small_clip()}, dir / "run", {"--match", dir / "match.yaml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("match.yaml:2: teams.home.nam: unknown key"));
  EXPECT_FALSE(fs::exists(dir / "run"));
}

}  // namespace
}  // namespace touchline::testing
