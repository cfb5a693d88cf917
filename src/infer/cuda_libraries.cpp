#include "infer/cuda_libraries.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>

#include "base/own_file.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

// Those that others name come before them. nvrtc compiles some of cuDNN's kernels.
constexpr std::array kRequired{"libcudart.so.13", "libnvrtc.so.13",  "libcublasLt.so.13",
                               "libcublas.so.13", "libcurand.so.10", "libcudnn.so.9"};
// Loaded where they are: JPEG on the GPU, Fourier transforms in networks, and the parts of cuDNN,
// which would look for them when the first network is loaded.
constexpr std::array kOptional{"libnvjpeg.so.13",
                               "libnvJitLink.so.13",
                               "libcufft.so.12",
                               "libcudnn_ops.so.9",
                               "libcudnn_graph.so.9",
                               "libcudnn_heuristic.so.9",
                               "libcudnn_engines_precompiled.so.9",
                               "libcudnn_engines_runtime_compiled.so.9",
                               "libcudnn_cnn.so.9"};

constexpr const char* kLoader = "the system's loader";

/// The place a library was loaded from; empty when it could not be, and `why` says more if it was
/// there.
std::string load_one(std::span<const fs::path> folders, const char* name, std::string& why) {
  for (const auto& folder : folders) {
    std::error_code ignored;
    const auto path = folder / name;
    if (!fs::exists(path, ignored)) continue;
    // Never closed; global, because they look for each other's symbols.
    if (dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL)) return folder.string();
    if (const char* reason = dlerror()) why = fmt::format(" ({})", reason);
  }
  return dlopen(name, RTLD_NOW | RTLD_GLOBAL) ? kLoader : "";
}

}  // namespace

std::vector<fs::path> cuda_library_folders() {
  std::vector<fs::path> folders;
  if (const char* set = std::getenv("TOUCHLINE_CUDA_LIBS")) {
    std::istringstream list(set);
    for (std::string folder; std::getline(list, folder, ':');)
      if (!folder.empty()) folders.emplace_back(folder);
  }
  if (const auto roots = own_roots(); !roots.empty()) folders.push_back(roots.front() / "lib");
  folders.emplace_back(TOUCHLINE_CUDA_RUNTIME);
  return folders;
}

Status load_libraries(std::span<const fs::path> folders, std::span<const char* const> names,
                      std::string& where) {
  std::vector<std::string> places, missing, looked;
  for (const char* name : names) {
    std::string why;
    const auto place = load_one(folders, name, why);
    if (place.empty())
      missing.push_back(name + why);
    else if (std::find(places.begin(), places.end(), place) == places.end())
      places.push_back(place);
  }
  where = fmt::format("{}", fmt::join(places, ", "));
  if (missing.empty()) return {};
  for (const auto& folder : folders) looked.push_back(folder.string());
  looked.emplace_back(kLoader);
  return fail(
      Errc::no_device, "cuda",
      "CUDA's libraries are incomplete: no usable {} in {}; ./touchline setup --gpu fetches "
      "them, or TOUCHLINE_CUDA_LIBS names the folders that hold them",
      fmt::join(missing, ", "), fmt::join(looked, ", "));
}

Status load_cuda_libraries(std::string& where) {
  struct Loaded {
    std::string where;
    Status status;
  };
  static const Loaded loaded = [] {
    Loaded result;
    const auto folders = cuda_library_folders();
    result.status = load_libraries(folders, kRequired, result.where);
    std::string ignored;
    (void)load_libraries(folders, kOptional, ignored);
    return result;
  }();
  where = loaded.where;
  return loaded.status;
}

}  // namespace touchline
