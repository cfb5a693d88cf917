// Keys of a sport's pack that only the sport's own code reads, as the pack has them.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "geometry/field_spec.h"

namespace touchline {

struct PackValue {
  std::string text;  ///< empty for a key that holds others
  int line = 0;
};

struct PackKeys {
  std::string path;                                      ///< of the pack, for messages
  std::map<std::string, PackValue, std::less<>> values;  ///< "pitch.length_m" by its whole name

  [[nodiscard]] bool has(std::string_view key) const { return values.contains(key); }
  /// Errc::bad_config: it is no number of metres.
  [[nodiscard]] Result<double> metres(std::string_view key) const;
  /// Errc::bad_config: a key that the sport's code does not know.
  [[nodiscard]] Error unknown(std::string_view key) const;
};

/// What the run's settings say of the field's size; 0: as the pack has it.
struct FieldSize {
  double length_m = 0, width_m = 0;
};

/// The field that a pack gives by the sport's own keys; nothing: it gives none. Errc::bad_config
/// names a key that the sport does not know, and what contradicts itself.
using MakeField = Result<std::optional<FieldSpec>> (*)(const PackKeys& keys, FieldSize asked);

}  // namespace touchline
