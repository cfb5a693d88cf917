// Text for people's eyes: names from outside made safe, and how many columns a terminal gives them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace touchline::cli {

/// `text` as it may be written to a terminal: bytes that are not UTF-8 become U+FFFD; control
/// characters, and those that turn the direction of writing, become \x1b, \u202e.
std::string printable(std::string_view text);

/// Columns that `text` takes: 2 for a wide character (CJK), 0 for one that joins the one before.
/// `text` must be printable().
int columns(std::string_view text);

/// `text` with blanks behind it up to `width` columns, or before it.
std::string pad_right(std::string text, int width);
std::string pad_left(std::string text, int width);
/// At most `width` columns, with an ellipsis where something was cut off.
std::string cut(std::string_view text, int width);
/// Lines of at most `width` columns, broken at blanks; a longer word (a path) stays whole.
std::vector<std::string> wrap(std::string_view text, int width);
/// A bar of 28 columns, as full as the percentage behind it says.
std::string share_bar(double share);

}  // namespace touchline::cli
