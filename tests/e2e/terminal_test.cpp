// Answers are plain text for a person at a terminal, and JSON for everybody else.
#include "e2e/terminal.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const Screen kNoColour{80, {"TERM=dumb"}};

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Terminal, ARunEndsWithAPageAndAPipeWithJson) {
  const TempDir dir;
  const Words few{"--max-frames", "5"};
  const auto shown = on_terminal(run_words({small_clip()}, dir / "o", few), kNoColour);
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.text, AllOf(HasSubstr("\nsmall: done\n"), HasSubstr("  Video      5 frames"),
                                HasSubstr("x real time"), HasSubstr("The limit is "),
                                HasSubstr("  Open next  " + (dir / "o/report.html")),
                                HasSubstr("annotated.mp4"), Not(HasSubstr("{"))));
  EXPECT_EQ(shown.text.find('\033'), std::string::npos) << "TERM=dumb";

  const auto piped = run_touchline({small_clip()}, dir / "p", few);
  const auto json = nlohmann::ordered_json::parse(piped.out);
  EXPECT_EQ(piped.out, json.dump(2) + "\n") << "byte for byte what the library answers";
  EXPECT_EQ(json["sources"][0]["frames"], 5);
}

TEST(Terminal, JsonCanBeAskedFor) {
  const auto shown = on_terminal({"check", "--json", small_clip()});
  EXPECT_EQ(count_of(shown.text, "\n"), 1) << shown.text;
  EXPECT_TRUE(Json::accept(shown.text)) << shown.text;
}

TEST(Terminal, EveryAnswerIsPlain) {
  const TempDir dir;
  const auto golden = std::string(TOUCHLINE_ROOT) + "/tests/analytics/golden/";
  const std::pair<Words, std::string> cases[] = {
      {{"check", sound_clip()}, "sound.mp4: "},
      {{"models", "list"}, "soccer-fast"},
      {{"models", "show", "soccer-fast"}, "License"},
      {{"version"}, "Touchline"},
      {{"doctor"}, "Processor"},
      {{"config", "print", "--effective"}, "Setting"},
      {{"eval", "mot", "--gt", golden + "perfect_gt.txt", "--pred", golden + "perfect_pred.txt"},
       "MOTA"},
      {run_words({small_clip()}, dir / "o", {"--dry-run"}), "Nothing is written"}};
  for (const auto& [words, part] : cases) {
    const auto shown = on_terminal(words, kNoColour);
    EXPECT_EQ(shown.exit_code, 0) << words[0] << shown.text;
    EXPECT_THAT(shown.text, AllOf(HasSubstr(part), Not(HasSubstr("{")), Not(HasSubstr("\":"))))
        << words[0];
    const auto piped = touchline(words);
    EXPECT_EQ(piped.out, nlohmann::ordered_json::parse(piped.out).dump(2) + "\n") << words[0];
  }
}

TEST(Terminal, ColourIsKeptFromThoseWhoDoNotWantIt) {
  const Words words{"models", "list"};
  EXPECT_THAT(on_terminal(words).text, HasSubstr("\033[1msoccer-fast\033[0m"));
  for (const char* refusal : {"NO_COLOR=1", "TERM=dumb"}) {
    const auto shown = on_terminal(words, {80, {"TERM=xterm", refusal}});
    EXPECT_THAT(shown.text, AllOf(HasSubstr("soccer-fast"), Not(HasSubstr("\033")))) << refusal;
  }
}

TEST(Terminal, PagesFollowItsWidth) {
  const auto widest = [](const std::string& text) {
    std::size_t most = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) most = std::max(most, line.size());
    return most;
  };
  const Words words{"config", "list", "input"};
  const auto narrow = on_terminal(words, {50, {"TERM=dumb"}}).text,
             wide = on_terminal(words, {140, {"TERM=dumb"}}).text;
  EXPECT_LE(widest(narrow), 50U) << narrow;
  EXPECT_GT(widest(wide), 80U) << wide;
  EXPECT_EQ(on_terminal(words, {140, {"TERM=dumb", "COLUMNS=50"}}).text, narrow);
}

TEST(Terminal, ConditionsAreToldOnce) {
  const TempDir dir;
  const auto bad = dir / "bad.mp4";
  std::ofstream(bad) << "This is not a video.\n";
  const auto shown = on_terminal(
      run_words({small_clip(), bad}, dir / "o", {"--no-video", "--max-frames", "3"}), kNoColour);
  EXPECT_EQ(shown.exit_code, 6);
  EXPECT_EQ(count_of(shown.text, "Error  "), 1) << shown.text;
  EXPECT_EQ(count_of(shown.text, "error: "), 0) << shown.text;
  EXPECT_THAT(shown.text, AllOf(HasSubstr("small "), HasSubstr("bad "), HasSubstr("failed")));
}

TEST(Terminal, TheBarIsForTerminalsThatCanDrawIt) {
  const TempDir dir;
  const auto drawn =
      on_terminal(run_words({small_clip()}, dir / "a", {"--no-video", "--max-frames", "3"}));
  EXPECT_THAT(drawn.text, HasSubstr("\033[K"));
  const auto piped = run_touchline({small_clip()}, dir / "b", {"--no-video", "--max-frames", "3"});
  EXPECT_EQ((piped.out + piped.err).find('\033'), std::string::npos);
}

}  // namespace
}  // namespace touchline::testing
