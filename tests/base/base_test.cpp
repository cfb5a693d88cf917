// Result, hashes and clocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/median.h"
#include "base/result.h"

namespace touchline {
namespace {

Result<std::unique_ptr<int>> half(int n) {
  if (n % 2) return fail(Errc::usage, "n", "{} is odd; pass an even number", n);
  return std::make_unique<int>(n / 2);
}

Result<int> quarter(int n) {
  TL_ASSIGN(const auto once, half(n));
  TL_ASSIGN(const auto twice, half(*once));
  return *twice;
}

Status even_quarter(int n) {
  TL_CHECK(half(n));
  TL_CHECK(quarter(n));
  return {};
}

TEST(Result, CarriesValueOrError) {
  EXPECT_EQ(*quarter(12), 3);
  const auto bad = quarter(6);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Errc::usage);
  EXPECT_EQ(bad.error().message, "3 is odd; pass an even number");
  EXPECT_EQ(bad.error().where, "n");
  EXPECT_TRUE(even_quarter(4));
  EXPECT_EQ(even_quarter(5).error().message, "5 is odd; pass an even number");
  EXPECT_EQ(even_quarter(2).error().message, "1 is odd; pass an even number");
}

TEST(Guarded, WhatIsThrownBecomesAnError) {
  const auto of = [](auto&& work) { return guarded("here", work).error(); };
  const Error error = of([] { throw std::runtime_error("boom"); });
  EXPECT_EQ(error.code, Errc::internal);
  EXPECT_EQ(error.message, "here threw: boom");
  EXPECT_EQ(error.where, "here");
  EXPECT_EQ(of([] { throw std::bad_alloc(); }).message, "out of memory");
  EXPECT_EQ(of([] { throw 7; }).message, "here threw something that is no std::exception");
  EXPECT_EQ(of([]() -> Result<int> { throw std::logic_error("bug"); }).message, "here threw: bug");
  EXPECT_EQ(of([]() -> Status { return fail(Errc::usage, "n", "said so"); }).message, "said so");
  EXPECT_EQ(*guarded("here", []() -> Result<int> { return 5; }), 5);
}

TEST(Guarded, AThreadTellsWhatItThrows) {
  Error heard;
  start_thread(
      "lane", [] { throw std::runtime_error("boom"); }, [&](const Error& error) { heard = error; })
      .join();
  EXPECT_EQ(heard.message, "lane threw: boom");
  // Nor does it end the process when nobody can be told.
  start_thread(
      "lane", [] { throw std::bad_alloc(); }, [](const Error&) { throw std::bad_alloc(); })
      .join();
  EXPECT_EQ(start_async("net", []() -> Result<int> { throw std::bad_alloc(); }).get().error().where,
            "net");
  EXPECT_EQ(*start_async("net", []() -> Result<int> { return 3; }).get(), 3);
}

TEST(Guarded, AWatcherIsToldToStop) {
  std::atomic<bool> stopped = false;
  {
    const auto watcher = start_watcher(
        "watch",
        [&](const std::stop_token& stop) {
          while (!stop.stop_requested()) std::this_thread::yield();
          stopped = true;
        },
        [](const Error&) {});
  }
  EXPECT_TRUE(stopped);
}

TEST(Result, TheValueOfAnErrorIsABug) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH((void)*quarter(1), "");
}

TEST(Result, ExitCodesAreThePublishedOnes) {
  EXPECT_EQ(exit_code(Errc::io), 1);
  EXPECT_EQ(exit_code(Errc::internal), 1);
  EXPECT_EQ(exit_code(Errc::usage), 2);
  EXPECT_EQ(exit_code(Errc::bad_config), 2);
  EXPECT_EQ(exit_code(Errc::bad_input), 3);
  EXPECT_EQ(exit_code(Errc::bad_model), 4);
  EXPECT_EQ(exit_code(Errc::no_device), 5);
  EXPECT_EQ(exit_code(Errc::degraded), 6);
  EXPECT_EQ(exit_code(Errc::cancelled), 130);
}

TEST(Hash, EqualsPublishedVectors) {
  // FIPS 180-4 examples.
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, OfAFileIsThatOfItsBytes) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("touchline_hash_{}", ::getpid());
  const std::string text(200'000, 'x');
  std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(*sha256_file(path.string()), sha256(text));
  std::filesystem::remove(path);
  const auto gone = sha256_file(path.string());
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, Errc::io);
  EXPECT_THAT(gone.error().message, ::testing::HasSubstr(path.string()));
}

TEST(Median, IsTheMiddleOne) {
  EXPECT_EQ(median(std::vector{5, 1, 4}), 4);
  EXPECT_EQ(median(std::vector{2.5, 0.5, 1.5, 9.0}), 2.5) << "the upper one of two";
  EXPECT_EQ(median(std::vector<int>()), 0);
}

TEST(Clock, SecondsRoundToTheNearestNanosecond) {
  EXPECT_EQ(from_seconds(1.0), kSecond);
  EXPECT_EQ(from_seconds(0.1), 100'000'000);
  EXPECT_EQ(from_seconds(-0.1), -100'000'000);
  EXPECT_EQ(from_seconds(1.0 / 3), 333'333'333);
  EXPECT_EQ(from_seconds(2.0 / 3), 666'666'667);
  EXPECT_DOUBLE_EQ(to_seconds(1'500'000'000), 1.5);
  static_assert(from_seconds(2) == 2 * kSecond);
}

TEST(Clock, ClocksAdvance) {
  const auto wall = wall_now(), thread = thread_cpu_now(), process = process_cpu_now();
  volatile double work = 1;
  for (int i = 0; i < 2'000'000; ++i) work = work * 1.0000001;
  EXPECT_GT(wall_now(), wall);
  EXPECT_GT(thread_cpu_now(), thread);
  EXPECT_GT(process_cpu_now(), process);
}

TEST(Log, IsSilentUntilSomeoneListens) { EXPECT_TRUE(log()->sinks().empty()); }

}  // namespace
}  // namespace touchline
