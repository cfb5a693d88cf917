// What the program says of itself: help, settings, suggestions, the manual page.
#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>

#include "e2e/program.h"
#include "touchline/tools.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::set<std::string> flags_in(const std::string& text) {
  std::set<std::string> flags;
  static const std::regex flag("^  (?:-\\w, )?(--[a-z][a-z-]*)");
  std::istringstream lines(text);
  std::smatch found;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_search(line, found, flag)) flags.insert(found[1]);
  return flags;
}

TEST(Help, OfRunShowsTheFlagsPeopleUse) {
  const auto help = touchline({"run", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  const auto shown = flags_in(help.out);
  EXPECT_THAT(shown, IsSupersetOf({"--output", "--sport", "--profile", "--start", "--end", "--set",
                                   "--no-video", "--overwrite", "--json"}));
  EXPECT_LE(shown.size(), 28U) << "the long list is for --help-all and config list";
  EXPECT_THAT(help.out, AllOf(HasSubstr("touchline run [FLAGS] SOURCE... --output DIR"),
                              HasSubstr("config list"), HasSubstr("[balanced]"),
                              Not(HasSubstr("track.lost_s"))));
  const auto all = flags_in(touchline({"run", "--help-all"}).out);
  EXPECT_THAT(all, IsSupersetOf(shown));
  EXPECT_THAT(all, IsSupersetOf({"--engine", "--precision", "--conf", "--show-boxes"}));
}

TEST(Help, HiddenFlagsStillWork) {
  std::istringstream line(
      "run --output /tmp/o --sport soccer --profile fast --device cpu --engine openvino "
      "--precision f32 --model soccer-fast --conf 0.5 --start 1 --end 2 --max-frames 3 --every 2 "
      "--theme broadcast --view clean --calibration c --no-video --strict --overwrite "
      "--show-boxes --fixed-camera --radar --no-ids --no-audio --config c.yaml --dry-run "
      "--set sport=soccer");
  const Words words{std::istream_iterator<std::string>(line), {}};
  const auto outcome = touchline(words);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("SOURCE is required")) << "all that is missing in the end";
}

TEST(Help, ConfigListHasEverySetting) {
  const auto list = touchline({"config", "list"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  for (const auto& setting : settings())
    EXPECT_THAT(list.out, HasSubstr(setting.key + " = " +
                                    (setting.fallback.empty() ? "\"\"" : setting.fallback) + "\n"));
  const auto section = touchline({"config", "list", "detect"});
  EXPECT_THAT(section.out, AllOf(HasSubstr("detect.conf = 0\n    score that counts"),
                                 Not(HasSubstr("\nvideo."))));
  EXPECT_THAT(touchline({"config", "list", "soccer.possession"}).out,
              AllOf(HasSubstr("soccer.possession.near_m"), Not(HasSubstr("soccer.kinematics"))));
  EXPECT_EQ(touchline({"config", "list", "video.crf"}).out.find("video.crf = "), 0U);
  const auto json = Json::parse(touchline({"config", "list", "--json"}).out);
  ASSERT_EQ(json.size(), settings().size());
  EXPECT_EQ(json[0]["key"], "sport");
  EXPECT_EQ(json[0]["default"], "soccer");
  const auto unknown = touchline({"config", "list", "vido"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("Did you mean 'video'?"));
}

TEST(Help, WhatWasMeantIsSuggested) {
  const std::pair<Words, const char*> cases[] = {
      {{"run", "a.mp4", "--sprot", "soccer", "--output", "/tmp/o"}, "Did you mean '--sport'?"},
      {{"run", "--ouput=/tmp/o", "a.mp4"}, "Did you mean '--output'?"},
      {{"chek", "a.mp4"}, "Did you mean 'check'?"},
      {{"models", "lst"}, "Did you mean 'list'?"},
      {{"run", "a.mp4", "--output", "/tmp/o", "--set", "video.prset=slow"},
       "Did you mean 'video.preset'?"}};
  for (const auto& [words, meant] : cases) {
    const auto outcome = touchline(words);
    EXPECT_EQ(outcome.exit_code, 2) << words[0];
    EXPECT_THAT(outcome.err, AllOf(::testing::StartsWith("error: "), HasSubstr(meant)));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_THAT(touchline({"run", "--qwertzuiop"}).err, Not(HasSubstr("Did you mean")));
}

TEST(Help, WithoutACommandThereAreThreeExamples) {
  const auto outcome = touchline({});
  EXPECT_EQ(outcome.exit_code, 2);
  std::size_t examples = 0;
  for (auto at = outcome.err.find("\n  touchline "); at != std::string::npos;
       at = outcome.err.find("\n  touchline ", at + 1))
    ++examples;
  EXPECT_EQ(examples, 3U) << outcome.err;
}

TEST(Help, ErrorsAreOneLineThatBeginsTheSameWay) {
  const TempDir dir;
  const Words cases[] = {{"run", dir / "gone.mp4", "--output", dir / "o"},
                         {"check", dir / "gone\n\033[31m.mp4"},
                         {"models", "show", "nonesuch"},
                         {"convert", dir / "none", "--to", "mot"},
                         {"analyse", dir / "none"},
                         {"run", dir / "gone.mp4", "--output", dir / "o", "--sport", "chess"},
                         {"run", "a.mp4", "--output"}};
  for (const auto& words : cases) {
    const auto outcome = touchline(words);
    EXPECT_NE(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, ::testing::StartsWith("error: ")) << words[0];
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.err.find('\033'), std::string::npos) << outcome.err;
  }
}

/// Every command that the program has, by its words.
std::vector<Words> commands() {
  std::vector<Words> all;
  std::istringstream lines(touchline({"man"}).out);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(".SH SETTINGS")) break;
    if (!line.starts_with(".SS \"")) continue;
    std::istringstream words(line.substr(5, line.size() - 6));
    all.emplace_back();
    for (std::string word; words >> word;) all.back().push_back(word);
  }
  return all;
}

TEST(Manual, HasEveryCommandWithItsFlagsAndEverySetting) {
  auto page = touchline({"man"}).out;
  page = std::regex_replace(page, std::regex("\\\\-"), "-");
  const auto all = commands();
  EXPECT_THAT(all, IsSupersetOf({Words{"run"}, {"config", "list"}, {"models", "verify"}, {"man"}}));
  for (const auto& command : all) {
    auto words = command;
    words.emplace_back("--help-all");
    const auto help = touchline(words);
    EXPECT_EQ(help.exit_code, 0) << words[0];
    EXPECT_THAT(help.out, HasSubstr("\n\n  touchline " + words[0])) << words[0];
    for (const auto& flag : flags_in(help.out)) EXPECT_THAT(page, HasSubstr(flag));
  }
  for (const auto& setting : settings())
    EXPECT_THAT(page, HasSubstr("\\fB" + setting.key + "\\fR"));
  EXPECT_THAT(page, AllOf(HasSubstr("\\fB130\\fR\ninterrupted"), HasSubstr(".SH ENVIRONMENT")));
}

TEST(Manual, IsWellFormed) {
  if (output_of("command -v groff").empty()) GTEST_SKIP() << "groff is not here to read it";
  const TempDir dir;
  std::ofstream(dir / "touchline.1") << touchline({"man"}).out;
  EXPECT_EQ(output_of("groff -man -Tutf8 -ww -z '" + (dir / "touchline.1") + "' 2>&1"), "");
  EXPECT_THAT(output_of("groff -man -Tutf8 '" + (dir / "touchline.1") + "' 2>&1"),
              HasSubstr("TOUCHLINE_DETECT__CONF"));
}

/// docs/commands.md without line ends.
std::string page_of_commands() {
  auto page = read_text(TOUCHLINE_ROOT "/docs/commands.md");
  std::replace(page.begin(), page.end(), '\n', ' ');
  return page;
}

TEST(Manual, ThePageOfCommandsHasItsExitCodes) {
  const auto page = touchline({"man"}).out;
  std::string codes;
  const std::regex code("\\.TP\n\\\\fB(\\d+)\\\\fR\n([a-z ]+)\n");
  const auto exits = page.substr(page.find(".SH EXIT STATUS"));
  for (std::sregex_iterator it(exits.begin(), exits.end(), code), end; it != end; ++it)
    codes += (codes.empty() ? "" : ", ") + (*it)[1].str() + " " + (*it)[2].str();
  EXPECT_THAT(page_of_commands(), HasSubstr("Exit codes: " + codes + "."));
}

TEST(Manual, ThePageOfCommandsShowsEachOfThem) {
  const auto page = touchline({"man"}).out;
  const auto begin = page.find(".SH COMMANDS");
  const auto commands = page.substr(begin, page.find(".SH SETTINGS") - begin);
  const std::regex heading("\\.SS \"([a-z ]+)\"");
  int shown = 0;
  for (std::sregex_iterator it(commands.begin(), commands.end(), heading), end; it != end;
       ++it, ++shown)
    EXPECT_THAT(page_of_commands(), HasSubstr("./touchline " + (*it)[1].str() + " "));
  EXPECT_GT(shown, 15);
}

}  // namespace
}  // namespace touchline::testing
