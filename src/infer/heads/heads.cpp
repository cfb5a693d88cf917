#include "infer/heads/heads.h"

#include <algorithm>

namespace touchline::heads {

void suppress(std::vector<Candidate>& candidates, float max_iou, const LetterboxGeometry& geometry,
              Detections& out) {
  out.clear();
  std::erase_if(candidates, [](const Candidate& c) { return !sound(c); });
  const auto sorted = std::min<std::size_t>(candidates.size(), kMaxCandidates);
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(sorted),
                    candidates.end(), better);
  candidates.resize(sorted);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < candidates.size() && kept < kMaxDetections; ++i) {
    const Candidate next = candidates[i];
    const auto covering = [&](const Candidate& c) { return covers(c, next, max_iou); };
    const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(kept);
    if (std::any_of(candidates.begin(), end, covering)) continue;
    candidates[kept++] = next;
    const Box box = geometry.to_source(next.left, next.top, next.right, next.bottom);
    if (box.w > 0 && box.h > 0) out.push_back({box, next.score, next.class_id});
  }
}

Status expect_shape(const TensorView& tensor, const std::string& name,
                    std::initializer_list<std::int64_t> shape) {
  bool fits = tensor.shape.size() == shape.size();
  auto found = tensor.shape.begin();
  for (auto want = shape.begin(); fits && want != shape.end(); ++want, ++found)
    fits = *want < 0 || *want == *found;
  if (fits) return {};
  return fail(
      Errc::bad_model, name,
      "output '{}' has shape [{}], its head expects [{}] (-1: any); check head, input size and "
      "classes in the manifest",
      name, fmt::join(tensor.shape, ", "), fmt::join(shape, ", "));
}

Status expect_layout(const ModelManifest& manifest, std::size_t outputs, std::size_t strides) {
  if (manifest.outputs.size() == outputs && manifest.strides.size() == strides) return {};
  return fail(Errc::bad_model, manifest.name,
              "model '{}': head {} has {} outputs and {} strides, the manifest {} and {}",
              manifest.name, to_string(manifest.head), outputs, strides, manifest.outputs.size(),
              manifest.strides.size());
}

}  // namespace touchline::heads

namespace touchline {
namespace {

struct HeadKind {
  Head head;
  std::size_t outputs;
  std::size_t strides;  ///< 0: any
  heads::OwnedHead (*make)(const ModelManifest&, const ClassMap&);
};

constexpr HeadKind kKinds[] = {
    {Head::heatmap_box, 2, 1, heads::make_heatmap_box},
    {Head::yolox, 1, 3, heads::make_yolox},
    {Head::nanodet_plus, 1, 4, heads::make_nanodet_plus},
    {Head::rtmdet_nms, 2, 0, heads::make_rtmdet_nms},
    {Head::footandball, 3, 2, heads::make_footandball},
};

Status check_classes(const ModelManifest& manifest, const ClassMap& classes) {
  if (classes.to_sport.size() != manifest.classes.size()) {
    return fail(Errc::usage, manifest.name, "model '{}' has {} classes, the class map {}",
                manifest.name, manifest.classes.size(), classes.to_sport.size());
  }
  for (const int sport : classes.to_sport) {
    if (sport >= static_cast<int>(classes.threshold.size())) {
      return fail(Errc::usage, manifest.name,
                  "the class map of model '{}' names sport class {} of {}", manifest.name, sport,
                  classes.threshold.size());
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<HeadDecoder>> make_head(const ModelManifest& manifest,
                                               const ClassMap& classes) {
  TL_CHECK(check_classes(manifest, classes));
  for (const auto& kind : kKinds) {
    if (kind.head != manifest.head) continue;
    if (manifest.outputs.size() != kind.outputs) {
      return fail(Errc::bad_model, manifest.name,
                  "model '{}': head {} reads {} outputs, the manifest names {}", manifest.name,
                  to_string(kind.head), kind.outputs, manifest.outputs.size());
    }
    if (kind.strides != 0 && manifest.strides.size() != kind.strides) {
      return fail(Errc::bad_model, manifest.name,
                  "model '{}': head {} needs {} strides, the manifest has {}", manifest.name,
                  to_string(kind.head), kind.strides, manifest.strides.size());
    }
    return kind.make(manifest, classes);
  }
  return fail(Errc::bad_model, manifest.name, "model '{}': unknown head", manifest.name);
}

}  // namespace touchline
