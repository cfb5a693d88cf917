// Built with -fno-math-errno and -fno-trapping-math (see CMakeLists.txt), as shape_cpu.cpp is.
#include "kernels/kit_assign.h"

#include "kernels/blend_clones.h"
#include "kernels/points.h"

namespace touchline {

TL_CLONES void assign_kits(const AssignKit& kits, int count) {
  // Three is what a match has (two teams, officials): a constant lets the loop be unrolled.
  if (kits.kits == 3) {
    AssignKit three = kits;
    three.kits = 3;
    for_each_point(count, three);
    return;
  }
  for_each_point(count, kits);
}

}  // namespace touchline
