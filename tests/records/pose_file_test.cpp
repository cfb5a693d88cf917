// poses.bin: what was written is read back to the last bit, from any frame on, whole or cut off;
// any other file is an error that says why.
#include "records/pose_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>

#include "base/crc32.h"
#include "support/temp_dir.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

PoseHeader pose_header() {
  return {"cam \"7\"", 1920,   1080,   {"player", "ball"}, {"nose", "left_wrist", "right_wrist"},
          "pose",      "ab12", "bf16", "OpenVINO 1"};
}

/// Every fourth frame nobody looked at; awkward figures, and points that are not there.
Observation looked_at(int n) {
  Observation seen;
  seen.frame = 2 * n;  // with --every 2
  seen.pts_ns = 16'683'350LL * n - 5;
  seen.width = 1920;
  seen.height = 1080;
  if (n % 4 == 3) return seen;
  seen.bodies.emplace();
  for (int i = 0; i < n % 3; ++i) {
    const float third = static_cast<float>(n + i) / 3;
    seen.detections.push_back({{third, -1e-7F * third, 20.1F, 60.7F}, third / 400, i % 2});
    Body body{i, {Keypoint{{third, 0}, 0.3F}, std::nullopt, Keypoint{{0, 0}, 0}}};
    body.track_id = i == 0 ? n : -1;
    body.source = static_cast<SampleSource>(i % 3);
    seen.bodies->push_back(std::move(body));
  }
  return seen;
}

void write_poses(const std::string& path, int frames, bool end = true) {
  auto writer = PoseWriter::create(path, pose_header());
  ASSERT_TRUE(writer) << writer.error().message;
  for (int n = 0; n < frames; ++n) ASSERT_TRUE(writer->write(looked_at(n)));
  if (!end) return;
  ASSERT_TRUE(writer->close());
}

void expect_frame(const Observation& seen, int n) {
  const auto wanted = looked_at(n);
  EXPECT_EQ(seen.frame, wanted.frame);
  EXPECT_EQ(seen.pts_ns, wanted.pts_ns);
  EXPECT_EQ(seen.width, wanted.width);
  EXPECT_EQ(seen.height, wanted.height);
  EXPECT_EQ(seen.detections, wanted.detections);
  EXPECT_EQ(seen.bodies, wanted.bodies);
}

/// How many frames can be read, each compared; an error where `failed`.
int read_all(PoseReader& reader, std::string* failed = nullptr) {
  Observation seen;
  for (int n = 0;; ++n) {
    const auto any = reader.next(seen);
    if (!any && failed != nullptr) *failed = any.error().message;
    if (!any || !*any) return n;
    expect_frame(seen, n);
  }
}

void put_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(Crc32, IsThatOfZlib) {
  const std::string check = "123456789";
  EXPECT_EQ(crc32(check.data(), check.size()), 0xCBF43926U);
  EXPECT_EQ(crc32(nullptr, 0), 0U);
  const std::string longer = "The quick brown fox jumps over the lazy dog";
  EXPECT_EQ(crc32(longer.data(), longer.size()), 0x414FA339U);
}

TEST(PoseFile, IsReadBackAsItWasWritten) {
  TempDir dir;
  write_poses(dir / "poses.bin", 700);
  auto reader = PoseReader::open(dir / "poses.bin");
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(reader->header(), pose_header());
  EXPECT_EQ(reader->frames(), 700U);
  EXPECT_EQ(read_all(*reader), 700);
  EXPECT_FALSE(reader->cut_short());
  write_poses(dir / "again.bin", 700);
  EXPECT_EQ(read_text(dir / "again.bin"), read_text(dir / "poses.bin"));
}

TEST(PoseFile, IsReadFromAnyFrameOn) {
  TempDir dir;
  for (const bool index : {true, false}) {
    write_poses(dir / "poses.bin", 700, index);
    auto reader = PoseReader::open(dir / "poses.bin");
    ASSERT_TRUE(reader);
    Observation seen;
    for (const int n : {600, 0, 255, 256, 257, 512, 699}) {
      for (const int between : {0, 1}) {
        reader->seek(2 * n - between);
        const auto any = reader->next(seen);
        ASSERT_TRUE(any && *any) << n;
        expect_frame(seen, n);
      }
    }
    reader->seek(1400);
    EXPECT_FALSE(*reader->next(seen));
  }
}

TEST(PoseFile, CutOffAnywhereItHoldsTheFramesBefore) {
  TempDir dir;
  write_poses(dir / "poses.bin", 8, false);
  const auto whole = read_text(dir / "poses.bin");
  std::size_t header = 0;
  int before = 0;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    put_text(dir / "cut.bin", whole.substr(0, size));
    auto reader = PoseReader::open(dir / "cut.bin");
    if (!reader) {
      EXPECT_EQ(reader.error().code, Errc::bad_input);
      EXPECT_EQ(before, 0);
      header = size + 1;
      continue;
    }
    const int read = read_all(*reader);
    EXPECT_TRUE(read == before || read == before + 1) << size;
    before = read;
    EXPECT_TRUE(reader->cut_short());
    EXPECT_FALSE(reader->frames());
  }
  EXPECT_GT(header, 100U);
  EXPECT_EQ(before, 8);
  // What a power cut may leave behind the last frame.
  put_text(dir / "cut.bin", whole + std::string(4096, '\0'));
  auto reader = PoseReader::open(dir / "cut.bin");
  ASSERT_TRUE(reader);
  EXPECT_EQ(read_all(*reader), 8);
  EXPECT_TRUE(reader->cut_short());
}

