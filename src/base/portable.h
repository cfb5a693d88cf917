// What lets one source compile for the host and for a GPU.
#pragma once

#if defined(__CUDACC__)
#define TL_HD __host__ __device__
#else
/// Marks a function that host code and GPU kernels share.
#define TL_HD
#endif
