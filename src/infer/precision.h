// What networks compute in, and the files that some of these want.
#pragma once

#include <map>
#include <string>

namespace touchline {

enum class Precision { automatic, f32, bf16, f16, int8 };
const char* to_string(Precision precision);

/// The same network in other numbers than f32, made by tools/train/precisions.py.
struct PrecisionFile {
  std::string path, sha256;
  /// Of f16: its normalisations follow convolutions alone, so that a GPU may compute it channels
  /// last.
  bool channels_last = false;
  /// Of int8: what it costs in accuracy was measured and is accepted, so `auto` may take it.
  bool accepted = false;
};
using PrecisionFiles = std::map<Precision, PrecisionFile>;

}  // namespace touchline
