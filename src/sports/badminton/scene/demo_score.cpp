#include "sports/badminton/scene/demo_score.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "sports/badminton/court.h"

namespace touchline::badminton {
namespace {

using Json = nlohmann::ordered_json;

double thousandths(double value) { return std::round(value * 1e3) / 1e3; }

Json quantiles(std::vector<double> values) {
  if (values.empty()) return {{"median", nullptr}, {"p95", nullptr}};
  std::sort(values.begin(), values.end());
  return {{"median", thousandths(values[values.size() / 2])},
          {"p95", thousandths(values[values.size() * 95 / 100])}};
}

/// Calls `each` with every line of a file of the run.
template <class Each>
Status read_lines(const DemoRun& run, const char* name, const Each& each) {
  const auto path = (std::filesystem::path(run.dir) / name).string();
  std::ifstream in(path);
  if (!in) return fail(Errc::io, path, "cannot read '{}'", path);
  for (std::string line; std::getline(in, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_discarded()) return fail(Errc::bad_input, path, "{}: not JSON", path);
    each(json);
  }
  return {};
}

/// How far the places found at one end are from the true ones, each taken once: which of two
/// partners is which nobody can know from their numbers.
std::vector<double> errors_of(const std::vector<Vec2d>& found, std::vector<Vec2d> truth) {
  std::vector<double> best;
  double least = 0;
  const auto before = [](Vec2d a, Vec2d b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); };
  std::sort(truth.begin(), truth.end(), before);
  do {
    std::vector<double> errors;
    for (std::size_t i = 0; i < std::min(found.size(), truth.size()); ++i)
      errors.push_back(distance(found[i], truth[i]));
    const double sum = std::accumulate(errors.begin(), errors.end(), 0.0);
    if (!best.empty() && sum >= least) continue;
    least = sum;
    best = std::move(errors);
  } while (std::next_permutation(truth.begin(), truth.end(), before));
  return best;
}

Result<Json> score_players(const DemoRun& run, const DemoScene& scene) {
  std::int64_t rows = 0, told = 0;
  std::vector<double> errors[2];
  const auto& players = scene.match.players();
  TL_CHECK(read_lines(run, "measures.jsonl", [&](const nlohmann::json& row) {
    ++rows;
    told += row.at("players").size() == players.size();
    const double t = to_seconds(row.at("pts_ns").get<Nanoseconds>());
    std::vector<Vec2d> found[2], truth[2];
    for (const auto& one : row.at("players")) {
      if (one.at("court_m").is_null()) continue;
      const auto at = one.at("court_m").get<std::vector<double>>();
      found[one.at("end") == "near" ? 0 : 1].push_back({at[0], at[1]});
    }
    for (const int number : players)
      truth[half_of(number) < 0 ? 0 : 1].push_back(scene.match.place_of(number, t));
    for (const std::size_t end : {0U, 1U})
      for (const double error : errors_of(found[end], truth[end])) errors[end].push_back(error);
  }));
  const auto share = [&](std::size_t count, std::int64_t of) {
    return of > 0 ? Json(thousandths(static_cast<double>(count) / static_cast<double>(of)))
                  : Json(nullptr);
  };
  const auto at_end = static_cast<std::int64_t>(players.size() / 2);
  Json all{{"filmed", players.size()},
           {"so_many_told", share(static_cast<std::size_t>(told), rows)}};
  for (const std::size_t i : {0U, 1U})
    all[i == 0 ? "near" : "far"] = {{"found", share(errors[i].size(), rows * at_end)},
                                    {"error_m", quantiles(errors[i])}};
  return all;
}

/// How far the outer corners lie off in the picture.
Result<Json> score_view(const DemoRun& run, const DemoScene& scene) {
  const Mat3 truth = scene.camera.image_from_field(scene.width, scene.height);
  std::vector<double> errors;
  std::int64_t lost = 0;
  TL_CHECK(read_lines(run, "calibration.jsonl", [&](const nlohmann::json& row) {
    if (row.at("image_from_field").is_null()) {
      ++lost;
      return;
    }
    Mat3 h;
    for (std::size_t i = 0; i < 9; ++i) h.m[i] = row.at("image_from_field")[i].get<double>();
    for (const double x : {-kLength_m / 2, kLength_m / 2})
      for (const double y : {-kWidth_m / 2, kWidth_m / 2})
        if (const auto there = project(h, {x, y}), wanted = project(truth, {x, y}); there && wanted)
          errors.push_back(distance(*there, *wanted));
  }));
  return Json{{"lost_frames", lost}, {"corner_error_px", quantiles(errors)}};
}

Json truth_of(const DemoScene& scene) {
  Json rallies = Json::array();
  for (const auto& rally : scene.match.rallies()) {
    if (rally.from_s >= scene.seconds) break;
    Json hits = Json::array();
    for (const auto& stroke : rally.strokes) {
      if (stroke.t_s >= scene.seconds) break;
      const Vec3d at = stroke.at();
      hits.push_back({{"t_s", thousandths(stroke.t_s)},
                      {"player", stroke.player},
                      {"type", to_string(stroke.kind)},
                      {"forehand", stroke.forehand},
                      {"at_m", {thousandths(at.x), thousandths(at.y), thousandths(at.z)}}});
    }
    rallies.push_back({{"from_s", thousandths(rally.from_s)},
                       {"to_s", thousandths(rally.to_s)},
                       {"hits", std::move(hits)}});
  }
  return rallies;
}

}  // namespace

Result<Json> score_against_truth(const DemoRun& run, const DemoScene& scene) {
  TL_ASSIGN(auto players, score_players(run, scene));
  TL_ASSIGN(auto view, score_view(run, scene));
  return Json{{"players", std::move(players)},
              {"view", std::move(view)},
              {"rallies_filmed", truth_of(scene)}};
}

}  // namespace touchline::badminton
