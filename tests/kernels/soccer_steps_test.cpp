// The four steps of a match's frame on a GPU against the CPU's drivers: the same bits.
#include "kernels/cuda/soccer_steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "kernels/control_surface.h"
#include "kernels/cuda/images.h"
#include "kernels/kit_assign.h"
#include "support/gpu.h"

namespace touchline {
namespace {

using Floats = std::vector<float>;

Floats uniform(std::mt19937& random, std::size_t count, float from, float to) {
  std::uniform_real_distribution<float> value(from, to);
  Floats values(count);
  for (float& v : values) v = value(random);
  return values;
}

Floats middles(int cells, float from, float to) {
  Floats at;
  for (int i = 0; i < cells; ++i)
    at.push_back(from + (static_cast<float>(i) + 0.5F) * (to - from) / static_cast<float>(cells));
  return at;
}

SoccerConstants match(int columns = 32, int rows = 20, std::size_t kits = 3) {
  std::mt19937 random(7);
  SoccerConstants c;
  c.kit_l = uniform(random, kits, 0, 100);
  c.kit_a = uniform(random, kits, -90, 90);
  c.kit_b = uniform(random, kits, -90, 90);
  c.cell_x = middles(columns, -52.5F, 52.5F);
  c.cell_y = middles(rows, 34, -34);
  c.threat = make_threat_cells(12, 8, uniform(random, 96, 0, 0.26F), 105, 68);
  return c;
}

/// A frame that owns its lists.
struct Scene {
  Floats u, v, l, a, b, at_x, at_y;
  SoccerFrame frame;

