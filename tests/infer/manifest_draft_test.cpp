// Manifests drafted from networks: the head by its outputs, and what is said of those that fit
// none.
#include "infer/manifest_draft.h"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "infer/onnx_builder.h"
#include "support/shared_data.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Message;
using testing::node;
using testing::value_info;

class ManifestDraft : public ::testing::Test {
 protected:
  ManifestDraft()
      : folder_(fs::path(::testing::TempDir()) / fmt::format("touchline_draft_{}", ::getpid())) {
    fs::create_directories(folder_);
  }
  ~ManifestDraft() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string write(const std::string& name, const std::string& bytes) const {
    const auto path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  fs::path folder_;
};

/// n x 3 x 32 x 64 -> two maps of 4 x 4 x 8, as heatmap_box has them: `heat` and `box` are the
/// pictures' means over 8 x 8 cells, one channel more.
std::string maps_model(const std::string& first, const std::string& second) {
  const auto ints = [](const char* name, std::initializer_list<std::uint64_t> values) {
    Message attribute;
    attribute.bytes(1, name);
    for (const auto value : values) attribute.number(8, value);
    return attribute.number(20, 7);
  };
  Message pool = node("AveragePool", {"x"}, {"mean"});
  pool.message(5, ints("kernel_shape", {8, 8})).message(5, ints("strides", {8, 8}));
  const Message axis = Message().bytes(1, "axis").number(3, 1).number(20, 2);
  Message one = node("ReduceMean", {"mean"}, {"one"});
  one.message(5, ints("axes", {1}));
  Message a = node("Concat", {"mean", "one"}, {first}),
          b = node("Concat", {"one", "mean"}, {second});
  a.message(5, axis);
  b.message(5, axis);
  return testing::model_file(Message()
                                 .message(1, pool)
                                 .message(1, one)
                                 .message(1, a)
                                 .message(1, b)
                                 .bytes(2, "maps")
                                 .message(11, value_info("x", 1, {-1, 3, 32, 64}))
                                 .message(12, value_info(first, 1, {-1, 4, 4, 8}))
                                 .message(12, value_info(second, 1, {-1, 4, 4, 8})));
}

TEST(RecogniseHead, ByShapes) {
  const auto head = [](std::vector<Port> outputs, int width, int height) {
    return recognise_head({{{"x", "f32", {1, 3, height, width}}}, std::move(outputs)}, width,
                          height);
  };
  const auto yolox = head({{"o", "f32", {1, 3549, 85}}}, 416, 416);
  ASSERT_TRUE(yolox);
  EXPECT_EQ(yolox->head, Head::yolox);
  EXPECT_EQ(yolox->classes, 80);
  EXPECT_THAT(yolox->strides, ElementsAre(8, 16, 32));
  const auto nanodet = head({{"o", "f32", {1, 3598, 33}}}, 416, 416);
  ASSERT_TRUE(nanodet);
  EXPECT_EQ(nanodet->head, Head::nanodet_plus);
  EXPECT_EQ(nanodet->classes, 1);
  const auto rtmdet = head({{"labels", "i64", {1, -1}}, {"dets", "f32", {1, -1, 5}}}, 320, 320);
  ASSERT_TRUE(rtmdet);
  EXPECT_EQ(rtmdet->head, Head::rtmdet_nms);
  EXPECT_THAT(rtmdet->outputs, ElementsAre("dets", "labels"));
  const auto maps = head(
      {{"b", "f32", {1, 1, 96, 160}}, {"c", "f32", {1, 4, 24, 40}}, {"a", "f32", {1, 1, 24, 40}}},
      640, 384);
  ASSERT_TRUE(maps);
  EXPECT_EQ(maps->head, Head::footandball);
  EXPECT_THAT(maps->outputs, ElementsAre("a", "c", "b"));
  EXPECT_THAT(maps->strides, ElementsAre(16, 4));
  const auto boxed =
      head({{"sides", "f32", {1, 4, 96, 160}}, {"heat", "f32", {1, 2, 96, 160}}}, 640, 384);
  ASSERT_TRUE(boxed);
  EXPECT_EQ(boxed->head, Head::heatmap_box);
  EXPECT_THAT(boxed->outputs, ElementsAre("heat", "sides"));

  EXPECT_FALSE(head({{"o", "f32", {1, 3548, 85}}}, 416, 416)) << "a cell is missing";
  EXPECT_FALSE(head({{"features", "f32", {1, 512}}}, 256, 128));
  EXPECT_FALSE(head({{"maps", "f32", {1, 17, 64, 48}}}, 192, 256));
  EXPECT_FALSE(head({}, 64, 64));
}

TEST_F(ManifestDraft, IsAManifestThatLoads) {
  const auto path = write("it's a net.onnx", maps_model("box_of", "heat_of"));
  const auto draft = draft_manifest(path, {});
  ASSERT_TRUE(draft) << draft.error().message;
  const auto model = load_manifest(write("net.yaml", *draft));
  ASSERT_TRUE(model) << model.error().message << "\n" << *draft;
  EXPECT_TRUE(verify(*model));
  EXPECT_EQ(model->path, path);
  EXPECT_EQ(model->head, Head::heatmap_box);
  EXPECT_THAT(model->outputs, ElementsAre("heat_of", "box_of")) << "four classes: the name decides";
  EXPECT_THAT(model->strides, ElementsAre(8));
  EXPECT_EQ(model->input.width, 64);
  EXPECT_EQ(model->input.height, 32);
  EXPECT_EQ(model->classes.size(), 4U);
}

TEST_F(ManifestDraft, SaysWhatIsThereWhenNoHeadFits) {
  const auto tiny = draft_manifest(write("tiny.onnx", testing::tiny_model()), {});
  ASSERT_FALSE(tiny);
  EXPECT_EQ(tiny.error().code, Errc::bad_model);
  EXPECT_THAT(tiny.error().message, AllOf(HasSubstr("relu f32 [1, 3, 2, 2]"),
                                          HasSubstr("where i64 [1, 3, 2, 2]"), HasSubstr("yolox")));
}

TEST_F(ManifestDraft, NamesWhatIsNoNetwork) {
  const auto whole = maps_model("heat", "box");
  for (const auto& bytes :
       {std::string(), std::string("hello, this is text\n"), whole.substr(0, whole.size() / 2),
        whole.substr(0, whole.size() - 1), std::string(1000, '\0'), std::string(1000, '\xff')}) {
    const auto path = write("net.onnx", bytes);
    const auto draft = draft_manifest(path, {});
    ASSERT_FALSE(draft);
    EXPECT_EQ(draft.error().code, Errc::bad_model);
    EXPECT_THAT(draft.error().message, AllOf(HasSubstr(path), HasSubstr("ONNX")));
  }
  EXPECT_THAT(draft_manifest((folder_ / "none.onnx").string(), {}).error().message,
              HasSubstr("cannot be read"));
}

TEST_F(ManifestDraft, IsAskedForWhereANetworkIsGiven) {
  for (const auto* name : {"net.onnx", "net.bin"}) {
    const auto given = load_manifest(write(name, maps_model("heat", "box") + '\0'));
    ASSERT_FALSE(given);
    EXPECT_EQ(given.error().code, Errc::bad_model);
    EXPECT_THAT(given.error().message,
                AllOf(HasSubstr("manifest"), HasSubstr("touchline models describe")));
  }
}

/// The published networks, against the manifests written for them by hand.
TEST_F(ManifestDraft, EqualsTheHandWrittenOnesSharedData) {
  TL_NEEDS_SHARED_DATA();
  const struct {
    const char* name;
    int width, height;
  } kNetworks[] = {{"yolox_nano", 640, 384},
                   {"nanodet_plus_m_416", 640, 384},
                   {"rtmdet_nano_person", 320, 320},
                   {"footandball_soccer", 1280, 736}};
  for (const auto& network : kNetworks) {
    const auto by_hand =
        load_manifest(fmt::format("{}/tests/models/{}.yaml", TOUCHLINE_ROOT, network.name));
    ASSERT_TRUE(by_hand) << by_hand.error().message;
    const auto draft =
        draft_manifest(by_hand->path, {by_hand->classes, network.width, network.height});
    ASSERT_TRUE(draft) << draft.error().message;
    const auto model = load_manifest(write("net.yaml", *draft));
    ASSERT_TRUE(model) << model.error().message << "\n" << *draft;
    EXPECT_EQ(model->sha256, by_hand->sha256);
    EXPECT_EQ(model->head, by_hand->head);
    EXPECT_EQ(model->outputs, by_hand->outputs);
    EXPECT_EQ(model->strides, by_hand->strides);
    EXPECT_EQ(model->classes, by_hand->classes);
    EXPECT_EQ(model->input.letterbox(), by_hand->input.letterbox());
    EXPECT_EQ(model->input.name, by_hand->input.name);
  }
  for (const auto* other :
       {"osnet_x0_25_msmt17.onnx", "tinypose_256x192.onnx", "vballnet_fast_seq9.onnx"})
    EXPECT_FALSE(draft_manifest((testing::shared_data() / "models" / other).string(), {})) << other;
}

}  // namespace
}  // namespace touchline
