// What the sanitizers and the libraries of others must know of each other in the test programs.
#include <cstdlib>

/// Else OpenVINO's TBB opens a library in a way that the sanitizers refuse.
[[maybe_unused]] static const int kTold = ::setenv("TBB_ENABLE_SANITIZERS", "1", 0);

/// What they keep until the process ends is theirs; ours is still reported.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libonnxruntime\nleak:libopenvino\nleak:libtbb\nleak:libhwloc\n";
}
