// Six practice sessions whose signals and swings an earlier system has published: the sum of the
// hands' x and y, every eighth frame or so.
#pragma once

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sports/golf/pose_series.h"
#include "support/shared_data.h"

namespace touchline::golf::testing {

inline constexpr std::array kSessions = {1183, 1184, 1185, 1186, 1187, 1188};

struct Session {
  double fps = 0;
  std::vector<double> signal;  ///< of every frame, pixels
  std::vector<std::int64_t> tops, contacts;
  std::size_t too_close = 0, mad_outliers = 0;
};

/// A natural cubic spline at 0, 1, 2 ... `count`.
inline std::vector<double> spline(const std::vector<double>& x, const std::vector<double>& y,
                                  std::size_t count) {
  const std::size_t n = x.size();
  std::vector<double> bend(n, 0), upper(n, 0), right(n, 0);  // second derivatives, by Thomas
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double a = x[i] - x[i - 1], b = x[i + 1] - x[i];
    const double rise = 6 * ((y[i + 1] - y[i]) / b - (y[i] - y[i - 1]) / a);
    const double middle = 2 * (a + b) - a * upper[i - 1];
    upper[i] = b / middle;
    right[i] = (rise - a * right[i - 1]) / middle;
  }
  for (std::size_t i = n - 1; i-- > 1;) bend[i] = right[i] - upper[i] * bend[i + 1];
  std::vector<double> out;
  std::size_t k = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double t = std::min(static_cast<double>(i), x.back());
    while (k + 2 < n && x[k + 1] <= t) ++k;
    const double h = x[k + 1] - x[k], p = (x[k + 1] - t) / h, q = 1 - p;
    out.push_back(p * y[k] + q * y[k + 1] +
                  ((p * p * p - p) * bend[k] + (q * q * q - q) * bend[k + 1]) * h * h / 6);
  }
  return out;
}

inline Session session(int number) {
  std::ifstream file(touchline::testing::shared_data() / "truth" / "golf_signals" /
                     ("IMG_" + std::to_string(number) + ".json"));
  const auto json = nlohmann::json::parse(file);
  Session out;
  out.fps = json["fps"];
  out.signal = spline(json["smooth_frames"].get<std::vector<double>>(),
                      json["smooth_values"].get<std::vector<double>>(), json["total_frames"]);
  out.tops = json["final_peaks"].get<std::vector<std::int64_t>>();
  out.contacts = json["contacts"].get<std::vector<std::int64_t>>();
  for (const std::string line : json["filter_log"]) {
    const std::size_t count = std::stoul(line.substr(line.find("removed ") + 8));
    (line.starts_with("MAD") ? out.mad_outliers : out.too_close) += count;
  }
  return out;
}

/// Poses with that signal: hands that go up and down before a body that stands still.
inline PoseSeries poses_of(const Session& session, double scale = 1) {
  constexpr double kTorso_px = 300, kHands_x = 500;
  PoseSeries series;
  for (std::size_t i = 0; i < session.signal.size(); ++i) {
    PoseSample sample;
    sample.frame = static_cast<std::int64_t>(i);
    sample.pts_ns = from_seconds(static_cast<double>(i) / session.fps);
    sample.points.resize(kJoints);
    const auto put = [&](Joint which, double x, double y) {
      sample.points[static_cast<std::size_t>(which)] = {
          {static_cast<float>(x * scale), static_cast<float>(y * scale)}, 0.9F};
    };
    const double y = session.signal[i] - kHands_x;
    for (const Joint wrist : {Joint::left_wrist, Joint::right_wrist}) put(wrist, kHands_x, y);
    put(Joint::left_shoulder, 540, 860), put(Joint::right_shoulder, 460, 860);
    put(Joint::left_hip, 530, 860 + kTorso_px), put(Joint::right_hip, 470, 860 + kTorso_px);
    series.push_back(std::move(sample));
  }
  return series;
}

}  // namespace touchline::golf::testing
