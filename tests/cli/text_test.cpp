// Names from outside on a terminal: safe, and aligned by the columns they take.
#include "apps/cli/text.h"

#include <gtest/gtest.h>

namespace touchline::cli {
namespace {

TEST(PrintableText, LeavesWhatIsSafe) {
  for (const char* text : {"match.mp4", "Ünïted – 決勝.mp4", "e\u0301", "🙂", ""})
    EXPECT_EQ(printable(text), text);
}

TEST(PrintableText, ShowsControlCharactersInsteadOfSendingThem) {
  EXPECT_EQ(printable("a\033[31mred\033[0m"), "a\\x1b[31mred\\x1b[0m");
  EXPECT_EQ(printable("two\nlines\t\r\x7f"), "two\\x0alines\\x09\\x0d\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"), "\\x9b") << "a control sequence of one character";
  EXPECT_EQ(printable("abc\u202Ecba"), "abc\\u202ecba") << "turned around";
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(PrintableText, ReplacesWhatIsNoUtf8) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(printable("caf\xE9.mp4"), "caf" + mark + ".mp4") << "Latin-1";
  EXPECT_EQ(printable("\xE6\x97"), mark + mark) << "cut off";
  EXPECT_EQ(printable("\xC0\xAF"), mark + mark) << "longer than needed";
  EXPECT_EQ(printable("\xED\xA0\x80"), mark + mark + mark) << "half a pair";
  EXPECT_EQ(printable("\xF5\x80\x80\x80"), mark + mark + mark + mark) << "past the last";
}

TEST(PrintableText, CountsColumns) {
  EXPECT_EQ(columns("match"), 5);
  EXPECT_EQ(columns("決勝"), 4);
  EXPECT_EQ(columns("Müller"), 6);
  EXPECT_EQ(columns("e\u0301"), 1) << "an accent joins its letter";
  EXPECT_EQ(columns("한국"), 4);
}

TEST(PrintableText, IsPaddedAndCutByColumns) {
  EXPECT_EQ(pad_right("決勝", 6), "決勝  ");
  EXPECT_EQ(pad_left("12", 4), "  12");
  EXPECT_EQ(cut("決勝戦", 5), "決勝…");
  EXPECT_EQ(cut("決勝戦", 4), "決…") << "half a character does not fit";
  EXPECT_EQ(cut("match", 5), "match");
}

TEST(PrintableText, IsWrappedAtBlanks) {
  EXPECT_EQ(wrap("the ball was seldom seen", 12),
            (std::vector<std::string>{"the ball was", "seldom seen"}));
  EXPECT_EQ(wrap("see /a/very/long/path now", 8),
            (std::vector<std::string>{"see", "/a/very/long/path", "now"}));
  EXPECT_EQ(wrap("", 8), std::vector<std::string>{""});
}

TEST(ShareBar, IsAsFullAsItsNumberSays) {
  const auto full = [](double share) {
    int cells = 0;
    const std::string bar = share_bar(share);
    for (auto at = bar.find("━"); at != std::string::npos; at = bar.find("━", at + 1)) ++cells;
    return cells;
  };
  EXPECT_EQ(full(0), 0);
  EXPECT_EQ(full(0.5), 14);
  EXPECT_EQ(full(0.994), 27) << share_bar(0.994);
  EXPECT_EQ(full(0.998), 28) << share_bar(0.998);
  EXPECT_EQ(full(1), 28);
  EXPECT_EQ(columns(share_bar(0.07)), 34);
}

}  // namespace
}  // namespace touchline::cli
