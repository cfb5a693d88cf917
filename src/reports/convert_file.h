// The quoting the text formats ask for.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/text_file.h"

namespace touchline {

/// `text` for XML, HTML and WebVTT: & < > " as entities, control characters as blanks, what is no
/// UTF-8 and what XML 1.0 forbids as U+FFFD.
std::string xml_text(std::string_view text);
/// Quoted where commas, quotes or line feeds ask for it (RFC 4180); valid UTF-8.
std::string csv_text(std::string_view text);
/// "12.345": nanoseconds as seconds with `decimals` (0 to 9) places, rounded to the nearest.
std::string seconds_text(Nanoseconds ns, int decimals);

}  // namespace touchline
