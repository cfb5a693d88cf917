// Where memory lives.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace touchline {

struct Device {
  enum class Kind { cpu, cuda } kind = Kind::cpu;
  int index = 0;
  bool operator==(const Device&) const = default;
  [[nodiscard]] bool is_cuda() const { return kind == Kind::cuda; }
};

/// "cpu", "cuda:0".
std::string to_string(const Device& device);
/// The way back; "cuda" is "cuda:0". Errc::usage for anything else.
Result<Device> parse_device(std::string_view text);

}  // namespace touchline
