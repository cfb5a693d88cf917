#include "infer/hand_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "infer/picture_network.h"
#include "infer/point_networks.h"
#include "kernels/crop.h"

namespace touchline {
namespace {

constexpr std::size_t kPalmPoints = 9;
constexpr std::size_t kCorner = 0, kOpposite = 1, kWrist = 2, kMiddleRoot = 4;  // of a palm
constexpr float kWider = 2.6F, kFurther = 0.5F;

}  // namespace

HandPlace hand_place(const Keypoints& palm) {
  const Vec2f a = palm[kCorner]->pixel, b = palm[kOpposite]->pixel;
  const Vec2f wrist = palm[kWrist]->pixel, root = palm[kMiddleRoot]->pixel;
  const Vec2f way{root.x - wrist.x, root.y - wrist.y};
  const float length = std::hypot(way.x, way.y);
  const Vec2f up = length > 0 ? Vec2f{way.x / length, way.y / length} : Vec2f{0, -1};
  const float width = std::abs(b.x - a.x), height = std::abs(b.y - a.y);
  const Vec2f middle{(a.x + b.x) / 2 + up.x * kFurther * height,
                     (a.y + b.y) / 2 + up.y * kFurther * height};
  const float side = kWider * std::max(width, height);
  return {{middle.x - side / 2, middle.y - side / 2, side, side}, std::atan2(up.x, -up.y)};
}

Result<HandReader::Net> HandReader::Net::open(const ModelManifest& manifest, std::size_t points) {
  if (manifest.task != Task::keypoints || manifest.keypoints.size() != points)
    return fail(Errc::bad_model, manifest.name, "model '{}': must find {} points, it finds {}",
                manifest.name, points, manifest.keypoints.size());
  EngineOptions options;
  options.kind = EngineKind::openvino;
  options.precision = Precision::f32;
  Net net;
  net.shown = manifest.input;
  TL_CHECK(verify_unless_kept(manifest, options));
  TL_ASSIGN(net.engine, make_picture_engine(manifest, options));
  TL_ASSIGN(net.session, net.engine->session());
  TL_ASSIGN(net.decoder, make_keypoint_decoder(manifest));
  net.input.resize(std::size_t{3} * static_cast<std::size_t>(net.shown.width) *
                   static_cast<std::size_t>(net.shown.height));
  return net;
}

Result<Keypoints> HandReader::Net::run(const Frame& frame, const HandPlace& place) {
  const LetterboxSpec spec = shown.letterbox();
  const CropMap map = crop_map(spec, place.box, 1, place.turn_rad);
  sample_crop(spec, frame, map, input.data());
  TL_ASSIGN(const auto outputs, session->run(input, shown.shape()));
  Keypoints found;
  TL_CHECK(decoder->decode(outputs, 0, map, found));
  return found;
}

Result<HandReader> HandReader::open(const ModelManifest& palm, const ModelManifest& hand) {
  TL_ASSIGN(auto palms, Net::open(palm, kPalmPoints));
  TL_ASSIGN(auto hands, Net::open(hand, kHandPoints));
  return HandReader(std::move(palms), std::move(hands));
}

Result<std::optional<Keypoints>> HandReader::find(const Frame& frame, const Box& part) {
  const auto seen = [](const Keypoints& points) {
    return std::all_of(points.begin(), points.end(),
                       [](const auto& point) { return point.has_value(); });
  };
  TL_ASSIGN(const Keypoints palm, palm_.run(frame, {part, 0}));
  if (!seen(palm)) return std::optional<Keypoints>();
  TL_ASSIGN(Keypoints hand, hand_.run(frame, hand_place(palm)));
  if (!seen(hand)) return std::optional<Keypoints>();
  return std::optional(std::move(hand));
}

}  // namespace touchline
