#include "source/location.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "playback.h"

namespace touchline {
namespace {

TEST(Location, IdsAreFileNameSafe) {
  EXPECT_EQ(source_id_from_url("Match 1 (final).mp4"), "match_1_final");
  EXPECT_EQ(source_id_from_url("/a/b/Cam-02.MOV"), "cam_02");
  EXPECT_EQ(source_id_from_url("img_%04d.png"), "img_04d");
  EXPECT_EQ(source_id_from_url("-"), "stdin");
  EXPECT_EQ(source_id_from_url("/x/äöü.mp4"), "source");
  EXPECT_EQ(source_id_from_url(""), "source");
  EXPECT_EQ(source_id_from_url("rtsp://user:secret@host/live/main?token=abc"), "main");
  EXPECT_EQ(source_id_from_url("rtsp://user:secret@host/"), "host");
}

TEST(Location, NumbersOfASequence) {
  EXPECT_EQ(sequence_number("img_%04d.png", "img_0012.png"), 12);
  EXPECT_EQ(sequence_number("img_%d.png", "img_7.png"), 7);
  EXPECT_EQ(sequence_number("img_%04d.png", "img_12345.png"), 12345);
  EXPECT_FALSE(sequence_number("img_%04d.png", "img_012.png"));
  EXPECT_FALSE(sequence_number("img_%04d.png", "img_00012.png"));
  EXPECT_FALSE(sequence_number("img_%04d.png", "img_00a2.png"));
  EXPECT_FALSE(sequence_number("img_%04d.png", "img_0012.jpg"));
  EXPECT_FALSE(sequence_number("img.png", "img.png"));
}

TEST(Location, TellsFilesProtocolsAndStdinApart) {
  const testing::Scratch scratch;
  std::ofstream(scratch / "a: b%d.mp4") << "x";
  const auto file = locate(scratch / "a: b%d.mp4");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->kind, Location::Kind::file);
  EXPECT_EQ(locate("-")->kind, Location::Kind::standard_input);
  EXPECT_EQ(locate("rtsp://host/x")->kind, Location::Kind::protocol);
  std::ofstream(scratch / "img_0031.png") << "x";
  std::ofstream(scratch / "img_0030.png") << "x";
  const auto sequence = locate(scratch / "img_%04d.png");
  ASSERT_TRUE(sequence);
  EXPECT_EQ(sequence->kind, Location::Kind::image_sequence);
  EXPECT_EQ(sequence->start_number, 30);
}

void expect_refused(const std::string& url, const std::string& reason) {
  const auto source = Source::open({.url = url});
  ASSERT_FALSE(source) << url;
  EXPECT_EQ(source.error().code, Errc::bad_input);
  EXPECT_NE(source.error().message.find(reason), std::string::npos) << source.error().message;
  EXPECT_NE(source.error().message.find(url), std::string::npos) << source.error().message;
}

TEST(Location, RefusesWithAReason) {
  const testing::Scratch scratch;
  std::ofstream(scratch / "empty.mp4").flush();
  std::ofstream(scratch / "text.mp4") << "this is not a video, only some words\n";
  std::ofstream(scratch / "locked.mp4") << "x";
  std::filesystem::permissions(scratch / "locked.mp4", std::filesystem::perms::none);
  expect_refused("", "empty name");
  expect_refused(scratch / "missing.mp4", "no such file");
  expect_refused(scratch / "", "folder");
  expect_refused(scratch / "empty.mp4", "empty (0 bytes)");
  expect_refused(scratch / "text.mp4", "cannot be opened as video");
  expect_refused(scratch / "none_%03d.png", "no picture matches");
  expect_refused("nosuchprotocol://host/x", "does not know the protocol");
  if (geteuid() != 0) expect_refused(scratch / "locked.mp4", "no permission");
}

TEST(Location, PasswordsNeverReachAMessage) {
  const auto source = Source::open({.url = "http://user:secret@127.0.0.1:9/x.mp4"});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().message.find("secret"), std::string::npos) << source.error().message;
  EXPECT_EQ(source.error().where.find("secret"), std::string::npos);
}

TEST(Location, OptionsOutOfRangeAreUsageErrors) {
  const auto source = Source::open({.url = "x.mp4", .every = 0});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Errc::usage);
}

}  // namespace
}  // namespace touchline
