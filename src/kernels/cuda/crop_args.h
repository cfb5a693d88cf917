// What a launch of crops is told. Private to the crops' driver and kernels.
#pragma once

#include "kernels/crop.h"

namespace touchline {

/// Of a launch: all in one argument block, which is at most 4 KiB.
inline constexpr int kCropFrames = 8, kCrops = 64;

struct CropBatchArgs {
  void* tensor = nullptr;  ///< of the launch's first crop
  int width = 0, height = 0;
  CropPixel frames[kCropFrames];
  struct {
    CropMap map;
    int frame = 0;
  } crops[kCrops];
};
static_assert(sizeof(CropBatchArgs) <= 4096);

}  // namespace touchline
