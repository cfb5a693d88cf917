#include "sports/soccer/pitch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace touchline {
namespace {

TEST(PitchField, LandmarksAreNamedOnceAndMirror) {
  const auto field = field_of({});
  ASSERT_EQ(field.landmarks.size(), 45U);
  std::set<std::string> names;
  for (std::size_t i = 0; i < field.landmarks.size(); ++i) {
    const auto& landmark = field.landmarks[i];
    const auto& other = field.landmarks.at(static_cast<std::size_t>(landmark.mirrored));
    EXPECT_EQ(other.at, (Vec2d{-landmark.at.x, landmark.at.y})) << i;
    EXPECT_EQ(landmark.name.empty(), i >= kLandmarks);
    if (landmark.name.empty()) continue;
    EXPECT_TRUE(names.insert(landmark.name).second) << landmark.name;
    std::string mirrored = landmark.name;
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"left", "right"}, {"right", "left"}})
      if (const auto at = landmark.name.find(from); at != std::string::npos)
        mirrored = landmark.name.substr(0, at) + to + landmark.name.substr(at + from.size());
    EXPECT_EQ(other.name, mirrored) << i;
  }
}

TEST(PitchField, FollowsTheSizes) {
  const auto field = field_of({.length_m = 91.5, .width_m = 60});
  EXPECT_EQ(field.length_m, 91.5);
  EXPECT_TRUE(field.contains({45.7, -29.9}));
  EXPECT_FALSE(field.contains({45.8, 0}));
  EXPECT_EQ(field.landmarks[0].at, (Vec2d{-45.75, 30})) << field.landmarks[0].name;
  const auto unpainted = std::count_if(field.landmarks.begin(), field.landmarks.end(),
                                       [](const auto& landmark) { return !landmark.painted; });
  EXPECT_EQ(unpainted, 4);
  for (const auto& landmark : field.landmarks)
    if (!landmark.painted) EXPECT_EQ(std::abs(landmark.at.y), 30);
}

}  // namespace
}  // namespace touchline
