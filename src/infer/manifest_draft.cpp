#include "infer/manifest_draft.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/hash.h"
#include "base/utf8.h"

namespace touchline {
namespace {

using Shape = std::vector<std::int64_t>;

/// Cells of a picture at one stride, the last ones cut.
std::int64_t cells(int size, int stride) { return (size + stride - 1) / stride; }

std::int64_t cells_of(std::span<const int> strides, int width, int height) {
  std::int64_t all = 0;
  for (const int stride : strides) all += cells(width, stride) * cells(height, stride);
  return all;
}

/// The stride of a map of `shape` (n x c x h x w); 0 when it is none of such a picture.
int stride_of(const Shape& shape, int width, int height) {
  if (shape.size() != 4 || shape[2] <= 0 || shape[3] <= 0) return 0;
  const auto stride = width / shape[3];
  const bool fits = stride > 0 && stride * shape[3] == width && stride * shape[2] == height;
  return fits ? static_cast<int>(stride) : 0;
}

/// Rows of numbers, one for each cell of all strides.
std::optional<RecognisedHead> rows_of_cells(const Port& port, int width, int height, Head head,
                                            std::vector<int> strides, int numbers_beside_classes) {
  const auto& shape = port.shape;
  if (shape.size() != 3 || shape[1] != cells_of(strides, width, height) ||
      shape[2] <= numbers_beside_classes)
    return std::nullopt;
  return RecognisedHead{
      head, {port.name}, std::move(strides), static_cast<int>(shape[2]) - numbers_beside_classes};
}

std::optional<RecognisedHead> one_output(const Port& port, int width, int height) {
  constexpr int kYoloxRow = 5;        // box and objectness
  constexpr int kNanodetRow = 4 * 8;  // four sides, each a distribution over 0..7
  if (auto found = rows_of_cells(port, width, height, Head::yolox, {8, 16, 32}, kYoloxRow))
    return found;
  return rows_of_cells(port, width, height, Head::nanodet_plus, {8, 16, 32, 64}, kNanodetRow);
}

/// Boxes with a score, already suppressed, and their classes.
std::optional<RecognisedHead> boxes_and_labels(const Port& boxes, const Port& labels) {
  const bool fits = boxes.shape.size() == 3 && (boxes.shape[2] == 5 || boxes.shape[2] == -1) &&
                    labels.shape.size() == 2 && labels.type == "i64";
  if (!fits) return std::nullopt;
  return RecognisedHead{Head::rtmdet_nms, {boxes.name, labels.name}, {}, 0};
}

/// A map of a score for each class, and one of four sides.
std::optional<RecognisedHead> heat_and_box(const Port& heat, const Port& box, int width,
                                           int height) {
  const int stride = stride_of(heat.shape, width, height);
  if (stride == 0 || stride_of(box.shape, width, height) != stride || box.shape[1] != 4 ||
      heat.shape[1] < 1)
    return std::nullopt;
  return RecognisedHead{
      Head::heatmap_box, {heat.name, box.name}, {stride}, static_cast<int>(heat.shape[1])};
}

std::optional<RecognisedHead> two_outputs(const Port& a, const Port& b, int width, int height) {
  if (auto found = boxes_and_labels(a, b)) return found;
  if (auto found = boxes_and_labels(b, a)) return found;
  // With four classes both maps look alike: the name decides, else the order.
  const bool turned = a.name.find("box") != std::string::npos;
  if (auto found = turned ? heat_and_box(b, a, width, height) : heat_and_box(a, b, width, height))
    return found;
  return turned ? heat_and_box(a, b, width, height) : heat_and_box(b, a, width, height);
}

/// Players' scores and boxes on a coarse map, balls' scores on a fine one.
std::optional<RecognisedHead> three_outputs(const std::vector<Port>& ports, int width, int height) {
  const auto stride = [&](const Port* port) { return stride_of(port->shape, width, height); };
  std::vector<const Port*> scores, boxes;
  for (const auto& port : ports) {
    if (stride(&port) == 0) return std::nullopt;
    if (port.shape[1] == 1) scores.push_back(&port);
    if (port.shape[1] == 4) boxes.push_back(&port);
  }
  if (scores.size() != 2 || boxes.size() != 1) return std::nullopt;
  if (stride(scores[0]) < stride(scores[1])) std::swap(scores[0], scores[1]);
  if (stride(boxes[0]) != stride(scores[0])) return std::nullopt;
  return RecognisedHead{Head::footandball,
                        {scores[0]->name, boxes[0]->name, scores[1]->name},
                        {stride(scores[0]), stride(scores[1])},
                        2};
}

/// What the file does not hold: how those who published a head's networks fed them.
struct Feed {
  Head head;
  const char *order, *mean, *std, *fit;
  int pad;
};
constexpr std::array<Feed, 5> kFeeds{{
    {Head::yolox, "bgr", "[0, 0, 0]", "[1, 1, 1]", "letterbox_topleft", 114},
    {Head::nanodet_plus, "bgr", "[103.53, 116.28, 123.675]", "[57.375, 57.12, 58.395]", "stretch",
     0},
    {Head::rtmdet_nms, "bgr", "[103.53, 116.28, 123.675]", "[57.375, 57.12, 58.395]",
     "letterbox_topleft", 114},
    {Head::footandball, "rgb", "[123.675, 116.28, 103.53]", "[58.395, 57.12, 57.375]",
     "letterbox_topleft", 0},
    {Head::heatmap_box, "rgb", "[0, 0, 0]", "[255, 255, 255]", "letterbox_center", 114},
}};

/// A text in YAML's single quotes; a path keeps its bytes.
std::string yaml_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + '\'';
}

std::string yaml_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + yaml_text(text);
  return "[" + out + "]";
}

