// What a table is made of: columns of one type each, and cells that may be unknown.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace touchline {

enum class ColumnType { integer, number, text, word };  ///< word: text of few different values

struct Column {
  const char* name;
  ColumnType type;
};

/// Of the type that its column names; monostate: unknown.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

}  // namespace touchline