TEST(PoseFile, DamageInAWholeFileIsToldWhereItLies) {
  TempDir dir;
  write_poses(dir / "poses.bin", 12);
  auto text = read_text(dir / "poses.bin");
  text[text.size() / 2] ^= 1;
  put_text(dir / "poses.bin", text);
  auto reader = PoseReader::open(dir / "poses.bin");
  ASSERT_TRUE(reader);
  std::string failed;
  EXPECT_LT(read_all(*reader, &failed), 12);
  EXPECT_THAT(failed, AllOf(HasSubstr("poses.bin"), HasSubstr("damaged at byte")));
}

TEST(PoseFile, OfAnotherVersionIsRefused) {
  TempDir dir;
  write_poses(dir / "poses.bin", 3);
  auto text = read_text(dir / "poses.bin");
  text[8] = 2;
  put_text(dir / "poses.bin", text);
  const auto newer = PoseReader::open(dir / "poses.bin");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, Errc::bad_input);
  EXPECT_THAT(newer.error().message, AllOf(HasSubstr("version 2"), HasSubstr("reads version 1")));
  put_text(dir / "poses.bin", "{\"schema\":1}\n and more that is no header");
  EXPECT_THAT(PoseReader::open(dir / "poses.bin").error().message, HasSubstr("is no poses.bin"));
  EXPECT_EQ(PoseReader::open(dir / "none.bin").error().code, Errc::io);
}

/// The file with the payload of its first frame changed, and a checksum that fits.
std::string with_payload(std::string text, std::size_t at, const void* bytes, std::size_t count) {
  std::uint32_t header = 0, size = 0;
  std::memcpy(&header, text.data() + 16, 4);
  const std::size_t block = 24 + header, payload = block + 12;
  std::memcpy(&size, text.data() + block + 4, 4);
  std::memcpy(text.data() + payload + at, bytes, count);
  const std::uint32_t sum = crc32(text.data() + payload, size);
  std::memcpy(text.data() + block + 8, &sum, 4);
  return text;
}

TEST(PoseFile, AFrameThatContradictsItselfIsRefused) {
  TempDir dir;
  {
    auto writer = PoseWriter::create(dir / "poses.bin", pose_header());
    ASSERT_TRUE(writer && writer->write(looked_at(2)));
  }
  const auto text = read_text(dir / "poses.bin");
  const float nan = std::nanf("");
  const std::uint32_t huge = 0xFFFFFFFFU, none = 0;
  const std::int64_t negative = -7;
  const struct {
    std::size_t at;
    const void* bytes;
    std::size_t count;
  } wrong[] = {{28, &huge, 4},      // bodies that are not there
               {24, &none, 4},      // not looked at, but bodies
               {0, &negative, 8},   // frame
               {16, &huge, 4},      // width
               {32, &negative, 8},  // track
               {40, &nan, 4},       // box
               {60, &huge, 4},      // class
               {64, &huge, 4},      // source
               {68, &nan, 4}};      // half a point
  for (const auto& [at, bytes, count] : wrong) {
    put_text(dir / "wrong.bin", with_payload(text, at, bytes, count));
    auto reader = PoseReader::open(dir / "wrong.bin");
    ASSERT_TRUE(reader);
    Observation seen;
    const auto any = reader->next(seen);
    ASSERT_FALSE(any) << "at " << at;
    EXPECT_EQ(any.error().code, Errc::bad_input);
  }
}

TEST(PoseFile, ABodyWithOtherPointsThanNamedIsNotWritten) {
  TempDir dir;
  auto writer = PoseWriter::create(dir / "poses.bin", pose_header());
  ASSERT_TRUE(writer);
  auto seen = looked_at(1);
  seen.bodies->front().points.pop_back();
  EXPECT_EQ(writer->write(seen).error().code, Errc::internal);
}

TEST(NamedBodies, AreThoseWhoseDetectionTheTrackWasMeasuredIn) {
  Observation seen;
  seen.detections = {
      {{10, 20, 30, 40}, 0.9F, 0}, {{11, 20, 30, 40}, 0.8F, 0}, {{0, 0, 5, 5}, 0.3F, 0}};
  seen.bodies = std::vector<Body>{{1, {}}, {0, {}}, {2, {}}};
  TrackSamples samples(3);
  samples[0] = {.track_id = 4, .box = {10, 20, 30, 40}, .conf = 0.9F};
  samples[1] = {.track_id = 5, .box = {11, 20, 30, 40}, .conf = 0.8F};
  samples[2] = {
      .track_id = 6, .box = {0, 0, 5, 5}, .conf = 0.3F, .source = SampleSource::predicted};
  name_bodies(samples, seen);
  EXPECT_EQ((*seen.bodies)[0].track_id, 5);
  EXPECT_EQ((*seen.bodies)[1].track_id, 4);
  EXPECT_EQ((*seen.bodies)[2].track_id, -1) << "a prediction is no detection";
}

}  // namespace
}  // namespace touchline::testing
