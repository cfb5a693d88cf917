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
  EXPECT_EQ(source_id_from_url("/x/Fußball – Übung.mp4"), "fußball_Übung");
  EXPECT_EQ(source_id_from_url("決勝（前半）.mp4"), "決勝_前半");
  EXPECT_EQ(source_id_from_url("матч 2.mkv"), "матч_2");
  EXPECT_EQ(source_id_from_url("مباراة.mp4"), "مباراة");
  EXPECT_EQ(source_id_from_url("caf\xe9.mp4"), "caf\xef\xbf\xbd") << "no UTF-8: U+FFFD";
  EXPECT_EQ(source_id_from_url("😀.mp4"), "😀");
  EXPECT_EQ(source_id_from_url("…—.mp4"), "source");
  EXPECT_LE(source_id_from_url(std::string(400, 'a') + ".mp4").size(), 124U);
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
  EXPECT_EQ(sequence->kind, Location::Kind::pictures);
  ASSERT_EQ(sequence->pictures.size(), 2U);
  EXPECT_EQ(sequence->pictures[0].path, scratch / "img_0030.png");
  EXPECT_EQ(sequence->pictures[1].place, 1);
}

TEST(Location, NaturalOrder) {
  EXPECT_TRUE(naturally_before("img_2.png", "img_10.png"));
  EXPECT_FALSE(naturally_before("img_10.png", "img_2.png"));
  EXPECT_TRUE(naturally_before("a9", "b1"));
  EXPECT_TRUE(naturally_before("a01", "a1")) << "any order, but one";
  EXPECT_FALSE(naturally_before("a1", "a01"));
  EXPECT_TRUE(naturally_before("a", "a1"));
  EXPECT_FALSE(naturally_before("a1", "a1"));
}

TEST(Location, AFolderOfPicturesInNaturalOrderWithItsGaps) {
  const testing::Scratch scratch;
  for (const char* name : {"1.jpg", "2.jpg", "10.jpg", "3.jpg", "4.jpg", "5.jpg", "7.jpg", "8.jpg",
                           "9.jpg", ".hidden.jpg", "notes.txt", "one.png"})
    std::ofstream(scratch / name) << "x";
  const auto folder = locate(scratch / "");
  ASSERT_TRUE(folder) << folder.error().message;
  std::vector<std::int64_t> places, missing;
  for (const auto& picture : folder->pictures) {
    places.push_back(picture.place);
    missing.push_back(picture.missing);
  }
  EXPECT_EQ(places, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 6, 7, 8, 9}));
  EXPECT_EQ(missing, (std::vector<std::int64_t>{0, 0, 0, 0, 0, 1, 0, 0, 0}));
}

TEST(Location, NamesThatCountNothingFollowOneAnother) {
  const testing::Scratch scratch;
  for (const char* name : {"IMG_1001.jpg", "IMG_1045.jpg", "IMG_2000.jpg", "kick.jpg"})
    std::ofstream(scratch / name) << "x";
  const auto folder = locate(scratch / "");
  ASSERT_TRUE(folder);
  ASSERT_EQ(folder->pictures.size(), 4U);
  EXPECT_EQ(folder->pictures.back().place, 3);
  EXPECT_EQ(folder->pictures[1].missing, 0);
}

TEST(Location, AListNamesPartsFromItsOwnFolder) {
  const testing::Scratch scratch;
  std::ofstream(scratch / "b 1.mp4") << "x";
  std::ofstream(scratch / "a.mp4") << "x";
  std::ofstream(scratch / "match.txt") << "# first half\r\n\n  b 1.mp4 \nfile 'a.mp4'\n";
  const auto list = locate(scratch / "match.txt");
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->kind, Location::Kind::list);
  EXPECT_EQ(list->parts, (std::vector<std::string>{scratch / "b 1.mp4", scratch / "a.mp4"}));
  std::ofstream(scratch / "bad.txt") << "a.mp4\ngone.mp4\n";
  const auto bad = locate(scratch / "bad.txt");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("bad.txt:2: no such file"), std::string::npos)
      << bad.error().message;
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
  std::filesystem::create_directory(scratch / "videos");
  expect_refused(scratch / "videos", "folder without pictures");
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

TEST(Location, RefusesAnAddressThatMeansSeveralHosts) {
  for (const char* url : {"http://us:Qp4@ss/x@host/", "http:/us:Qp4@host/", "rtsp:us:Qp4@host/",
                          "http://a\\us:Qp4@b/"}) {
    const auto refused = locate(url);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, Errc::bad_input);
    EXPECT_EQ(refused.error().message.find("Qp4"), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().where.find("Qp4"), std::string::npos) << refused.error().where;
  }
}

TEST(Location, OptionsOutOfRangeAreUsageErrors) {
  const auto source = Source::open({.url = "x.mp4", .every = 0});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Errc::usage);
}

}  // namespace
}  // namespace touchline
