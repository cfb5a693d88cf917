// Joining shapes into masks by hand for CPUs with AVX-512, bit-equal to JoinCoverage.
#pragma once

#include "kernels/join_columns.h"

namespace touchline {

/// True when this CPU can run the functions below.
bool join_avx512_supported();

void join_avx512(const CoverageMask& mask, const StrokeShape& stroke, const StrokeColumns& columns);
void join_avx512(const CoverageMask& mask, const QuadShape& quad, const QuadColumns& columns);

}  // namespace touchline
