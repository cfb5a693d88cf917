#include "infer/device_heatmap.h"

#include <array>

#include "infer/heads/heads.h"

namespace touchline {

HeatmapBoxOptions heatmap_options(const ModelManifest& manifest, const ClassMap& classes) {
  HeatmapBoxOptions options;
  options.stride = manifest.strides[0];
  options.width = manifest.input.width / options.stride;
  options.height = manifest.input.height / options.stride;
  options.max_iou = manifest.nms_iou;
  const heads::ClassFilter filter(classes);
  for (std::size_t i = 0; i < manifest.classes.size(); ++i) {
    const int c = static_cast<int>(i);
    options.classes.push_back({filter.sport_class(c), filter.threshold(c), filter.is_ball(c)});
  }
  return options;
}

Status check_heatmaps(const ModelManifest& manifest, std::span<const DeviceTensor> outputs) {
  const std::int64_t stride = manifest.strides[0], height = manifest.input.height / stride,
                     width = manifest.input.width / stride;
  const std::array<std::int64_t, 2> channels{static_cast<std::int64_t>(manifest.classes.size()), 4};
  for (std::size_t i = 0; i < outputs.size() && i < 2; ++i) {
    TL_CHECK(heads::expect_shape({outputs[i].shape, nullptr}, manifest.outputs[i],
                                 {-1, channels[i], height, width}));
  }
  if (outputs.size() < 2 || !outputs[0].data || !outputs[1].data ||
      outputs[0].type != outputs[1].type)
    return fail(Errc::bad_model, manifest.name,
                "model '{}': the outputs of a heatmap_box network are two tensors of floats of one "
                "type",
                manifest.name);
  return {};
}

}  // namespace touchline
