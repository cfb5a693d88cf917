// What OpenVINO computes a network in on this CPU. Private to infer.
#pragma once

#include "infer/engines.h"

namespace touchline {

/// Which instructions multiply what: where int8 is worth a thought at all.
struct CpuMultiplies {
  bool bf16 = false;      ///< faster than f32
  bool vnni = false;      ///< int8, four products an instruction
  bool amx_int8 = false;  ///< int8 in tiles, as bf16 is then
};
CpuMultiplies cpu_multiplies();

/// The rule, without the CPU: `faster` is asked, where tiles multiply both, whether int8 takes less
/// time than bf16.
template <class Faster>
PrecisionChoice automatic_precision(const EngineSpec& spec, const CpuMultiplies& cpu,
                                    Faster&& faster) {
  const auto floats = cpu.bf16 ? Precision::bf16 : Precision::f32;
  const auto file = spec.files.find(Precision::int8);
  const bool accepted = file != spec.files.end() && file->second.accepted;
  if (accepted && cpu.amx_int8) {
    if (faster())
      return {Precision::int8, "int8 by auto: faster than bf16 when both were tried here",
              file->second, floats};
  } else if (accepted && cpu.vnni) {
    return {Precision::int8, "int8 by auto: the CPU has VNNI, and the network's cost is accepted",
            file->second, floats};
  }
  const char* why = "f32 by auto: the CPU has neither AMX, nor VNNI, nor a bf16 that is faster";
  if (cpu.bf16)
    why = accepted && cpu.amx_int8 ? "bf16 by auto: faster than int8 when both were tried here"
                                   : "bf16 by auto: the CPU multiplies it natively";
  else if (cpu.vnni || cpu.amx_int8)
    why =
        "f32 by auto: the manifest names no int8 file whose cost is accepted, and bf16 is no "
        "faster";
  return {floats, why, {}, floats};
}

/// Whether `int8` computes `spec` faster than `floats` of its f32 file does. Both are tried in turn
/// for a moment, once: the answer is kept in the cache folder, or else for the life of the process.
/// False for a network of no one shape. Errc::bad_model.
Result<bool> int8_is_faster(const EngineSpec& spec, const EngineOptions& options, Precision floats);

}  // namespace touchline
