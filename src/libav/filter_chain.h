// A chain of libavfilter's filters with one end to put frames in and one to take them out.
#pragma once

extern "C" {
#include <libavfilter/version.h>
}

#include <memory>
#include <string>

#include "base/result.h"
#include "libav/libav.h"

struct AVFilterContext;
struct AVFilterGraph;

namespace touchline {

/// libavfilter is loaded by the first chain that is built: it brings more than a hundred libraries
/// along (a speech synthesiser, for one), which most runs never need and every start would pay for.
class FilterChain {
 public:
  /// `input`: options of the buffer filter ("video_size=...:pix_fmt=...") or, for sound, of
  /// abuffer. Errc::no_device in libavfilter's words when it cannot be built.
  Status build(AVMediaType kind, const std::string& input, const std::string& filters, int threads);
  /// Sound then comes out in frames of as many samples, the last one apart.
  void set_frame_size(int samples);
  void reset() { graph_.reset(); }
  explicit operator bool() const { return graph_ != nullptr; }

  /// Null: the end. libav's code.
  int put(AVFrame* frame);
  int take(AVFrame& frame);

 private:
  struct FreeGraph {
    void operator()(AVFilterGraph* graph) const;
  };
  std::unique_ptr<AVFilterGraph, FreeGraph> graph_;
  AVFilterContext* in_ = nullptr;
  AVFilterContext* out_ = nullptr;
};

}  // namespace touchline
