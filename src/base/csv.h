// Lines of plain CSV: cells between commas, none of them quoted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace touchline {

/// The cells of a line, at least one; a carriage return at its end is none of theirs.
std::vector<std::string> csv_cells(std::string_view line);

}  // namespace touchline
