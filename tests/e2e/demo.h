// The run on a filmed match that the tests of it share: made once by whichever test comes first.
#pragma once

#include <sys/file.h>

#include "e2e/program.h"

namespace touchline::testing {

/// A filmed match and the run on it.
struct Demo {
  std::string dir;
  [[nodiscard]] std::string file(const std::string& name) const { return dir + "/" + name; }
  [[nodiscard]] std::string text(const std::string& name) const { return read_text(file(name)); }
  [[nodiscard]] std::vector<Json> lines(const char* name) const { return json_lines(file(name)); }
};

/// Changes when the program does, or what it reads.
inline std::string state_of_program() {
  auto newest = fs::last_write_time(TOUCHLINE_PROGRAM);
  for (const auto& entry : fs::recursive_directory_iterator(TOUCHLINE_ROOT "/share"))
    newest = std::max(newest, fs::last_write_time(entry));
  return std::to_string(newest.time_since_epoch().count());
}

/// Every test is a process of its own: the first films, the others wait for it. Nobody may change
/// its files; see DemoCopy.
inline Demo shared_demo() {
  const fs::path folder = fs::path(TOUCHLINE_TEST_CACHE) / "demo";
  fs::create_directories(folder);
  const auto lock = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ::flock(lock, LOCK_EX);
  const Demo demo{(folder / "run").string()};
  const auto state = state_of_program(), stamp = (folder / "stamp").string();
  if (read_text(stamp) != state) {
    fs::remove_all(demo.dir);
    Child filming(Words{"demo", "--output", demo.dir, "--seconds", "8", "--set",
                        "output.drawn=true", "--set", "overlay.bar=true", "--set",
                        "video.radar=true", "--set", "output.observations=true", "--set",
                        "overlay.speed=true"});
    const auto outcome = filming.wait(280);  // on one busy core it takes a while
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    if (outcome.exit_code == 0) std::ofstream(stamp) << state;
  }
  ::close(lock);
  return demo;
}

/// A copy of the shared demo that may be changed.
struct DemoCopy {
  DemoCopy() { fs::copy(shared_demo().dir, dir / "demo", fs::copy_options::recursive); }
  TempDir dir;
  Demo demo{dir / "demo"};
};

}  // namespace touchline::testing
