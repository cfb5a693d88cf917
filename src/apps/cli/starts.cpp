#include "starts.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

extern char** environ;

namespace touchline::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

double now_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Called {
  int exit_code = -1;
  double ms = 0;  ///< from the call to the end
  std::string text;
};

/// Calls this very program; what it says on stderr is nobody's.
Result<Called> call(const Words& words) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    return Error{Errc::io, "the program cannot be called: no pipe", "bench"};
  Words all{"touchline"};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (auto& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, pipe[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  Called called;
  const double begin = now_ms();
  ::pid_t child = 0;
  const int failed =
      ::posix_spawn(&child, "/proc/self/exe", &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  ::close(pipe[1]);
  if (failed != 0) {
    ::close(pipe[0]);
    return Error{Errc::io, "the program cannot be called again to time its start", "bench"};
  }
  std::array<char, 4096> block{};
  for (::ssize_t got = 0; (got = ::read(pipe[0], block.data(), block.size())) > 0;)
    called.text.append(block.data(), static_cast<std::size_t>(got));
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  called.ms = now_ms() - begin;
  called.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return called;
}

Words words_of(const RunOptions& options, const fs::path& scratch) {
  constexpr const char* kFew = "40";
  Words words{"--quiet", "run"};
  words.insert(words.end(), options.sources.begin(), options.sources.end());
  if (!options.config_file.empty()) words.insert(words.end(), {"--config", options.config_file});
  auto settings = options.settings;
  settings.emplace_back("detect.cache_dir", (scratch / "cache").string());
  settings.emplace_back("output.overwrite", "true");
  settings.emplace_back("input.max_frames", kFew);
  for (const auto& [key, value] : settings) words.insert(words.end(), {"--set", key + "=" + value});
  words.insert(words.end(), {"--output", (scratch / "run").string(), "--json"});
  return words;
}

using Samples = std::map<std::string, std::vector<double>>;

/// One start: each step on its own, so that they sum to the whole.
Result<bool> add_start(const Words& words, Samples& samples) {
  auto bare = call({"--version"});
  if (!bare) return bare.error();
  auto run = call(words);
  if (!run) return run.error();
  const auto summary = Json::parse(run->text, nullptr, false);
  if (run->exit_code != 0 || !summary.is_object())
    return Error{Errc::internal, "a run that was to be timed failed; try it by itself", "bench"};
  const auto& start = summary.at("sources").at(0).at("start");
  const auto at = [&](const char* key) {
    return start.at(key).is_number() ? start.at(key).get<double>() : 0.0;
  };
  const double networks = at("networks_ms"), lane = std::max(networks, at("lane_ms"));
  samples["process_and_libraries_ms"].push_back(bare->ms);
  samples["settings_and_networks_ms"].push_back(networks);
  samples["source_and_files_ms"].push_back(lane - networks);
  samples["first_frame_ms"].push_back(at("first_row_ms") - lane);
  samples["sum_ms"].push_back(bare->ms + at("first_row_ms"));
  // Where pictures are drawn at once, and not in a pass of their own.
  if (start.at("first_picture_ms").is_number())
    samples["to_first_picture_ms"].push_back(bare->ms + at("first_picture_ms"));
  return start.at("networks_from_cache").get<bool>();
}

Json medians(const Samples& samples, bool from_cache) {
  Json all = Json::object();
  for (const char* step :
       {"process_and_libraries_ms", "settings_and_networks_ms", "source_and_files_ms",
        "first_frame_ms", "sum_ms", "to_first_picture_ms"}) {
    const auto found = samples.find(step);
    if (found == samples.end()) continue;
    auto each = found->second;
    std::sort(each.begin(), each.end());
    all[step] = std::round(each[each.size() / 2] * 10) / 10;
  }
  all["networks_from_cache"] = from_cache;
  return all;
}

}  // namespace

Result<std::string> with_starts(const std::string& bench_json, const RunOptions& options,
                                int repeats) {
  const auto scratch =
      fs::temp_directory_path() / ("touchline_starts_" + std::to_string(::getpid()));
  const auto words = words_of(options, scratch);
  Samples first, warm;
  bool first_kept = false, warm_kept = true;
  std::error_code ignored;
  const auto measure = [&]() -> Result<bool> {
    for (int i = 0; i < repeats; ++i) {
      fs::remove_all(scratch, ignored);
      auto anew = add_start(words, first);
      if (!anew) return anew;
      auto again = add_start(words, warm);
      if (!again) return again;
      first_kept |= *anew;
      warm_kept &= *again;
    }
    return true;
  };
  const auto measured = measure();
  fs::remove_all(scratch, ignored);
  if (!measured) return measured.error();
  auto json = Json::parse(bench_json);
  json["starts"] = {{"repeats", repeats},
                    {"first", medians(first, first_kept)},
                    {"warm", medians(warm, warm_kept)}};
  return json.dump(2);
}

}  // namespace touchline::cli
