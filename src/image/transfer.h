// Pictures across the bus: between host memory and a GPU's.
#pragma once

#include "image/frame.h"

namespace touchline {

/// A pool of device (or pinned host) buffers for pictures of this shape.
Pool picture_pool(const FrameInfo& info, const cuda::SharedContext& context);
Pool pinned_picture_pool(const FrameInfo& info, const cuda::SharedContext& context);

/// `frame`, which lies on the host, in device memory of `pool`; its ready() is set. `frame` is read
/// until then: `stream`'s work is waited for unless its memory is pinned. Counted in Traffic.
Result<Frame> upload(const Frame& frame, Pool& pool, cuda::Stream& stream);

/// `frame`, which lies on the GPU, in pinned memory of `pool`; done when it returns. Counted in
/// Traffic.
Result<Frame> download(const Frame& frame, Pool& pool, cuda::Stream& stream);

/// A grey picture of this shape in GPU memory, for trials.
Result<Frame> grey_picture(FrameInfo info, const cuda::SharedContext& context);

/// A copy of `frame` on the same GPU to draw on. The stream waits for frame.ready().
Result<Image> duplicate(const Frame& frame, Pool& pool, cuda::Stream& stream);

}  // namespace touchline
