// Bytes that are no UTF-8, and characters that a terminal would obey.
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

using namespace std::string_literals;

TEST(Utf8, WellFormedTextStaysAsItIs) {
  for (const auto& text :
       {""s, "plain"s, "caf\u00e9 \u0416 \u4e2d \U0001F600"s, "a\0b"s, "\u007f"s, "\u0080"s,
        "\u07ff"s, "\u0800"s, "\ud7ff"s, "\ue000"s, "\uffff"s, "\U00010000"s, "\U0010ffff"s}) {
    EXPECT_TRUE(valid_utf8(text)) << text;
    EXPECT_EQ(to_valid_utf8(text), text);
  }
}

TEST(Utf8, EachIllFormedPieceIsOneReplacement) {
  // The standard's own example (chapter 3, best practice for U+FFFD), and the kinds one by one.
  EXPECT_EQ(to_valid_utf8("a\xf1\x80\x80\xe1\x80\xc2"
                          "b\x80"
                          "c\x80\xbf"
                          "d"),
            "a\ufffd\ufffd\ufffdb\ufffdc\ufffd\ufffdd");
  const struct {
    std::string bytes, shown;
  } kCases[] = {{"caf\xe9", "caf\ufffd"},
                {"\xc0\xaf", "\ufffd\ufffd"},                      // overlong '/'
                {"\xe0\x80\xaf", "\ufffd\ufffd\ufffd"},            // overlong, three bytes
                {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},            // a lone surrogate
                {"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},  // above U+10FFFF
                {"\xff\xfe", "\ufffd\ufffd"},
                {"x\xe4\xb8", "x\ufffd"}};  // cut short
  for (const auto& c : kCases) {
    EXPECT_FALSE(valid_utf8(c.bytes)) << c.shown;
    EXPECT_EQ(to_valid_utf8(c.bytes), c.shown);
    EXPECT_TRUE(valid_utf8(to_valid_utf8(c.bytes)));
  }
}

TEST(Utf8, PrintableTextCommandsNoTerminal) {
  EXPECT_EQ(printable("a\nb\tc\r"), "a b c ");
  EXPECT_EQ(printable("\x1b[31mred"), "\ufffd[31mred");
  EXPECT_EQ(printable("a\0b"s), "a\ufffdb");
  EXPECT_EQ(printable("\x07\x7f"), "\ufffd\ufffd");
  EXPECT_EQ(printable("\u009b31m"), "\ufffd31m") << "CSI of eight-bit terminals";
  EXPECT_EQ(printable("gpj\u202e.mp4"), "gpj\ufffd.mp4");
  EXPECT_EQ(printable("caf\xe9 \u4e2d"), "caf\ufffd \u4e2d");
}

}  // namespace
}  // namespace touchline
