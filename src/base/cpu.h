// What the machine's processor is.
#pragma once

#include <string>
#include <string_view>

namespace touchline {

/// What /proc/cpuinfo says of the first processor under a key ("model name", "flags"); empty when
/// nothing.
std::string cpuinfo(std::string_view key);
/// One of the words under "flags" ("amx_bf16").
bool cpu_has(std::string_view flag);

}  // namespace touchline
