// The archive of tools/bundle, unpacked elsewhere and run with nothing in the environment: all it
// loads is its own.
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <set>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

/// The one file or folder in `folder`.
fs::path only_entry(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
  EXPECT_EQ(found.size(), 1u) << folder;
  return found.empty() ? folder : found[0];
}

/// Made and unpacked under another path than the one it was made in.
class SlowBundle : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made = place_ / "made", unpacked = place_ / "un packed";
    fs::create_directories(unpacked);
    ASSERT_EQ(std::system(("'" TOUCHLINE_ROOT
                           "/tools/bundle/bundle.py' --fast --program '" TOUCHLINE_PROGRAM
                           "' --output '" +
                           made + "' >/dev/null")
                              .c_str()),
              0);
    const auto archive = only_entry(made);
    EXPECT_THAT(archive.filename().string(), HasSubstr("-linux-x86_64"));
    ASSERT_EQ(std::system(("tar -C '" + unpacked + "' -xzf '" + archive.string() + "'").c_str()),
              0);
    fs::remove(archive);
    root_ = only_entry(unpacked);
  }
  /// Starts the unpacked program with an empty environment; its output goes to `out` in the
  /// archive's folder.
  pid_t start(const Words& arguments) {
    const auto program = (root_ / "bin/touchline").string(), out = (root_ / "out").string();
    const auto pid = ::fork();
    if (pid != 0) return pid;
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const auto& word : arguments) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    char* nothing[] = {nullptr};
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(1, 2);
    if (::chdir("/") == 0) ::execve(program.c_str(), argv.data(), nothing);
    ::_exit(99);
  }

  static int wait(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  std::string output() { return read_text((root_ / "out").string()); }

  void answers_without_an_environment();
  void runs_on_its_own_libraries_alone();
  void brings_the_licences_of_everything();

  TempDir place_;
  fs::path root_;
};

/// Libraries that a process has mapped, once it has become `program`.
std::set<std::string> libraries_of(pid_t pid, const fs::path& program) {
  std::set<std::string> found;
  std::error_code gone;
  if (fs::read_symlink("/proc/" + std::to_string(pid) + "/exe", gone) != program) return found;
  std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
  for (std::string line; std::getline(maps, line);)
    if (const auto path = line.find('/'); path != std::string::npos &&
                                          line.find(".so") != std::string::npos &&
                                          !line.ends_with("/ld.so.cache"))
      found.insert(line.substr(path));
  return found;
}

void SlowBundle::answers_without_an_environment() {
  ASSERT_EQ(wait(start({"--version"})), 0) << output();
  EXPECT_EQ(output(), touchline({"--version"}).out);
  ASSERT_EQ(wait(start({"doctor"})), 0) << output();
  const auto report = Json::parse(output(), nullptr, false);
  ASSERT_FALSE(report.is_discarded()) << output();
  EXPECT_EQ(report["versions"]["touchline"],
            Json::parse(touchline({"doctor"}).out)["versions"]["touchline"]);
}

void SlowBundle::runs_on_its_own_libraries_alone() {
  const auto results = (root_ / "results").string();
  const auto pid = start({"run", "--profile", "fast", "--output", results, sound_clip()});
  std::set<std::string> loaded;
  siginfo_t state{};
  do {
    loaded.merge(libraries_of(pid, root_ / "bin/touchline"));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  } while (::waitid(P_PID, static_cast<id_t>(pid), &state, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           state.si_pid == 0);
  ASSERT_EQ(wait(pid), 0) << output();
  EXPECT_EQ(decoding_complaints(results + "/annotated.mp4"), "");
  EXPECT_EQ(frames_of(json_lines(results + "/tracking.jsonl")).size(), 60u);

  // glibc is the machine's: it must fit the kernel and the loader.
  const std::set<std::string> glibc{"libc",       "libm",      "libdl",           "librt",
                                    "libpthread", "libresolv", "ld-linux-x86-64", "libmvec",
                                    "libutil",    "libanl"};
  std::set<std::string> own;
  for (const auto& path : loaded) {
    const auto name = fs::path(path).filename().string();
    if (path.starts_with(root_.string() + "/lib/"))
      own.insert(name.substr(0, name.find(".so")));
    else
      EXPECT_TRUE(glibc.contains(name.substr(0, name.find(".so")))) << path;
  }
  EXPECT_THAT(own, IsSupersetOf({"libavcodec", "libopenvino", "libopenvino_intel_cpu_plugin",
                                 "libonnxruntime", "libstdc++", "libx264"}));
}

void SlowBundle::brings_the_licences_of_everything() {
  for (const char* name : {"touchline", "openvino", "onnxruntime", "fonts-inter"})
    EXPECT_TRUE(fs::exists(root_ / "LICENSES" / name)) << name;
  const auto is_x264 = [](const auto& entry) {
    return entry.path().filename().string().starts_with("libx264") &&
           read_text(entry.path().string()).find("GPL") != std::string::npos;
  };
  EXPECT_TRUE(
      std::any_of(fs::directory_iterator(root_ / "LICENSES"), fs::directory_iterator(), is_x264));
}

TEST_F(SlowBundle, RunsElsewhereOnWhatItBrings) {
  answers_without_an_environment();
  runs_on_its_own_libraries_alone();
  brings_the_licences_of_everything();
}

}  // namespace
}  // namespace touchline::testing
