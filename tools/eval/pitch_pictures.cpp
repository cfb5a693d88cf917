// How well the product calibrates single pictures: its landmark network, robust fit, painted lines
// and paint check, against landmarks labelled by hand.
//
//   pitch_pictures MANIFEST PICTURES LABELS.json [--onnx NET.onnx] [--out SCORE.json]
//                  [--support FACTOR] [--drawn-on DIAGONALS]
//
// MANIFEST: share/models/soccer-pitch.yaml; --onnx: another network of the same shape, as one that
// has not seen the pictures. LABELS.json: file -> 32 x (x, y, v) in pixels of a 640x360 frame, v =
// 2 visible (tools/train/pitch/prepare.py). --support, --drawn-on: EstimateOptions. Every figure is
// in those pixels.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include "field/calibrator.h"
#include "field/view_start.h"
#include "infer/landmark_detector.h"
#include "source/source.h"
#include "sports/soccer/pitch.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;
constexpr Vec2d kLabelSize{640, 360};

struct Labelled {
  int landmark;
  Vec2d pixel;  ///< label pixels
};

/// What one picture gave; distances in label pixels, over the labelled landmarks.
struct Row {
  std::string file, why;
  int labelled = 0, missed = 0;
  std::vector<double> landmark_px;
  std::optional<double> reprojection_px, metres;  ///< means
  std::vector<double> sigmas;  ///< errors in metres over the sigma told, of each landmark
  PaintCheck paint;            ///< of the view that was found
};

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return NAN;
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const auto i = static_cast<std::size_t>(at);
  const double next = values[std::min(i + 1, values.size() - 1)];
  return values[i] + (at - static_cast<double>(i)) * (next - values[i]);
}

std::vector<Labelled> read_labels(const Json& rows) {
  std::vector<Labelled> labels;
  for (std::size_t i = 0; i < rows.size() && i < kLandmarks; ++i)
    if (rows[i][2] == 2) labels.push_back({static_cast<int>(i), {rows[i][0], rows[i][1]}});
  return labels;
}

void score_landmarks(const Landmarks& seen, const std::vector<Labelled>& labels, Vec2d scale,
                     Row& row) {
  for (const Labelled& label : labels) {
    const auto at = std::find_if(seen.begin(), seen.end(),
                                 [&](auto& mark) { return mark.index == label.landmark; });
    if (at == seen.end()) {
      ++row.missed;
      continue;
    }
    const Vec2d found{at->pixel.x * scale.x, at->pixel.y * scale.y};
    row.landmark_px.push_back(distance(found, label.pixel));
  }
}

void score_view(const FieldView& view, const std::vector<Labelled>& labels, Vec2d scale, Row& row) {
  const auto places = landmarks(PitchSpec{});
  double px = 0, metres = 0;
  for (const Labelled& label : labels) {
    const Vec2d place = places[static_cast<std::size_t>(label.landmark)];
    const auto pixel = to_image(view, place);
    const auto ground = to_field(view, {label.pixel.x / scale.x, label.pixel.y / scale.y}, 0);
    px += pixel ? distance({pixel->x * scale.x, pixel->y * scale.y}, label.pixel) : 1000;
    metres += ground ? distance(ground->m, place) : 100;
    if (ground) row.sigmas.push_back(distance(ground->m, place) / ground->cov.sigma());
  }
  row.reprojection_px = px / static_cast<double>(labels.size());
  row.metres = metres / static_cast<double>(labels.size());
}

Result<Row> score(const std::filesystem::path& picture, const std::vector<Labelled>& labels,
                  const CalibratorOptions& calibrating, LandmarkSession& network) {
  SourceOptions options;
  options.url = picture.string();
  TL_ASSIGN(const auto source, Source::open(options));
  TL_ASSIGN(const auto read, source->read());
  if (!read) return fail(Errc::bad_input, options.url, "{}: no picture in it", options.url);
  const Frame& frame = read->frame;
  Landmarks seen;
  TL_CHECK(network.find(frame, seen));
  FrameLineFinder lines(calibrating.field);
  lines.look_at(frame, learn_grass(frame), {});
  Calibrator calibrator(calibrating);
  CalibrationInput input;
  input.size = {static_cast<double>(frame.width()), static_cast<double>(frame.height())};
  input.landmarks = &seen;
  input.lines = &lines;
  const FieldView& view = calibrator.update(input);
  const Vec2d scale{kLabelSize.x / input.size.x, kLabelSize.y / input.size.y};
  Row row;
  row.file = picture.filename().string();
  row.labelled = static_cast<int>(labels.size());
  score_landmarks(seen, labels, scale, row);
  if (view.state == CalibrationState::lost)
    row.why = view.why;
  else
    score_view(view, labels, scale, row);
  std::vector<LinePoint> points;
  if (view.state != CalibrationState::lost)
    row.paint = check_paint(lines, view.image_from_field, view.lens, view.size, 0,
                            calibrating.paint, points);
  return row;
}

