// What comes from outside: names that are no UTF-8 or would command a terminal, and addresses with
// secrets.
#include <gmock/gmock.h>

#include "base/utf8.h"
#include "e2e/http_server.h"
#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kLatin1 = "caf\xe9";

/// One of small_clip() under another name.
std::string copy_as(const std::string& name, const TempDir& dir) {
  fs::copy_file(small_clip(), dir / name);
  return dir / name;
}

void expect_readable(const Outcome& outcome) {
  EXPECT_TRUE(valid_utf8(outcome.out)) << outcome.out;
  EXPECT_TRUE(valid_utf8(outcome.err)) << outcome.err;
  EXPECT_THAT(outcome.err, Not(HasSubstr("\x1b")));
}

bool is_text(const std::string& name) {
  return !name.ends_with(".mp4") && !name.ends_with(".parquet");
}

TEST(OutsideText, NamesNeedNotBeUtf8) {
  const TempDir dir;
  const auto source = copy_as(kLatin1 + ".mp4", dir);
  const auto output = dir / ("r\xe9sultats");
  const auto run = run_touchline({source}, output, {"--set", "teams.name_a=" + kLatin1},
                                 {.environment = {"TOUCHLINE_TEAMS__NAME_B=\xc0\xaf\x1b[2J"}});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  expect_readable(run);
  EXPECT_EQ(Json::parse(run.out).at("sources").at(0).at("output"), dir / "r\ufffdsultats");
  ASSERT_TRUE(fs::exists(output + "/annotated.mp4")) << "the folder is made as it is called";
  const auto manifest = manifest_of(output);
  EXPECT_THAT(manifest.at("source").at("url").get<std::string>(), EndsWith("caf\ufffd.mp4"));
  EXPECT_EQ(manifest.at("teams").at(0).at("name"), "caf\ufffd");
  EXPECT_EQ(manifest.at("config").at("teams.name_a").at("value"), "caf\ufffd");

  for (const char* format : {"csv", "cdf", "tracab", "sportscode", "coco", "gsr", "vtt"}) {
    const auto converted = touchline(
        {"convert", output, "--to", format, "--output", dir / ("\xff" + std::string(format))});
    EXPECT_EQ(converted.exit_code, 0) << format << converted.err;
    expect_readable(converted);
  }
  const auto again = touchline({"analyse", output});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  expect_readable(again);
  for (const auto& [name, text] : files_below(dir / "")) {
    if (is_text(name)) {
      EXPECT_TRUE(valid_utf8(text)) << name;
    }
  }
}

TEST(OutsideText, NoNameCommandsTheTerminal) {
  const TempDir dir;
  for (const auto& name : {std::string("no\x1b]0;title\x07such\nerror: forged.mp4"),
                           std::string("\u009b31m.mp4"), std::string(255, '\xe9')}) {
    for (const Words& words : {Words{"check", dir / name}, Words{"--json", "check", dir / name},
                               Words{"check", "a.mp4", name}}) {
      const auto outcome = touchline(words);
      EXPECT_NE(outcome.exit_code, 0);
      EXPECT_LT(outcome.exit_code, 128) << "no signal";
      expect_readable(outcome);
      EXPECT_THAT(outcome.err, AllOf(Not(HasSubstr("\nerror: forged")), Not(HasSubstr("\u009b"))));
    }
  }
}

TEST(OutsideText, TheLongestNameIsRun) {
  const TempDir dir;
  const auto source = copy_as(std::string(251, '\xe9') + ".mp4", dir);
  const auto run = run_touchline({source}, dir / std::string(255, '\xe8'), {"--no-video"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  expect_readable(run);
}

/// Every word that must not be said holds this one.
constexpr const char* kSecret = "SECRET";

void expect_discreet(const Outcome& outcome, const std::string& what) {
  EXPECT_THAT(outcome.out, Not(HasSubstr(kSecret))) << what;
  EXPECT_THAT(outcome.err, Not(HasSubstr(kSecret))) << what;
}

class Secrets : public ::testing::Test {
 protected:
  Secrets()
      : stream_(clip("small.ts",
                     "-f lavfi -i mandelbrot=size=320x180:rate=25 -t 1 -c:v libx264 -preset "
                     "veryfast -pix_fmt yuv420p")),
        server_({{"/a.ts", {"200 OK", read_text(stream_)}},
                 {"/moved", {"302 Found\r\nLocation: /a.ts?token=SECRET2", ""}},
                 {"/lost", {"302 Found\r\nLocation: /gone?token=SECRET2", ""}},
                 {"/locked", {"401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"", ""}}}) {}

  const std::string stream_;
  HttpServer server_;
};

TEST_F(Secrets, StandNowhereAfterARun) {
  const TempDir dir;
  const auto run = run_touchline(
      {"http://viewer:pa/SECRET0@" + server_.host() + "/moved?password=SECRET1#SECRET3"}, dir / "o",
      {"-v", "--set", "output.observations=true"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  expect_discreet(run, "run");
  EXPECT_EQ(manifest_of(dir / "o").at("source").at("url"),
            "http://***@" + server_.host() + "/moved?password=***#***");
  for (const auto& [name, text] : files_below(dir / "o"))
    EXPECT_THAT(text, Not(HasSubstr(kSecret))) << name;
}

TEST_F(Secrets, StandInNoComplaint) {
  const auto host = server_.host();
  const TempDir dir;
  for (const auto& url :
       Words{"http://" + host + "/gone?token=SECRET1", "http://" + host + "/lost?sig=SECRET1",
             "http://viewer:SECRET1@" + host + "/locked", "http://viewer:p@SECRET1/x@" + host + "/",
             "http://viewer:1234/SECRET1@" + host + "/a.ts", "http://127.0.0.1:1/a.ts?SECRET1",
             "rtsp://viewer:SECRET1@127.0.0.1:1/live?key=SECRET1", "rtmp://127.0.0.1:1/app/SECRET1",
             "srt://127.0.0.1:1?passphrase=SECRET1SECRET1&connect_timeout=100",
             "tls://viewer:SECRET1@127.0.0.1:1", "nosuch://127.0.0.1/?token=SECRET1",
             "concat:http://" + host + "/a.ts?t=SECRET1|http://" + host + "/gone?t=SECRET1"}) {
    const auto outcome = touchline({"-v", "check", url});
    EXPECT_NE(outcome.exit_code, 0) << url;
    expect_discreet(outcome, url);
  }
  const std::string gone = "http://" + host + "/gone?token=SECRET1";
  const auto run = run_touchline({gone, small_clip()}, dir / "o", {"-v", "--no-video"});
  EXPECT_EQ(run.exit_code, 6) << run.err;
  expect_discreet(run, "one of two");
  for (const auto& [name, text] : files_below(dir / "o"))
    EXPECT_THAT(text, Not(HasSubstr(kSecret))) << name;
  expect_discreet(run_touchline({gone}, dir / "p", {"--dry-run"}), "plan");
  expect_discreet(touchline({"check", gone, gone}), "usage");
  expect_discreet(run_touchline({small_clip()}, dir / "p", {"--model", gone}), "a setting");
}

}  // namespace
}  // namespace touchline::testing
