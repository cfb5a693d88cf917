#include "memory/cuda_driver.h"

#include <dlfcn.h>

#include <cstdlib>
#include <string>

#include "memory/cuda.h"

namespace touchline::cuda {
namespace {

constexpr int kOutOfMemory = 2, kNoDevice = 100;

std::string library_name() {
  const char* named = std::getenv("TOUCHLINE_CUDA_DRIVER");
  return named && *named ? named : "libcuda.so.1";
}

/// Never closed: streams and contexts of other libraries live in it too.
void* open_library() { return dlopen(library_name().c_str(), RTLD_NOW | RTLD_LOCAL); }

Result<Driver> load() {
  const std::string library = library_name();
  void* handle = open_library();
  if (!handle)
    return fail(Errc::no_device, "cuda",
                "no NVIDIA driver: {} cannot be loaded; install the driver, or use --device cpu",
                library);
  Driver driver;
#define TL_CUDA_LOAD(name, parameters)                                                           \
  driver.name = reinterpret_cast<int(*) parameters>(dlsym(handle, #name));                       \
  if (!driver.name)                                                                              \
    return fail(Errc::no_device, "cuda", "the NVIDIA driver ({}) lacks {}; install a newer one", \
                library, #name);
  TL_CUDA_DRIVER_FUNCTIONS(TL_CUDA_LOAD)
#undef TL_CUDA_LOAD
  if (const int code = driver.cuInit(0); code == kNoDevice)
    return fail(Errc::no_device, "cuda", "the NVIDIA driver sees no GPU; use --device cpu");
  else if (code != 0)
    return driver_error(driver, code, "starting the NVIDIA driver");
  return driver;
}

}  // namespace

bool driver_installed() { return open_library() != nullptr; }

Result<const Driver*> driver() {
  static const Result<Driver> loaded = load();
  if (!loaded) return loaded.error();
  return &*loaded;
}

Error driver_error(const Driver& driver, int code, const std::string& what) {
  const char *name = nullptr, *text = nullptr;
  driver.cuGetErrorName(code, &name);
  driver.cuGetErrorString(code, &text);
  const char* advice = code == kOutOfMemory ? "; fewer sources, a smaller detect.max_batch or "
                                              "detect.streams need less GPU memory"
                                            : "";
  return fail(Errc::no_device, "cuda", "{}: {} ({}){}", what, name ? name : "unknown error",
              text ? text : "the driver does not say", advice);
}

}  // namespace touchline::cuda
