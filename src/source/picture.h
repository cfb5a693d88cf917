// What a decoded picture is: its shape, colour and the way up, read from libav's frame and stream.
#pragma once

#include <string>

#include "image/format.h"
#include "libav/libav.h"

namespace touchline {

/// A clockwise rotation, then a horizontal flip.
struct Orientation {
  int rotation_deg = 0;
  bool mirrored = false;
  bool operator==(const Orientation&) const = default;
};

/// From a display matrix (ISO/IEC 14496-12, 9 fixed-point numbers); the nearest of the eight
/// upright cases.
Orientation orientation_of(const std::int32_t* matrix);

/// The stream's display matrix if it has one, else the picture's own (an SEI message), else
/// upright.
Orientation orientation_of(const AVStream& stream, const AVFrame& frame);

/// Everything of a decoded picture that decides how it is converted.
struct Shape {
  int width = 0, height = 0;
  AVPixelFormat format = AV_PIX_FMT_NONE;
  Colour colour;
  bool interlaced = false;
  Orientation orientation;
  bool operator==(const Shape&) const = default;
};

/// A picture on the GPU has the format of its samples there.
Shape shape_of(const AVFrame& frame, const AVStream& stream);

/// The format of a picture's samples, in whichever memory they lie.
AVPixelFormat format_of(const AVFrame& frame);

/// Matrix, range, primaries, transfer. Unspecified matrices follow the usual rule: BT.709 from 1280
/// columns or more than 576 rows on, BT.601 below; HDR's is BT.2020. RGB gets the matrix it will be
/// converted with, limited range.
Colour colour_of(const AVFrame& frame);

bool is_interlaced(const AVFrame& frame);
/// Flags a picture as two fields woven into one, or as one picture.
void flag_interlaced(AVFrame& frame, bool interlaced, bool top_first);
bool is_key(const AVFrame& frame);
/// The picture's duration in the stream's time base, 0 when unknown.
std::int64_t duration_of(const AVFrame& frame);
/// The decoder flagged this picture as damaged.
bool is_damaged(const AVFrame& frame);
/// Transfer is PQ or HLG.
bool is_hdr(const Colour& colour);
std::string format_name(AVPixelFormat format);

}  // namespace touchline