std::vector<std::string> class_names(const RecognisedHead& found, const DraftOptions& options) {
  if (found.head == Head::footandball) return {"ball", "player"};
  if (found.classes <= 1) return {"person"};
  if (static_cast<std::size_t>(found.classes) == options.class_names.size())
    return {options.class_names.begin(), options.class_names.end()};
  std::vector<std::string> names;
  for (int i = 0; i < found.classes; ++i) names.push_back(fmt::format("class_{}", i));
  return names;
}

std::string all_of(const std::vector<Port>& ports) {
  std::vector<std::string> texts;
  for (const auto& port : ports) texts.push_back(to_text(port));
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// The picture's size that the one input takes.
Result<std::pair<int, int>> size_of(const NetworkPorts& ports, const std::string& path) {
  const bool pictures = ports.inputs.size() == 1 && ports.inputs[0].type == "f32" &&
                        ports.inputs[0].shape.size() == 4 && ports.inputs[0].shape[1] == 3 &&
                        ports.inputs[0].shape[2] > 0 && ports.inputs[0].shape[3] > 0;
  if (!pictures)
    return fail(Errc::bad_model, path,
                "network {}: takes {}; expected one input of pictures, f32 [n, 3, height, width]",
                path, all_of(ports.inputs));
  return std::pair(static_cast<int>(ports.inputs[0].shape[3]),
                   static_cast<int>(ports.inputs[0].shape[2]));
}

}  // namespace

std::optional<RecognisedHead> recognise_head(const NetworkPorts& ports, int width, int height) {
  const auto& outputs = ports.outputs;
  if (outputs.size() == 1) return one_output(outputs[0], width, height);
  if (outputs.size() == 2) return two_outputs(outputs[0], outputs[1], width, height);
  return outputs.size() == 3 ? three_outputs(outputs, width, height) : std::nullopt;
}

Result<std::string> draft_manifest(const std::string& onnx_path, const DraftOptions& options) {
  TL_ASSIGN(const auto ports, read_ports(onnx_path, options.width, options.height));
  TL_ASSIGN(const auto size, size_of(ports, onnx_path));
  const auto [width, height] = size;
  const auto found = recognise_head(ports, width, height);
  if (!found)
    return fail(Errc::bad_model, onnx_path,
                "network {}: no head reads its outputs ({}, for pictures of {}x{}); heads known by "
                "their outputs: yolox (one, [n, cells of strides 8 16 32, 5 + classes]), "
                "nanodet_plus (one, [n, cells of strides 8 16 32 64, 32 + classes]), rtmdet_nms "
                "(boxes [n, k, 5] and i64 labels [n, k]), footandball (three maps), heatmap_box "
                "(maps of classes and of 4 sides); export it with one of these",
                onnx_path, all_of(ports.outputs), width, height);
  TL_ASSIGN(const auto sha, sha256_file(onnx_path));
  const auto feed = *std::find_if(kFeeds.begin(), kFeeds.end(),
                                  [&](const Feed& f) { return f.head == found->head; });
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path path(onnx_path);
  const auto names = class_names(*found, options);
  std::string out = fmt::format(
      "# Drafted from the network's own inputs and outputs. Check what a file cannot say, marked "
      "(?), and the results.\n"
      "schema: 1\nname: {}\nfile: {}\nsha256: {}\n"
      "license: unknown  # (?) of the weights\ncredit: unknown  # (?)\n"
      "task: detect\nhead: {}\ninput:\n  name: {}\n  width: {}\n  height: {}\n"
      "  # (?) as this head's networks are published\n"
      "  order: {}\n  mean: {}\n  std: {}\n  fit: {}\n  pad: {}\noutputs: {}\n",
      yaml_text(to_valid_utf8(path.stem().string())),
      yaml_text(fs::absolute(path, ignored).string()), sha, to_string(found->head),
      yaml_text(ports.inputs[0].name), width, height, feed.order, feed.mean, feed.std, feed.fit,
      feed.pad, yaml_list(found->outputs));
  if (!found->strides.empty())
    out += fmt::format("strides: [{}]\n", fmt::join(found->strides, ", "));
  out += fmt::format(
      "# (?) names in the network's order; those a sport knows, or has an alias for, are used\n"
      "classes: {}\n"
      "# (?) scores that count as a detection, by class; 0.5 where none is given\n"
      "threshold: {{}}\nnms_iou: 0.6\n",
      yaml_list(names));
  return out;
}

}  // namespace touchline