  Scene(std::size_t people, std::size_t looks, unsigned seed) {
    std::mt19937 random(seed);
    u = uniform(random, people, 100, 1800);
    v = uniform(random, people, 250, 1000);
    l = uniform(random, people, 0, 100);
    a = uniform(random, people, -90, 90);
    b = uniform(random, people, -90, 90);
    at_x = uniform(random, looks, -55, 55);
    at_y = uniform(random, looks, -36, 36);
    const Mat3 homography{{0.05, 0.01, -50, 0.002, -0.12, 70, 1e-5, 4e-4, 0.8}};
    frame.projection = make_field_projection(homography, {960, 540});
    frame.count_a = static_cast<int>(people / 2);
    frame.direction = seed % 2 ? 1 : -1;
    see();
  }
  void see() {
    frame.u = u;
    frame.v = v;
    frame.l = l;
    frame.a = a;
    frame.b = b;
    frame.at_x = at_x;
    frame.at_y = at_y;
  }
};

struct Expected {
  Floats x, y, margin, threat, surface;
  std::vector<std::int32_t> label;
  float share;
};

Expected on_cpu(const SoccerConstants& c, const SoccerFrame& f) {
  const std::size_t n = f.u.size(), cells = c.cell_x.size() * c.cell_y.size();
  Expected e{Floats(n), Floats(n), Floats(n), Floats(f.at_x.size()), Floats(cells), {}, 0};
  e.label.resize(n);
  project_points({f.projection, f.u.data(), f.v.data(), e.x.data(), e.y.data()},
                 static_cast<int>(n));
  assign_kits({{f.l.data(), f.a.data(), f.b.data()},
               {c.kit_l.data(), c.kit_a.data(), c.kit_b.data()},
               static_cast<int>(c.kit_l.size()),
               c.weight_l,
               c.weight_a,
               c.weight_b,
               e.label.data(),
               e.margin.data()},
              static_cast<int>(n));
  const int columns = static_cast<int>(c.cell_x.size()), rows = static_cast<int>(c.cell_y.size());
  Floats cell_x = c.cell_x, cell_y = c.cell_y;
  cell_x.resize(static_cast<std::size_t>(padded_cells(columns)));
  cell_y.resize(static_cast<std::size_t>(padded_cells(rows)));
  Floats scratch(static_cast<std::size_t>(control_scratch(static_cast<int>(n), rows)) + 16);
  e.share = control_surface({e.x.data(), e.y.data(), f.count_a, static_cast<int>(n), cell_x.data(),
                             cell_y.data(), columns, rows, c.gain_per_m},
                            scratch.data(), e.surface.data());
  look_up_threats(
      {ThreatLookUp<float>(c.threat, f.direction), f.at_x.data(), f.at_y.data(), e.threat.data()},
      static_cast<int>(f.at_x.size()));
  return e;
}

void expect_bits(std::span<const float> got, const Floats& want, const char* what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (std::isnan(want[i]) && std::isnan(got[i])) continue;
    ASSERT_EQ(std::bit_cast<std::uint32_t>(got[i]), std::bit_cast<std::uint32_t>(want[i]))
        << what << " " << i << ": " << got[i] << " for " << want[i];
  }
}

class SoccerSteps : public testing::WithGpu<> {
 protected:
  void expect_the_same(const SoccerConstants& constants, const std::vector<SoccerFrame>& frames) {
    auto steps = DeviceSoccerSteps::create(constants, context_);
    ASSERT_TRUE(steps) << steps.error().message;
    for (int again = 0; again < 2; ++again) {
      const auto done = (*steps)->run(frames, *stream_);
      ASSERT_TRUE(done) << done.error().message;
      for (std::size_t i = 0; i < frames.size(); ++i) {
        const Expected want = on_cpu(constants, frames[i]);
        const SoccerMeasures got = (*steps)->measures(i);
        expect_bits(got.x, want.x, "x");
        expect_bits(got.y, want.y, "y");
        expect_bits(got.margin, want.margin, "margin");
        EXPECT_TRUE(
            std::equal(want.label.begin(), want.label.end(), got.label.begin(), got.label.end()));
        expect_bits(got.threat, want.threat, "threat");
        expect_bits(got.surface, want.surface, "surface");
        expect_bits({&got.share, 1}, {want.share}, "share");
      }
    }
  }
};

TEST_F(SoccerSteps, OneFrame) {
  const Scene scene(22, 48, 1);
  expect_the_same(match(), {scene.frame});
}

TEST_F(SoccerSteps, FramesOfAMatchWithAnyNumberOfPeople) {
  std::vector<Scene> scenes;
  for (unsigned i = 0; i < 40; ++i) scenes.emplace_back(2 + i % 29, i % 7 * 10, i);
  std::vector<SoccerFrame> frames;
  for (Scene& scene : scenes) {
    scene.see();
    frames.push_back(scene.frame);
  }
  expect_the_same(match(), frames);
}

TEST_F(SoccerSteps, ManyPeople) {
  // More than travel as parameters, than a block has threads, and than it keeps near.
  for (const std::size_t people : {65U, 130U, 511U, 512U, 513U, 1500U}) {
    const Scene scene(people, 100, 3);
    expect_the_same(match(), {scene.frame});
    expect_the_same(match(), {scene.frame, scene.frame});
  }
}

TEST_F(SoccerSteps, OtherGridsAndKits) {
  const Scene scene(22, 48, 4);
  for (const auto& [columns, rows] : {std::pair{1, 1}, {16, 3}, {17, 31}, {64, 64}, {5, 200}})
    expect_the_same(match(columns, rows, 1), {scene.frame});
  expect_the_same(match(33, 7, 9), {scene.frame, scene.frame});
}

TEST_F(SoccerSteps, PeopleWhoAreNowhereAndTeamsOfNone) {
  Scene scene(22, 48, 5);
  for (std::size_t i = 0; i < 22; i += 3) scene.u[i] = NAN;
  scene.v[1] = -1e6F;  // beyond the horizon
  scene.l[4] = NAN;
  scene.at_x[7] = NAN;
  scene.at_x[8] = INFINITY;
  expect_the_same(match(), {scene.frame});
  scene.frame.count_a = 0;
  expect_the_same(match(), {scene.frame});
  scene.frame.count_a = 22;
  expect_the_same(match(), {scene.frame});
  const Scene nobody(0, 0, 6);
  expect_the_same(match(), {nobody.frame});
  expect_the_same(match(), {nobody.frame, scene.frame, nobody.frame});
}

TEST_F(SoccerSteps, RefusesWhatDoesNotFit) {
  const auto code = [&](const SoccerConstants& c) {
    return DeviceSoccerSteps::create(c, context_).error().code;
  };
  EXPECT_EQ(code(match(65, 64)), Errc::usage);
  EXPECT_EQ(code(match(32, 20, 0)), Errc::usage);
  SoccerConstants uneven = match();
  uneven.kit_b.pop_back();
  EXPECT_EQ(code(uneven), Errc::usage);
  auto steps = std::move(*DeviceSoccerSteps::create(match(), context_));
  Scene scene(22, 48, 7);
  scene.frame.count_a = 23;
  EXPECT_EQ(steps->run({&scene.frame, 1}, *stream_).error().code, Errc::usage);
  scene.frame.count_a = 11;
  scene.frame.b = scene.frame.b.first(21);
  EXPECT_EQ(steps->run({&scene.frame, 1}, *stream_).error().code, Errc::usage);
  EXPECT_TRUE(steps->run({}, *stream_));
}

}  // namespace
}  // namespace touchline
