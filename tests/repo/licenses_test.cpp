// The licences that an archive brings (tools/bundle/licenses.py), on a folder of unpacked wheels
// made up here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "repo/files.h"

namespace touchline::testing {
namespace {

namespace fs = std::filesystem;

void put(const fs::path& file, const std::string& text = "text") {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

class Licenses : public ::testing::Test {
 protected:
  /// Runs licenses.put() on `files` of the folder; the names below LICENSES, or what went wrong.
  std::set<std::string> folders_for(const std::vector<std::string>& files) {
    put(scratch_.path() / "project/LICENSE");
    std::string list;
    for (const auto& file : files)
      list += "pathlib.Path('" + (scratch_.path() / file).string() + "'), ";
    const auto out = scratch_.path() / "LICENSES";
    put(scratch_.path() / "put.py",
        "import pathlib, sys\nsys.path.insert(0, '" TOUCHLINE_ROOT
        "/tools/bundle')\nsys.dont_write_bytecode = True\nimport licenses\n"
        "licenses.put([" +
            list + "], pathlib.Path('" + out.string() + "'), pathlib.Path('" +
            (scratch_.path() / "project").string() + "'))\n");
    answer_ = run_shell("python3 '" + (scratch_.path() / "put.py").string() + "'");
    std::set<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(out, none))
      names.insert(entry.path().filename().string());
    return names;
  }

  Scratch scratch_;
  Outcome answer_;
};

// The copy that can use a GPU lies in a folder of another name: to the reader it is ONNX Runtime.
TEST_F(Licenses, OfAGpuCopyLieUnderTheLibrarysName) {
  for (const char* copy : {"onnxruntime", "onnxruntime_gpu"}) {
    fs::remove_all(scratch_.path() / "LICENSES");
    const std::string top = copy;
    put(scratch_.path() / top / "licenses/LICENSE", "MIT");
    put(scratch_.path() / top / "lib/libonnxruntime.so.1");
    EXPECT_THAT(folders_for({top + "/lib/libonnxruntime.so.1"}),
                ::testing::ElementsAre("onnxruntime", "touchline"))
        << answer_.output;
    EXPECT_EQ(read_text(scratch_.path() / "LICENSES/onnxruntime/licenses/LICENSE"), "MIT");
  }
}

TEST_F(Licenses, OfALibraryWithoutATextStopTheArchive) {
  put(scratch_.path() / "bare/lib/libbare.so");
  folders_for({"bare/lib/libbare.so"});
  EXPECT_NE(answer_.exit_code, 0);
  EXPECT_THAT(answer_.output, ::testing::HasSubstr("libbare.so"));
}

}  // namespace
}  // namespace touchline::testing
