// A manifest for a network that has none yet.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "infer/manifest.h"
#include "infer/network_ports.h"

namespace touchline {

/// How a head's outputs are laid out in a network, as far as shapes tell.
struct RecognisedHead {
  Head head = Head::heatmap_box;
  std::vector<std::string> outputs;  ///< in the order the head wants them
  std::vector<int> strides;
  int classes = 0;  ///< 0: the shapes do not say
};
/// The head of a network that sees `width` x `height`; nothing when no head's outputs look so.
std::optional<RecognisedHead> recognise_head(const NetworkPorts& ports, int width, int height);

/// Class names for networks of as many classes, and the size for those that take any.
struct DraftOptions {
  std::span<const std::string> class_names;
  int width = 640, height = 384;
};

/// The text of a manifest (YAML, with comments) for the ONNX file at `onnx_path`: inputs, outputs,
/// head and strides from the file itself; colours, scale and fit as that head's networks are
/// published, marked to be checked. Errc::bad_model names the outputs found and the heads known
/// when none fits.
Result<std::string> draft_manifest(const std::string& onnx_path, const DraftOptions& options);

}  // namespace touchline
