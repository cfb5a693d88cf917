// Plain pages: widths, inks and tables.
#include "apps/cli/page.h"

#include <gtest/gtest.h>

#include <sstream>

namespace touchline::cli {
namespace {

using Align = Table::Align;

int widest(const std::string& text) {
  int most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) most = std::max(most, columns(line));
  return most;
}

Table two_teams() {
  Table table({{"Team"}, {"Goals", Align::right}, {"Kit"}});
  table.row({{"浦和レッズ"}, {"2"}, {"red"}});
  table.row({{"Rubi"}, {"11"}, {"white"}});
  return table;
}

TEST(PlainTable, AlignsWideCharactersByTheirColumns) {
  EXPECT_EQ(two_teams().text({false, 80}),
            "  Team        Goals  Kit\n"
            "  浦和レッズ      2  red\n"
            "  Rubi           11  white\n");
}

TEST(PlainTable, CutsOneColumnWhereItDoesNotFit) {
  const auto narrow = two_teams().text({false, 24});
  EXPECT_EQ(narrow,
            "  Team      Goals  Kit\n"
            "  浦和レ…       2  red\n"
            "  Rubi         11  white\n");
  EXPECT_LE(widest(narrow), 24);
}

TEST(PlainTable, CountsColoursAsNothing) {
  Table table({{"A"}, {"B"}});
  table.row({{"red", Ink::bad}, {"x"}});
  table.row({{"longer"}, {"y"}});
  EXPECT_EQ(table.text({true, 80}),
            "  \033[2mA\033[0m       \033[2mB\033[0m\n"
            "  \033[31mred\033[0m     x\n"
            "  longer  y\n");
}

TEST(PlainPage, WrapsUnderItsLabel) {
  Page page({false, 40});
  page.line("Ball", "seen in 62 % of the frames and lost for the rest of them");
  EXPECT_EQ(page.take(),
            "  Ball       seen in 62 % of the frames\n"
            "             and lost for the rest of\n"
            "             them\n");
}

TEST(PlainPage, ALongLabelKeepsItsDistance) {
  Page page({false, 80});
  page.line("A very long label", "text");
  EXPECT_EQ(page.take(), "  A very long label text\n");
}

TEST(PlainPage, HasNoControlSequencesWithoutColour) {
  Page page({false, 80});
  page.heading({{"clip", Ink::bold}, {": "}, {"done", Ink::good, 42}});
  page.line("Error", "x", Ink::bad);
  EXPECT_EQ(page.take(), "clip: done\n  Error      x\n");
}

}  // namespace
}  // namespace touchline::cli
