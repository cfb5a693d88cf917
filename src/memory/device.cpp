#include "memory/device.h"

#include <charconv>

namespace touchline {

std::string to_string(const Device& device) {
  return device.is_cuda() ? fmt::format("cuda:{}", device.index) : "cpu";
}

Result<Device> parse_device(std::string_view text) {
  if (text == "cpu") return Device{};
  if (text == "cuda") return Device{Device::Kind::cuda, 0};
  constexpr std::string_view kPrefix = "cuda:";
  if (text.starts_with(kPrefix)) {
    int index = -1;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + kPrefix.size(), end, index);
    if (read.ec == std::errc() && read.ptr == end && index >= 0)
      return Device{Device::Kind::cuda, index};
  }
  return fail(Errc::usage, "device",
              "device '{}': expected auto, cpu or cuda:N (cuda:0 is the first GPU)", text);
}

}  // namespace touchline
