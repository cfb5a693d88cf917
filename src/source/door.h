// The door of the engine: lets I420 and NV12 pictures through untouched and converts everything
// else.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/frame.h"
#include "source/gpu_pictures.h"
#include "source/picture.h"
#include "source/source.h"

namespace touchline {

/// A decoded picture with its place in the stream.
struct Picture {
  UniqueAVFrame pixels;
  std::int64_t index = 0;
  Nanoseconds pts_ns = 0, duration_ns = 0;
  Seam seam;           ///< as SourceFrame::seam
  bool wanted = true;  ///< false: it only serves its neighbours (deinterlacing)
};

class Door {
 public:
  /// Fixes the delivered shape by the first picture of the stream. `where` names the source in
  /// errors. `gpu`: pictures may arrive, and are delivered, in its memory; null: all on the host.
  Door(const Shape& first, int threads, std::string where, GpuPictures* gpu = nullptr);

  [[nodiscard]] const FrameInfo& delivered() const { return delivered_; }
  /// What is done to each picture, in words; empty when nothing.
  [[nodiscard]] std::vector<std::string> conversions() const;
  /// True when an unwanted picture need not be pushed: no other picture is made from it.
  [[nodiscard]] bool skips_freely() const { return !deinterlacing_; }

  /// Pictures are made from their neighbours too.
  [[nodiscard]] bool deinterlaces() const { return deinterlacing_; }

  /// Takes a picture in presentation order.
  Status push(Picture&& picture, const AVStream& stream);
  /// No more pictures: what a filter still holds becomes ready.
  Status flush();
  /// The next wanted picture in the delivered shape.
  std::optional<Picture> pop();

 private:
  Status rebuild(const Shape& shape);
  Status filter(Picture&& picture);
  Status collect();
  [[nodiscard]] std::string recipe(const Shape& shape) const;

  [[nodiscard]] bool passes(const Picture& picture, const Shape& shape) const;

  Shape first_;
  FrameInfo delivered_;
  GpuPictures* gpu_;
  int threads_;
  std::string where_;
  bool deinterlacing_ = false;
  bool warned_ = false;
  Shape current_;              // what graph_ was built for
  UniqueAVFilterGraph graph_;  // null while pictures pass through
  AVFilterContext* in_ = nullptr;
  AVFilterContext* out_ = nullptr;
  std::deque<Picture> inside_;  // places of the pictures the graph holds, oldest first
  std::deque<Picture> ready_;
};

/// A Frame that owns `pixels` and views its planes: no copy.
Frame view_of(UniqueAVFrame pixels, const FrameInfo& info);

}  // namespace touchline
