// Text from outside may hold any bytes. What people and other programs read is UTF-8; paths keep
// their bytes.
#pragma once

#include <string>
#include <string_view>

namespace touchline {

/// Whether `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid_utf8(std::string_view text);

/// `text` with U+FFFD for every piece that is no UTF-8, as the Unicode standard advises: one for
/// each longest beginning of a character.
std::string to_valid_utf8(std::string_view text);

/// For a terminal, a log or a message: valid UTF-8 on one line. Line feeds and tabs become blanks;
/// other control characters, which could move the cursor or forge a line, and those that turn the
/// direction of writing become U+FFFD.
std::string printable(std::string_view text);

}  // namespace touchline
