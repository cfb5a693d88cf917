// CUDA's own libraries (cuDNN, cuBLAS, ...), which ONNX Runtime's CUDA provider needs and which
// nothing here links. The provider is itself loaded at run time, so the program's RUNPATH does not
// help it. They are loaded by path before it is: the loader then finds each of them under its name.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace touchline {

/// Loads them, once per process, and for good. `where`: the folders they came from, for people.
/// Errc::no_device names what is missing and where it was looked for.
Status load_cuda_libraries(std::string& where);

/// Where they are looked for, in this order, before the system's loader is asked: the folders of
/// TOUCHLINE_CUDA_LIBS (colons between them), ../lib beside the program, what ./touchline setup
/// --gpu fetched.
std::vector<std::filesystem::path> cuda_library_folders();

/// Loads every one of `names` from the first folder that has it, or else as the system's loader
/// finds it.
Status load_libraries(std::span<const std::filesystem::path> folders,
                      std::span<const char* const> names, std::string& where);

}  // namespace touchline
