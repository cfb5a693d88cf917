// What cmake --install leaves: a program and a library that find all they need from where they lie,
// and what other people's builds find them by.
#include <gmock/gmock.h>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SlowInstall : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto build = fs::path(TOUCHLINE_PROGRAM).parent_path().parent_path();
    ASSERT_EQ(shell("cmake --install '" + build.string() + "' --prefix '" + prefix_ + "'"), 0)
        << said();
  }
  /// Runs `command` with nothing of this process's environment but the search path.
  int shell(const std::string& command) {
    const auto whole = "cd '" + (place_ / "") + "' && { env -i PATH=/usr/bin:/bin " + command +
                       "; } >'" + (place_ / "said") + "' 2>&1";
    const int status = std::system(whole.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string said() { return read_text(place_ / "said"); }
  void runs(const std::string& example, const std::string& environment = "");

  void the_program_needs_nothing_of_the_build();
  void cmake_finds_it();
  void pkg_config_finds_it();

  TempDir place_;
  std::string prefix_ = place_ / "prefix";
};

void SlowInstall::the_program_needs_nothing_of_the_build() {
  ASSERT_EQ(shell("ldd '" + prefix_ + "/bin/touchline'"), 0) << said();
  for (const char* name : {"libopenvino.so", "libonnxruntime.so"})
    EXPECT_THAT(said(), HasSubstr("=> " + prefix_ + "/bin/../lib/touchline/" + name));
  EXPECT_THAT(said(), Not(HasSubstr("not found")));
  ASSERT_EQ(shell("'" + prefix_ + "/bin/touchline' --version"), 0) << said();
  EXPECT_EQ(said(), touchline({"--version"}).out);
  EXPECT_EQ(read_text(prefix_ + "/share/man/man1/touchline.1"), touchline({"man"}).out);
  ASSERT_EQ(shell("'" + prefix_ + "/bin/touchline' run --profile fast --output run '" +
                  small_clip() + "'"),
            0)
      << said();
}

/// The example sees people of a clip with the share folder that was installed, not the source
/// tree's.
void SlowInstall::runs(const std::string& example, const std::string& environment) {
  const auto pack = prefix_ + "/share/touchline/sports/soccer.yaml";
  const auto command = environment + " '" + example + "' '" + small_clip() + "' ";
  ASSERT_EQ(shell(command + "seen"), 0) << said();
  EXPECT_THAT(said(), HasSubstr(" people\n"));
  fs::rename(pack, pack + ".away");
  EXPECT_NE(shell(command + "unseen"), 0);
  EXPECT_THAT(said(), HasSubstr(prefix_ + "/share/touchline"));
  fs::rename(pack + ".away", pack);
  fs::remove_all(place_ / "seen");
}

void SlowInstall::cmake_finds_it() {
  ASSERT_EQ(
      shell("cmake -S '" TOUCHLINE_ROOT "/examples' -B built -G Ninja -D CMAKE_PREFIX_PATH='" +
            prefix_ + "'"),
      0)
      << said();
  ASSERT_EQ(shell("cmake --build built"), 0) << said();
  runs(place_ / "built/example_count_players");
  EXPECT_EQ(
      shell("built/example_join_and_leave joined '" + small_clip() + "' '" + sound_clip() + "'"), 0)
      << said();
  EXPECT_THAT(said(), AllOf(HasSubstr("small: running"), HasSubstr("sound: ended")));
  EXPECT_EQ(shell("ffmpeg -v error -i '" + small_clip() +
                  "' -f rawvideo -pix_fmt rgb24 - | built/example_push_pictures pushed 320 180 25"),
            0)
      << said();
  EXPECT_THAT(said(), HasSubstr("25 frames"));
}

void SlowInstall::pkg_config_finds_it() {
  ASSERT_EQ(shell("PKG_CONFIG_PATH='" + prefix_ +
                  "/lib/pkgconfig' sh -c \"c++ -std=c++20 -o counted '" TOUCHLINE_ROOT
                  "/examples/count_players.cpp' \\$(pkg-config --cflags --libs touchline)\""),
            0)
      << said();
  runs(place_ / "counted", "LD_LIBRARY_PATH='" + prefix_ + "/lib'");
}

TEST_F(SlowInstall, ServesItselfAndOthers) {
  the_program_needs_nothing_of_the_build();
  cmake_finds_it();
  pkg_config_finds_it();
}

}  // namespace
}  // namespace touchline::testing
