// The machine code of the kernels, one image per .cu file, put into the library by the build.
#pragma once

#include <span>

namespace touchline {

/// Empty in a build without a CUDA compiler: cuda::find_kernel() then says so.
std::span<const unsigned char> kernel_image(const char* file);

/// "sm_80 sm_90...": what the build compiled for; empty in a build without.
const char* kernel_targets();

}  // namespace touchline
