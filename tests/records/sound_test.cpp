// sounds.jsonl: what is written is what is read.
#include "records/sound.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_dir.h"

namespace touchline {
namespace {

using testing::TempDir;

std::string line_of(const SoundStretch& stretch) {
  JsonLine line;
  append_json(line, stretch, "range");
  return std::string(line.take()) + "\n";
}

TEST(Sound, WhatWasRoundedComesBackAsItIs) {
  SoundStretch stretch{100'000'000, 1'100'000'000, -61.2345, {{700'123'456, 41.06}, {9, 18}}};
  quantise(stretch);
  const SoundStretch quiet{1'100'000'000, 1'200'000'000, -120, {}};
  const TempDir dir;
  std::ofstream(dir / "sounds.jsonl") << line_of(stretch) << line_of(quiet) << "{\"schema\":1,\"so";
  const auto read = read_sounds(dir / "sounds.jsonl");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, (std::vector{stretch, quiet}));
  EXPECT_EQ(line_of(stretch),
            "{\"schema\":1,\"source_id\":\"range\",\"start_ns\":100000000,\"end_ns\":1100000000,"
            "\"level_db\":-61.2,\"onsets\":[{\"pts_ns\":700123456,\"rise_db\":41.1},"
            "{\"pts_ns\":9,\"rise_db\":18}]}\n");
}

TEST(Sound, ALineOfAnotherKindIsNamed) {
  const TempDir dir;
  std::ofstream(dir / "sounds.jsonl") << line_of({0, 1, -50, {}}) << "{\"schema\":2}\n";
  const auto read = read_sounds(dir / "sounds.jsonl");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::bad_input);
  EXPECT_THAT(read.error().message, ::testing::HasSubstr("sounds.jsonl:2"));
  EXPECT_EQ(read_sounds(dir / "none.jsonl").error().code, Errc::io);
}

}  // namespace
}  // namespace touchline
