// One body, compiled for several instruction sets and chosen when the program starts. Sanitizers
// run before that choice is possible, so they get the plain body.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TL_CLONES __attribute__((flatten, target_clones("default", "avx2")))
#else
#define TL_CLONES
#endif
