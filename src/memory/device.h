// Where memory lives.
#pragma once

namespace touchline {

struct Device {
  enum class Kind { cpu, cuda } kind = Kind::cpu;
  int index = 0;
  bool operator==(const Device&) const = default;
};

}  // namespace touchline
