#include "base/line_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/text_file.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

TEST(LineWriter, WritesWholeLinesAtOnce) {
  testing::TempDir dir;
  auto lines = LineWriter::open(dir / "a.jsonl");
  ASSERT_TRUE(lines);
  ASSERT_TRUE(lines->write(R"({"frame":0})"));
  EXPECT_EQ(testing::read_text(dir / "a.jsonl"), "{\"frame\":0}\n");  // no close, no flush
  ASSERT_TRUE(lines->write(""));
  ASSERT_TRUE(lines->close());
  EXPECT_EQ(testing::read_text(dir / "a.jsonl"), "{\"frame\":0}\n\n");
  EXPECT_TRUE(lines->close());
  EXPECT_EQ(lines->write("late").error().code, Errc::io);
}

TEST(LineWriter, NamesFolderThatIsMissing) {
  testing::TempDir dir;
  auto lines = LineWriter::open(dir / "no/such/a.jsonl");
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().code, Errc::io);
  EXPECT_THAT(lines.error().where, HasSubstr("no/such/a.jsonl"));
  EXPECT_THAT(lines.error().message, HasSubstr("No such file or directory"));
}

TEST(LineWriter, FullDiskIsAnErrorThatSaysSo) {
  auto lines = LineWriter::open("/dev/full");
  ASSERT_TRUE(lines);
  const auto status = lines->write("{}");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::io);
  EXPECT_THAT(status.error().message, HasSubstr("No space left on device"));
  EXPECT_EQ(status.error().where, "/dev/full");
}

/// Runs `body` in a child whose files may grow to `bytes`; its exit status comes back.
template <class Body>
int with_file_limit(rlim_t bytes, Body body) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(LineWriter, ShortWriteIsUndone) {
  testing::TempDir dir;
  const std::string path = dir / "a.jsonl";
  const int failures = with_file_limit(10, [&] {
    auto lines = LineWriter::open(path);
    int failed = 0;
    failed += !lines->write("12345");     // 6 of 10 bytes
    failed += !lines->write("too long");  // does not fit: 4 of 9 bytes would
    failed += !lines->write("789");       // still fits exactly
    return failed;
  });
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(testing::read_text(path), "12345\n789\n");
}

TEST(TextFile, WritesTextAndLines) {
  testing::TempDir dir;
  auto file = TextFile::create(dir / "a.csv");
  ASSERT_TRUE(file);
  file->write("a,");
  file->write_line("b");
  file->write_line("");
  file->print("{}", 7);
  ASSERT_TRUE(file->close());
  EXPECT_EQ(testing::read_text(dir / "a.csv"), "a,b\n\n7");
}

TEST(WriteFileAtomically, ReplacesAndLeavesNothingBehind) {
  testing::TempDir dir;
  ASSERT_TRUE(write_file_atomically(dir / "m.json", "old"));
  ASSERT_TRUE(write_file_atomically(dir / "m.json", "new"));
  EXPECT_EQ(testing::read_text(dir / "m.json"), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
}

TEST(WriteFileAtomically, FailureKeepsTheOldFile) {
  testing::TempDir dir;
  const std::string path = dir / "m.json";
  ASSERT_TRUE(write_file_atomically(path, "old"));
  EXPECT_EQ(
      with_file_limit(8, [&] { return write_file_atomically(path, "longer than 8") ? 0 : 7; }), 7);
  EXPECT_EQ(testing::read_text(path), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);

  fs::create_directory(dir / "folder");
  const auto status = write_file_atomically(dir / "folder", "text");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("Is a directory"));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 2);
}

}  // namespace
}  // namespace touchline
