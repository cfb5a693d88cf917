// The intrinsics for the hand-tuned AVX-512 twins, and the compiler's false alarms about them put
// to rest. For .cpp files only: what it silences stays silent to the end of the file.
#pragma once

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"  // GCC 12, PR 105593
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#endif
