// A chain of libavfilter's filters with one end to put pictures in and one to take them out.
#pragma once

#include <string>

#include "source/libav.h"

namespace touchline {

class FilterChain {
 public:
  /// `input`: options of the buffer filter ("video_size=...:pix_fmt=..."). libav's code when it
  /// cannot be built.
  int build(const std::string& input, const std::string& filters, int threads);
  void reset() { graph_.reset(); }
  explicit operator bool() const { return graph_ != nullptr; }

  /// Null: the end. libav's code.
  int put(AVFrame* frame) { return av_buffersrc_add_frame(in_, frame); }
  int take(AVFrame& frame) { return av_buffersink_get_frame(out_, &frame); }

 private:
  UniqueAVFilterGraph graph_;
  AVFilterContext* in_ = nullptr;
  AVFilterContext* out_ = nullptr;
};

}  // namespace touchline
