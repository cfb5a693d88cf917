// CPU driver of the shapes: fills a packed mask with a shape's coverage.
#pragma once

#include "kernels/coverage_mask.h"
#include "kernels/shape.h"

namespace touchline {

void draw_coverage(const CoverageMask& mask, const RingShape& shape);
void draw_coverage(const CoverageMask& mask, const DashedRingShape& shape);
void draw_coverage(const CoverageMask& mask, const RingShadowShape& shape);
void draw_coverage(const CoverageMask& mask, const RoundedBoxShape& shape);
void draw_coverage(const CoverageMask& mask, const CornerShape& shape);
void draw_coverage(const CoverageMask& mask, const PointerShape& shape);

/// The ways to join. Both give the same bits.
enum class JoinWay { portable, avx512 };
/// The portable way where the CPU knows no other.
JoinWay fastest_join_way();

/// Joins a shape into a mask whose width is a multiple of 16. Returns the rectangle that may have
/// changed.
PixelRect join_coverage(const CoverageMask& mask, const StrokeShape& stroke,
                        JoinWay way = fastest_join_way());
PixelRect join_coverage(const CoverageMask& mask, const QuadShape& quad,
                        JoinWay way = fastest_join_way());

}  // namespace touchline
