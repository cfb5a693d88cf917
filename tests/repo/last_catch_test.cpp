// Nothing that is thrown ends the process: every thread is started by base/guarded.h, and every
// public function that returns a Result catches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "repo/files.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "FILE: TEXT" for every place that starts a thread by itself.
std::vector<std::string> bare_threads(const Tree& tree) {
  // A type is no start: std::thread thread_; std::vector<std::thread>; std::thread::id.
  const std::regex start(R"(std::(async\(|j?thread[({]|j?thread \w+[({]))"
                         R"(|std::(make_unique|make_shared)<std::j?thread>\()"
                         R"(|\bpthread_create\(|\.detach\(\))");
  std::vector<std::string> found;
  for (const auto& [file, text] : tree) {
    if (file == "src/base/guarded.h" || file.starts_with("src/apps/")) continue;  // no base there
    for (std::sregex_iterator at(text.begin(), text.end(), start), end; at != end; ++at)
      found.push_back(file + ": " + at->str());
  }
  return found;
}

TEST(LastCatch, EveryThreadHasIt) { EXPECT_THAT(bare_threads(read_code({"src"})), IsEmpty()); }

TEST(LastCatch, ABareThreadIsSeen) {
  EXPECT_THAT(
      bare_threads({{"a.cpp", "thread_ = std::thread([] {});"},
                    {"b.cpp", "std::jthread helper{work};"},
                    {"c.cpp", "auto f = std::async(std::launch::async, work);"},
                    {"d.cpp", "std::thread t_; std::vector<std::thread> all; std::thread::id i;"}}),
      ElementsAre("a.cpp: std::thread(", "b.cpp: std::jthread helper{", "c.cpp: std::async("));
}

/// Names of the functions that return a Result or a Status.
std::set<std::string> promises(const std::string& header) {
  const std::regex declared(R"((?:^|\n)(?:Result<[\w:]+>|Status) (\w+)\()");
  std::set<std::string> names;
  for (std::sregex_iterator at(header.begin(), header.end(), declared), end; at != end; ++at)
    names.insert((*at)[1]);
  return names;
}

TEST(LastCatch, EveryPublicFunctionHasIt) {
  std::string rooms;
  for (const auto& [file, text] : read_code({"src/pipeline", "src/verbs"})) rooms += text;
  std::set<std::string> all;
  for (const char* header : {"touchline.h", "tools.h"})
    all.merge(promises(read_text(repository() / "include/touchline" / header)));
  ASSERT_GT(all.size(), 10U);
  for (const auto& name : all)
    EXPECT_TRUE(std::regex_search(
        rooms, std::regex("catch \\(\\.\\.\\.\\) \\{\\n  return caught\\(\"" + name + "\"\\);")))
        << name << "() lets exceptions out: end it with catch (...) { return caught(\"" << name
        << "\"); }";
}

}  // namespace
}  // namespace touchline::testing
