// ./touchline: when it sets up and builds, and what it fetches for it. The set-up and the build are
// stand-ins that write down that they were called.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "repo/files.h"

namespace touchline::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FrontDoor : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(root() / "tools/setup");
    for (const char* name : {"touchline", "tools/setup/common.sh"})
      fs::copy_file(repository() / name, root() / name);
    for (const char* folder : {"src", "include", "cmake"}) fs::create_directories(root() / folder);
    for (const char* name : {"CMakeLists.txt", "CMakePresets.json"}) put(name, "");
    put("tools/setup/setup.sh", "#!/bin/sh\necho setup parquet=$TOUCHLINE_WITH_PARQUET \"$@\"\n");
    put("tools/setup/build.sh",
        "#!/bin/sh\necho build\ncd \"$(dirname \"$0\")/../..\"\n"
        "mkdir -p build/release/bin build/release/lib/touchline\n"
        "printf '#!/bin/sh\\necho program \"$@\"\\n' >build/release/bin/touchline\n"
        "chmod +x build/release/bin/touchline\n"
        "test -z \"$TOUCHLINE_WITH_PARQUET\" || touch "
        "build/release/lib/touchline/touchline_parquet.so\n");
  }
  [[nodiscard]] const fs::path& root() const { return scratch_.path(); }
  void put(const std::string& name, const std::string& text) {
    std::ofstream(root() / name) << text;
    fs::permissions(root() / name, fs::perms::owner_all);
  }
  [[nodiscard]] std::string call(const std::string& arguments) const {
    return run_shell("env -u TOUCHLINE_WITH_PARQUET '" + (root() / "touchline").string() + "' " +
                     arguments)
        .output;
  }

  Scratch scratch_;
};

TEST_F(FrontDoor, BuildsOnceAndHandsOver) {
  const auto first = call("doctor");
  EXPECT_THAT(first, HasSubstr("setup parquet=\nbuild\n"));
  EXPECT_THAT(first, HasSubstr("program doctor\n"));
  EXPECT_EQ(call("doctor --json"), "program doctor --json\n");
}

TEST_F(FrontDoor, ParquetIsFetchedByTheFirstCommandThatNamesIt) {
  static_cast<void>(call("doctor"));
  EXPECT_EQ(call("convert runs/parquet --to mot"), "program convert runs/parquet --to mot\n");
  const std::vector<std::string> ways{"--to parquet", "--to=parquet", "--to mot,parquet"};
  for (const auto& way : ways) {
    fs::remove(root() / "build/release/lib/touchline/touchline_parquet.so");
    const auto answer = call("convert run " + way);
    EXPECT_THAT(answer, HasSubstr("setup parquet=1\nbuild\n"));
    EXPECT_THAT(answer, HasSubstr("program convert run " + way + "\n"));
    EXPECT_EQ(call("convert run " + way), "program convert run " + way + "\n");
  }
}

TEST_F(FrontDoor, SetUpIsToldWhatElseIsWanted) {
  EXPECT_THAT(call("setup"), HasSubstr("setup parquet=\nbuild\n"));
  EXPECT_THAT(call("setup --gpu --hands"), HasSubstr("setup parquet= --gpu --hands\nbuild\n"));
}

}  // namespace
}  // namespace touchline::testing
