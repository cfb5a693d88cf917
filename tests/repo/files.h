// The repository as data: its files, and commands run on them.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace touchline::testing {

/// Path relative to the repository's root -> text.
using Tree = std::map<std::string, std::string>;

inline std::filesystem::path repository() { return TOUCHLINE_ROOT; }

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Every file below `folders` that is code, or that says how code is built.
inline Tree read_code(const std::vector<std::string>& folders) {
  Tree tree;
  for (const auto& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(repository() / folder)) {
      const auto& path = entry.path();
      const auto kind = path.extension();
      const bool code = kind == ".h" || kind == ".cpp" || kind == ".cu" || kind == ".inc";
      if (code || path.filename() == "CMakeLists.txt") {
        tree[std::filesystem::relative(path, repository()).generic_string()] = read_text(path);
      }
    }
  }
  return tree;
}

struct Outcome {
  int exit_code = -1;
  std::string output;  ///< both streams
};

/// Runs `command` in a shell with no input.
inline Outcome run_shell(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen(("{ " + command + "\n} 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, pipe))
    outcome.output.append(buffer, size);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  return outcome;
}

/// A folder that goes when the test ends.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "touchline_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace touchline::testing
