// What a later start need not do again, and what happens to it when it is damaged.
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "base/hash.h"
#include "infer/engine.h"
#include "infer/engines.h"
#include "infer/onnx_builder.h"
#include "infer/picture_network.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

class KeptNetwork : public ::testing::Test {
 protected:
  KeptNetwork()
      : folder_(fs::path(::testing::TempDir()) / fmt::format("touchline_kept_{}", ::getpid())) {
    fs::create_directories(folder_);
    write(network(), testing::tiny_model());
    options_.kind = EngineKind::openvino;
    options_.precision = Precision::f32;
    options_.cache_dir = (folder_ / "cache").string();
  }
  ~KeptNetwork() override { fs::remove_all(folder_); }

  static void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  [[nodiscard]] fs::path network() const { return folder_ / "net.onnx"; }
  [[nodiscard]] EngineSpec spec() const {
    return {network().string(), "x", {1, 3, 2, 2}, {"where", "relu"}};
  }
  [[nodiscard]] std::vector<fs::path> kept(const std::string& extension) const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(options_.cache_dir))
      if (entry.path().extension() == extension) files.push_back(entry.path());
    return files;
  }
  /// A new start: what the network makes of -1.5, 0, 1, 2, ...
  [[nodiscard]] Result<std::vector<float>> answer() const {
    TL_ASSIGN(const auto engine, make_engine(spec(), options_));
    std::vector<float> input{-1.5F};
    for (int i = 0; i < 11; ++i) input.push_back(static_cast<float>(i));
    std::vector<float> all;
    for (int session = 0; session < 2; ++session) {  // the first takes what was compiled already
      TL_ASSIGN(const auto opened, engine->session());
      const std::vector<std::int64_t> shape{1, 3, 2, 2};
      TL_ASSIGN(const auto outputs, opened->run(input, shape));
      for (const auto& output : outputs)
        all.insert(all.end(), output.data, output.data + input.size());
    }
    return all;
  }
  /// Another file of the same size and time of change: only who reads it notices.
  void swap_unseen() const {
    const auto time = fs::last_write_time(network());
    write(network(), std::string(fs::file_size(network()), 'x'));
    fs::last_write_time(network(), time);
  }

  fs::path folder_;
  EngineOptions options_;
};

TEST_F(KeptNetwork, ALaterStartReadsNoNetwork) {
  const auto first = answer();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->at(0), -1);
  EXPECT_EQ(kept(".blob").size(), 1U);
  swap_unseen();
  const auto second = answer();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(*second, *first);
}

TEST_F(KeptNetwork, AChangedNetworkIsReadAgain) {
  ASSERT_TRUE(answer());
  write(network(), "something else");
  const auto changed = answer();
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, Errc::bad_model);
}

TEST_F(KeptNetwork, IsAnotherForAnotherFileReadingLibraryOrProcessor) {
  const auto place = [&](const EngineSpec& of, const std::string& version = "1",
                         const std::string& processor = "a") {
    return kept_path(of, options_, {}, version, processor);
  };
  const auto usual = place(spec());
  EXPECT_EQ(place(spec()), usual);
  EXPECT_NE(place(spec(), "2"), usual) << "of the library";
  EXPECT_NE(place(spec(), "1", "b"), usual) << "of the processor";
  EXPECT_NE(kept_path(spec(), options_, " a setting=1", "1", "a"), usual);
  auto wide = spec(), named = spec();
  wide.input_shape = {1, 3, 4, 4};
  EXPECT_NE(place(wide), usual);
  named.identity = "of another manifest";
  EXPECT_NE(place(named), usual);
  const auto time = fs::last_write_time(network());
  fs::last_write_time(network(), time + std::chrono::seconds(1));
  EXPECT_NE(place(spec()), usual) << "written anew";
  fs::last_write_time(network(), time);
  EXPECT_EQ(place(spec()), usual);
  options_.cache_dir.clear();
  EXPECT_EQ(place(spec()), "");
}

TEST_F(KeptNetwork, DamageCostsTimeOnly) {
  const auto first = answer();
  ASSERT_TRUE(first);
  const auto file = kept(".blob").at(0);
  const auto whole = testing::read_text(file);
  auto flipped = whole;
  flipped[flipped.size() / 2] ^= 1;
  for (const auto& damaged : {std::string(), std::string("damaged"), std::string("abc"), flipped,
                              whole.substr(0, whole.size() / 2), whole + "more"}) {
    write(file, damaged);
    const auto again = answer();
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *first);
    EXPECT_EQ(kept(".blob").size(), 1U);
  }
}

TEST_F(KeptNetwork, SettingsAreKeptApart) {
  ASSERT_TRUE(answer());
  auto other = options_;
  other.precision = Precision::automatic;
  const auto engine = make_engine(spec(), other);
  ASSERT_TRUE(engine);
  EXPECT_EQ(kept(".blob").size(), (*engine)->info().precision == Precision::f32 ? 1U : 2U);
}

TEST_F(KeptNetwork, ManyFirstStartsAtOnceAgree) {
  std::vector<std::future<Result<std::vector<float>>>> starts;
  for (int i = 0; i < 8; ++i)
    starts.push_back(std::async(std::launch::async, [this] { return answer(); }));
  for (auto& start : starts) {
    const auto found = start.get();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->at(0), -1);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(options_.cache_dir), {}), 1);
}

TEST_F(KeptNetwork, IsVerifiedOnce) {
  ModelManifest manifest;
  manifest.path = network().string();
  manifest.sha256 = *sha256_file(manifest.path);
  manifest.fingerprint = "of the manifest";
  manifest.input.name = "x";
  manifest.input.width = manifest.input.height = 2;
  manifest.outputs = {"where", "relu"};
  ASSERT_TRUE(verify_unless_kept(manifest, options_));
  const auto engine = make_picture_engine(manifest, options_);
  ASSERT_TRUE(engine) << engine.error().message;
  swap_unseen();
  EXPECT_FALSE(verify_unless_kept(manifest, options_)) << "kept, but nobody has tried it";
  (*engine)->keep_tried();
  EXPECT_TRUE(verify_unless_kept(manifest, options_));
  EXPECT_FALSE(verify(manifest));
  options_.kind = EngineKind::onnxruntime;  // it reads the file itself
  EXPECT_FALSE(verify_unless_kept(manifest, options_));
  options_.kind = EngineKind::openvino;
  manifest.fingerprint = "of another manifest";
  EXPECT_FALSE(verify_unless_kept(manifest, options_));
}

TEST_F(KeptNetwork, AFolderThatCannotBeMadeIsDoneWithout) {
  write(folder_ / "cache", "a file");
  const auto made = answer();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->at(0), -1);
}

}  // namespace
}  // namespace touchline
