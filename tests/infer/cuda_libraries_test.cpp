// Where CUDA's libraries are looked for and what is said when they are not there. A copy of a
// system library stands for them: loading needs a file that can be loaded.
#include "infer/cuda_libraries.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>

namespace touchline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CudaLibraries : public testing::Test {
 protected:
  CudaLibraries() {
    std::string name = (fs::temp_directory_path() / "touchline_libraries_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    first_ = folder_ / "first", second_ = folder_ / "second";
    fs::create_directories(first_), fs::create_directories(second_);
  }
  ~CudaLibraries() override { fs::remove_all(folder_); }

  static void put(const fs::path& path) {
    Dl_info info{};
    ASSERT_NE(dladdr(dlsym(RTLD_DEFAULT, "ilogb"), &info), 0) << "no libm in this program";
    fs::copy_file(info.dli_fname, path);
  }

  static bool is_mapped(const fs::path& path) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
      if (line.ends_with(path.string())) return true;
    return false;
  }

  fs::path folder_, first_, second_;
};

TEST_F(CudaLibraries, ComeFromTheFirstFolderThatHasThem) {
  put(first_ / "libtl_a.so.1");
  put(second_ / "libtl_a.so.1");
  put(second_ / "libtl_b.so.1");
  const std::array<fs::path, 2> folders{first_, second_};
  constexpr std::array names{"libtl_a.so.1", "libtl_b.so.1"};
  std::string where;
  const auto status = load_libraries(folders, names, where);
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(where, first_.string() + ", " + second_.string());
  EXPECT_TRUE(is_mapped(first_ / "libtl_a.so.1"));
  EXPECT_FALSE(is_mapped(second_ / "libtl_a.so.1"));
  EXPECT_TRUE(is_mapped(second_ / "libtl_b.so.1"));
}

TEST_F(CudaLibraries, ThatAreMissingOrBrokenAreNamedWithTheFolders) {
  std::ofstream(first_ / "libtl_broken.so.1") << "not a library";
  const std::array<fs::path, 2> folders{first_, second_};
  constexpr std::array names{"libtl_broken.so.1", "libtl_nowhere.so.1"};
  std::string where;
  const auto status = load_libraries(folders, names, where);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::no_device);
  const auto& said = status.error().message;
  EXPECT_THAT(said, HasSubstr("libtl_nowhere.so.1"));
  EXPECT_THAT(said, HasSubstr("libtl_broken.so.1 (" + first_.string()));
  EXPECT_THAT(said, HasSubstr(second_.string()));
  EXPECT_THAT(said, HasSubstr("setup --gpu"));
}

TEST_F(CudaLibraries, TheVariableComesFirstAndMayNameSeveralFolders) {
  const char* before = std::getenv("TOUCHLINE_CUDA_LIBS");
  const auto kept = before ? std::optional<std::string>(before) : std::nullopt;
  setenv("TOUCHLINE_CUDA_LIBS", (first_.string() + "::" + second_.string()).c_str(), 1);
  const auto folders = cuda_library_folders();
  if (kept)
    setenv("TOUCHLINE_CUDA_LIBS", kept->c_str(), 1);
  else
    unsetenv("TOUCHLINE_CUDA_LIBS");
  ASSERT_EQ(folders.size(), 4u);
  EXPECT_EQ(folders[0], first_);
  EXPECT_EQ(folders[1], second_);
  EXPECT_EQ(folders[2], fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib");
}

}  // namespace
}  // namespace touchline