Json summary(const std::vector<Row>& rows) {
  std::vector<double> landmark, reprojection, metres, sigmas;
  int labelled = 0, missed = 0;
  std::vector<double> paint_share, bare;
  for (const Row& row : rows) {
    landmark.insert(landmark.end(), row.landmark_px.begin(), row.landmark_px.end());
    sigmas.insert(sigmas.end(), row.sigmas.begin(), row.sigmas.end());
    labelled += row.labelled, missed += row.missed;
    if (!row.reprojection_px) continue;
    reprojection.push_back(*row.reprojection_px);
    metres.push_back(*row.metres);
    paint_share.push_back(static_cast<double>(row.paint.found) / std::max(1, row.paint.looked));
    bare.push_back(row.paint.bare - row.paint.markings);
  }
  const auto n = static_cast<double>(rows.size());
  const auto share = [&](const std::vector<double>& of, double limit, double all) {
    return 100.0 *
           static_cast<double>(
               std::count_if(of.begin(), of.end(), [&](double v) { return v <= limit; })) /
           all;
  };
  return {{"pictures", rows.size()},
          {"landmark_px_median", quantile(landmark, 0.5)},
          {"landmark_px_p95", quantile(landmark, 0.95)},
          {"missed_pct", 100.0 * missed / labelled},
          {"reprojection_px_median", quantile(reprojection, 0.5)},
          {"reprojection_px_p95", quantile(reprojection, 0.95)},
          {"usable_pct", 100 * static_cast<double>(reprojection.size()) / n},
          {"within_6_px_pct", share(reprojection, 6, n)},
          {"metres_median", quantile(metres, 0.5)},
          {"painted_share_p1", quantile(paint_share, 0.01)},
          {"painted_share_p10", quantile(paint_share, 0.1)},
          {"bare_over_painted_p99", quantile(bare, 0.99)},
          {"within_two_sigma_pct", share(sigmas, 2, static_cast<double>(sigmas.size()))}};
}

Result<Json> score_all(const std::string& manifest_path, const std::filesystem::path& pictures,
                       const std::string& labels_path, const std::string& onnx,
                       const CalibratorOptions& calibrating) {
  TL_ASSIGN(auto manifest, load_manifest(manifest_path));
  if (!onnx.empty()) manifest.path = onnx;
  TL_ASSIGN(const auto detector, make_landmark_detector(manifest, {}));
  TL_ASSIGN(const auto network, detector->session());
  std::ifstream file(labels_path);
  const Json labels = Json::parse(file, nullptr, false);
  if (!labels.is_object())
    return fail(Errc::bad_input, labels_path, "{}: not a JSON object of labels", labels_path);
  std::map<std::string, std::vector<Labelled>> wanted;
  for (const auto& [name, rows] : labels.items()) wanted[name] = read_labels(rows);
  std::vector<Row> rows;
  for (const auto& [name, places] : wanted) {
    if (places.empty()) continue;
    TL_ASSIGN(Row row, score(pictures / name, places, calibrating, *network));
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.reprojection_px.value_or(1e9) > b.reprojection_px.value_or(1e9);
  });
  Json worst = Json::array();
  for (std::size_t i = 0; i < rows.size() && i < 12; ++i)
    worst.push_back({{"file", rows[i].file},
                     {"labelled", rows[i].labelled},
                     {"reprojection_px",
                      rows[i].reprojection_px ? Json(*rows[i].reprojection_px) : Json(nullptr)},
                     {"why", rows[i].why}});
  return Json{{"summary", summary(rows)}, {"worst", worst}};
}

}  // namespace
}  // namespace touchline

int main(int argc, char** argv) {
  std::vector<std::string> named;
  std::string onnx, out;
  touchline::CalibratorOptions calibrating;
  calibrating.field = touchline::field_of({});
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--support" && i + 1 < argc) {
      calibrating.estimate.support_sigma = std::atof(argv[++i]);
    } else if (word == "--drawn-on" && i + 1 < argc) {
      calibrating.estimate.drawn_on_sigma = std::atof(argv[++i]);
    } else if ((word == "--onnx" || word == "--out") && i + 1 < argc) {
      (word == "--onnx" ? onnx : out) = argv[++i];
    } else {
      named.push_back(word);
    }
  }
  if (named.size() != 3) {
    std::fputs("usage: pitch_pictures MANIFEST PICTURES LABELS.json [--onnx NET] [--out FILE]\n",
               stderr);
    return 2;
  }
  auto result = touchline::score_all(named[0], named[1], named[2], onnx, calibrating);
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    return 1;
  }
  std::printf("%s\n", result->dump(2).c_str());
  if (!out.empty()) std::ofstream(out) << result->dump(2) << '\n';
  return 0;
}
