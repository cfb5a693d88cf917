// The measures against a synthetic match whose truth is known, and what an hour costs.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sports/soccer/support.h"

namespace touchline {
namespace {

using namespace soccer_test;

struct Score {
  double possession = 0, speed_rmse = 0, distance_ratio = 0, f1 = 0, subtype = 0;
  int direction = 0;
};

struct Found {
  int hits = 0, right = 0, extra = 0, missed = 0;
};

Found compare_passes(const std::vector<TruePass>& truth, std::vector<Event> passes) {
  Found found;
  for (const auto& t : truth) {
    // Shorter ways are no passes by definition (PassSettings::min_distance_m).
    if (distance(t.start_m, t.end_m) < 3) continue;
    const auto at = std::find_if(passes.begin(), passes.end(), [&](const Event& e) {
      return e.track_ids[0] == t.from && std::abs(to_seconds(e.start_ns) - t.start_s) <= 0.5;
    });
    if (at == passes.end()) {
      ++found.missed;
      continue;
    }
    ++found.hits;
    found.right += t.completed == (at->subtype == "completed");
    passes.erase(at);
  }
  found.extra = static_cast<int>(passes.size());
  return found;
}

Score score(double sigma, double fps, double seconds, std::uint64_t seed) {
  MatchOptions options;
  options.seconds = seconds;
  options.seed = seed;
  const Match match(options);
  auto analysis = analyser();
  Noise noise(seed);
  std::vector<Event> passes;
  double in_play = 0, right = 0, squares = 0, speeds = 0, ran = 0, measured = 0;
  const auto frames = static_cast<std::int64_t>(seconds * fps);
  Score out;
  for (std::int64_t f = 0; f < frames; ++f) {
    const auto& update = analysis.push(match_record(match, f, fps, sigma, noise));
    for (const auto& e : of_type(update.events, "pass")) passes.push_back(e);
    const MatchState truth = match.at(static_cast<double>(f) / fps);
    const Measures& m = update.measures;
    if (truth.ball.in_play && truth.possession != kNoTeam) {
      ++in_play;
      right += m.possession && static_cast<int>(*m.possession) == truth.possession;
    }
    for (const auto& p : m.players) {
      const auto& person = truth.person(static_cast<int>(p.track_id));
      if (p.speed_m_s) {
        const double error = *p.speed_m_s - length(person.velocity_m_s);
        squares += error * error;
        ++speeds;
      }
      if (f + 1 == frames) {
        measured += p.distance_m;
        ran += person.stride_m - match.at(0).person(person.id).stride_m;
      }
    }
    if (m.attack_a) out.direction = *m.attack_a;
  }
  const Found found = compare_passes(match.passes(), passes);
  out.possession = right / in_play;
  out.speed_rmse = std::sqrt(squares / speeds);
  out.distance_ratio = measured / ran;
  out.f1 = 2.0 * found.hits / (2.0 * found.hits + found.extra + found.missed);
  out.subtype = static_cast<double>(found.right) / found.hits;
  EXPECT_EQ(out.direction, match.attack_direction(0));
  return out;
}

void print(const char* what, const Score& s) {
  std::printf(
      "%s: possession %.1f %%, pass F1 %.3f, subtype %.1f %%, speed RMSE %.2f m/s, "
      "distance %.3f of the truth\n",
      what, 100 * s.possession, s.f1, 100 * s.subtype, s.speed_rmse, s.distance_ratio);
}

TEST(SoccerMatch, ExactPositions) {
  const auto s = score(0, 25, 300, 1);
  print("exact", s);
  EXPECT_GT(s.possession, 0.88);
  EXPECT_GT(s.f1, 0.88);
  EXPECT_NEAR(s.distance_ratio, 1, 0.05);
  EXPECT_LT(s.speed_rmse, 0.4);
}

TEST(SoccerMatch, WithThirtyCentimetresOfNoise) {
  const auto s = score(0.3, 25, 300, 2);
  print("0.3 m noise", s);
  EXPECT_GT(s.possession, 0.85);
  EXPECT_GT(s.f1, 0.84);
  EXPECT_NEAR(s.distance_ratio, 1, 0.06);
  EXPECT_LT(s.speed_rmse, 0.9);
}

TEST(SoccerMatch, TheSameBytesTwiceAndFromQuantisedRecords) {
  MatchOptions options;
  options.seconds = 20;
  const Match match(options);
  const auto run = [&](bool again) {
    auto analysis = analyser();
    Noise noise(4);
    std::string text;
    for (int f = 0; f < 500; ++f) {
      auto record = match_record(match, f, 25, 0.2, noise);
      if (again) quantise(record);
      const auto& update = analysis.push(record);
      text += json_of(update.measures, "s");
      for (const auto& e : update.events) text += json_of(e, "s");
    }
    for (const auto& e : analysis.finish()) text += json_of(e, "s");
    return text;
  };
  EXPECT_EQ(run(false), run(true));
}

TEST(TimingSoccerMatch, AnHourIsAnalysedInASecond) {
  MatchOptions options;
  options.seconds = 120;
  const Match match(options);
  Noise noise(4);
  std::vector<FrameRecord> records;
  for (int f = 0; f < 3000; ++f) records.push_back(match_record(match, f, 25, 0.2, noise));
  auto analysis = analyser();
  std::string text;
  double analysed = 0, written = 0;
  const auto seconds = [](auto since) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
  };
  constexpr int kRounds = 30;  // 30 * 3000 frames: an hour
  for (int round = 0; round < kRounds; ++round)
    for (auto& record : records) {
      record.frame += round ? 3000 : 0;
      record.pts_ns += round ? 120 * kSecond : 0;
      const auto start = std::chrono::steady_clock::now();
      const auto& update = analysis.push(record);
      analysed += seconds(start);
      const auto middle = std::chrono::steady_clock::now();
      text.clear();
      text += json_of(update.measures, "match");
      written += seconds(middle);
    }
  std::printf("an hour: %.3f s of analysis, %.3f s of text (%.1f + %.1f us a frame)\n", analysed,
              written, analysed / 0.09, written / 0.09);
  EXPECT_LT(analysed + written, 2);  // a busy machine's allowance over the gate of 1 s
}

}  // namespace
}  // namespace touchline
