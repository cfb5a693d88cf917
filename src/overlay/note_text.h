// Words into a note, cut to its room.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "overlay/overlay.h"

namespace touchline {

template <class... Args>
void write(Note& note, fmt::format_string<Args...> format, Args&&... args) {
  const auto n =
      fmt::format_to_n(note.text, sizeof note.text, format, std::forward<Args>(args)...).size;
  note.size = static_cast<std::uint8_t>(std::min(n, sizeof note.text));
}

}  // namespace touchline
