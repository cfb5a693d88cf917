// What the address sanitizer of the test programs must know of libraries that others built.
#include <dlfcn.h>

/// OpenVINO's TBB loads a library with RTLD_DEEPBIND, at which clang's sanitizer ends the process.
extern "C" void* dlopen(const char* file, int flags) noexcept {
  using Open = void* (*)(const char*, int);
  static const auto open = reinterpret_cast<Open>(dlsym(RTLD_NEXT, "dlopen"));
  return open(file, flags & ~RTLD_DEEPBIND);
}

/// What they keep until the process ends is theirs; ours is still reported.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libonnxruntime\nleak:libopenvino\nleak:libtbb\nleak:libhwloc\n";
}
