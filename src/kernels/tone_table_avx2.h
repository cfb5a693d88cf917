// The hand-tuned way through a ToneTable for CPUs with AVX2. Bit-equal to the plain one:
// tests/kernels/tone_table_test.cpp holds it to that.
#pragma once

#include "kernels/tone_table.h"

namespace touchline {

bool tone_avx2_supported();

/// The two luma rows and the chroma row at `cy`, as far as whole vectors reach; how many chroma
/// columns that is.
int map_rows_avx2(const ToneTable& table, const TenBitPicture& from, const EightBitPicture& to,
                  int cy);

}  // namespace touchline
