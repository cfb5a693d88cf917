// The real program as a child process, the clips it runs on, and what it left behind.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "sink/video_support.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"

namespace touchline::testing {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Outcome {
  int exit_code = -1;  ///< 128 + n when signal n ended it
  std::string out, err;
  double seconds = 0;
  double cpu_seconds = 0;  ///< user and system, all threads
};

struct Surroundings {
  std::string input{};            ///< file on standard input; empty: /dev/null
  int input_fd = -1;              ///< or a descriptor
  Words environment{};            ///< NAME=value, in addition
  std::int64_t largest_file = 0;  ///< RLIMIT_FSIZE in bytes; 0: none
};

/// A running touchline; killed when the test lets go of it.
class Child {
 public:
  explicit Child(const Words& arguments, const Surroundings& around = {}) : begin_(seconds_now()) {
    pid_ = ::fork();
    if (pid_ == 0) become(arguments, around);
  }
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void signal(int number) const { ::kill(pid_, number); }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool ended() {
    if (pid_ > 0 && ::wait4(pid_, &status_, WNOHANG, &usage_) == pid_) pid_ = 0;
    return pid_ == 0;
  }
  Outcome wait(double limit_s = 120) {
    while (!ended() && seconds_now() - begin_ < limit_s)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (!ended()) {
      ADD_FAILURE() << "still running after " << limit_s << " s";
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, &status_, 0);
      pid_ = 0;
    }
    return {WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_),
            read_text(dir_ / "out"), read_text(dir_ / "err"), seconds_now() - begin_,
            cpu_of(usage_.ru_utime) + cpu_of(usage_.ru_stime)};
  }

 private:
  static double cpu_of(const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  }
  [[noreturn]] void become(const Words& arguments, const Surroundings& around) {
    const auto open_as = [](const std::string& path, int flags, int fd) {
      ::dup2(::open(path.c_str(), flags, 0600), fd);
    };
    if (around.input_fd >= 0)
      ::dup2(around.input_fd, 0);
    else
      open_as(around.input.empty() ? "/dev/null" : around.input, O_RDONLY, 0);
    open_as(dir_ / "out", O_WRONLY | O_CREAT, 1);
    open_as(dir_ / "err", O_WRONLY | O_CREAT, 2);
    ::setenv("XDG_CACHE_HOME", TOUCHLINE_TEST_CACHE, 1);
    for (auto variable : around.environment) ::putenv(::strdup(variable.c_str()));
    if (around.largest_file > 0) {
      const rlimit limit{static_cast<rlim_t>(around.largest_file),
                         static_cast<rlim_t>(around.largest_file)};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    std::vector<char*> argv{const_cast<char*>(TOUCHLINE_PROGRAM)};
    for (const auto& word : arguments) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    ::execv(TOUCHLINE_PROGRAM, argv.data());
    ::_exit(99);
  }

  TempDir dir_;
  double begin_;
  pid_t pid_ = 0;
  int status_ = 0;
  rusage usage_{};
};

inline Outcome touchline(const Words& arguments, const Surroundings& around = {}) {
  return Child(arguments, around).wait();
}

/// touchline run --profile fast SOURCES --output DIR MORE
inline Words run_words(const Words& sources, const std::string& output, const Words& more = {}) {
  Words words{"run", "--profile", "fast", "--output", output};
  words.insert(words.end(), sources.begin(), sources.end());
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

inline Outcome run_touchline(const Words& sources, const std::string& output,
                             const Words& more = {}, const Surroundings& around = {}) {
  return touchline(run_words(sources, output, more), around);
}

/// A clip drawn by ffmpeg from `arguments`, made once and kept beside the build.
inline std::string clip(const std::string& name, const std::string& arguments) {
  const fs::path path = fs::path(TOUCHLINE_TEST_CACHE) / name;
  if (!fs::exists(path)) {
    fs::create_directories(path.parent_path());
    const auto part = path.parent_path() / (std::to_string(::getpid()) + "_" + name);
    const auto command = "ffmpeg -v error -y " + arguments + " '" + part.string() + "'";
    if (std::system(command.c_str()) != 0) ADD_FAILURE() << "failed: " << command;
    fs::rename(part, path);
  }
  return path.string();
}

/// 2 s of 640x360 at 30/s with AAC sound, B-frames as x264 likes them.
inline std::string sound_clip() {
  return clip(
      "sound.mp4",
      "-f lavfi -i testsrc2=size=640x360:rate=30:duration=2 -f lavfi -i sine=440:duration=2 "
      "-c:v libx264 -preset veryfast -pix_fmt yuv420p -c:a aac");
}
/// 1 s, no sound, another look.
inline std::string small_clip(const std::string& name = "small.mp4") {
  return clip(name,
              "-f lavfi -i mandelbrot=size=320x180:rate=25 -t 1 -c:v libx264 -preset veryfast "
              "-pix_fmt yuv420p");
}
/// Far longer than any test waits.
inline std::string long_clip() {
  return clip(
      "long.mp4",
      "-f lavfi -i testsrc2=size=640x360:rate=30:duration=60 -f lavfi -i sine=440:duration=60 "
      "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac");
}

inline std::vector<Json> json_lines(const std::string& path) {
  std::vector<Json> lines;
  std::istringstream text(read_text(path));
  for (std::string line; std::getline(text, line);) {
    lines.push_back(Json::parse(line, nullptr, false));
    EXPECT_FALSE(lines.back().is_discarded()) << path << ": not whole: " << line;
  }
  const auto all = read_text(path);
  EXPECT_TRUE(all.empty() || all.back() == '\n') << path << " ends in the middle of a line";
  return lines;
}

inline std::vector<std::int64_t> frames_of(const std::vector<Json>& rows) {
  std::vector<std::int64_t> frames;
  for (const auto& row : rows) frames.push_back(row.at("frame"));
  return frames;
}

/// Every file below `dir`, by relative path.
inline std::map<std::string, std::string> files_below(const std::string& dir) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(dir))
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), dir).string()] = read_text(entry.path().string());
  return files;
}

/// Whether ffmpeg decodes all of it without a word.
inline std::string decoding_complaints(const std::string& path) {
  return output_of("ffmpeg -v error -xerror -i '" + path + "' -f null - 2>&1");
}

inline Json manifest_of(const std::string& dir) {
  return Json::parse(read_text(dir + "/manifest.json"), nullptr, false);
}

}  // namespace touchline::testing
