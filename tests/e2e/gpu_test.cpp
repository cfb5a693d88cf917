// A run whose frames live on a GPU leaves the same files as one on the CPU, byte for byte, and
// copies no picture back that was not asked for. Without a GPU the emulated driver stands in: then
// everything but decoding and the network runs as it would.
#include "support/gpu.h"
#include "e2e/program.h"
#include "kernels/cuda/images.h"

namespace touchline::testing {
namespace {

/// The network on the CPU in both runs: its arithmetic is then the same.
const Words kOnGpu = {
    "--device", "cuda:0", "--set", "detect.engine=openvino", "--set", "input.gpu_decode=false"};

Surroundings with_gpu() {
  Surroundings around;
  if (gpu_is_emulated())
    around.environment = {std::string("TOUCHLINE_CUDA_DRIVER=") + TOUCHLINE_EMULATED_CUDA};
  return around;
}

Outcome run_on_gpu(const std::string& source, const std::string& output, const Words& more = {}) {
  Words words = kOnGpu;
  words.insert(words.end(), more.begin(), more.end());
  return touchline(run_words({source}, output, words), with_gpu());
}

std::int64_t copies(const Json& device) { return device["host_frame_copies"].get<std::int64_t>(); }

/// Frames that the landmark network saw.
std::int64_t looks(const std::string& dir) {
  const auto manifest = manifest_of(dir);
  for (const auto& stage : manifest["run"]["stages"])
    if (stage["stage"] == "landmarks") return stage["frames"].get<std::int64_t>();
  return 0;
}

void expect_same_run(const std::string& source, const Words& more) {
  const TempDir dir;
  Words on_cpu = more;
  on_cpu.insert(on_cpu.end(), {"--device", "cpu"});
  const auto cpu = run_touchline({source}, dir / "cpu", on_cpu);
  ASSERT_EQ(cpu.exit_code, 0) << cpu.err;
  const auto gpu = run_on_gpu(source, dir / "gpu", more);
  ASSERT_EQ(gpu.exit_code, 0) << gpu.err;
  for (const char* name : {"tracking.jsonl", "events.jsonl", "calibration.jsonl", "measures.jsonl",
                           "observations.jsonl", "annotated.mp4"}) {
    const auto want = read_text(dir / (std::string("cpu/") + name)),
               got = read_text(dir / (std::string("gpu/") + name));
    EXPECT_FALSE(want.empty()) << name;
    EXPECT_TRUE(want == got) << name << " differs";
  }
  Words data = more;
  data.insert(data.end(), {"--set", "video.enabled=false"});
  const auto only = run_on_gpu(source, dir / "data", data);
  ASSERT_EQ(only.exit_code, 0) << only.err;
  const auto with = manifest_of(dir / "gpu")["device"],
             without = manifest_of(dir / "data")["device"];
  const auto frames = manifest_of(dir / "gpu")["run"]["frames"].get<std::int64_t>();
  EXPECT_EQ(with["device"], "cuda:0");
  EXPECT_EQ(with["uploaded_frames"], frames) << "decoded on the CPU";
  EXPECT_EQ(copies(with) - copies(without), frames) << "the finished pictures, for x264";
  EXPECT_EQ(copies(without), frames + looks(dir / "gpu"))
      << "what the networks on the CPU are shown, and nothing else";
}

TEST(OnGpu, ARunLeavesTheSameFiles) {
  TL_NEEDS_GPU_CODE();
  expect_same_run(sound_clip(), {"--set", "output.observations=true"});
}

TEST(OnGpu, ARealMatchLeavesTheSameFilesSharedData) {
  TL_NEEDS_GPU_CODE();
  TL_NEEDS_SHARED_DATA();
  expect_same_run((shared_data() / "clips/football_bundesliga_08fd33_848p.mp4").string(),
                  {"--set", "output.observations=true", "--max-frames", "40"});
}

TEST(OnGpu, DataAndJpegCopyNoPicture) {
  TL_NEEDS_GPU();
  const TempDir dir;
  for (const Words& more :
       {Words{"--set", "video.enabled=false"}, Words{"--set", "video.codec=mjpeg"}}) {
    Words words = more;
    words.insert(words.end(), {"--device", "cuda:0", "--overwrite"});
    const auto run = touchline(run_words({sound_clip()}, dir / "a", words));
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const auto device = manifest_of(dir / "a")["device"];
    EXPECT_EQ(copies(device), 0);
    EXPECT_EQ(device["uploaded_frames"], 0);
    EXPECT_GT(device["bytes_to_host"].get<std::int64_t>(), 0) << "the results";
  }
}

TEST(OnGpu, WithoutAGpuAskingForOneIsAnErrorAndAutoSaysWhy) {
  if (!gpu_is_emulated()) GTEST_SKIP() << "there is a GPU here";
  const TempDir dir;
  Surroundings none;
  none.environment = {"TOUCHLINE_CUDA_DRIVER=/nowhere/libcuda.so.1"};
  const auto asked = touchline(run_words({sound_clip()}, dir / "a", {"--device", "cuda:0"}), none);
  EXPECT_EQ(asked.exit_code, 5) << asked.err;
  EXPECT_NE(asked.err.find("no NVIDIA driver"), std::string::npos) << asked.err;
  EXPECT_FALSE(fs::exists(dir / "a/tracking.jsonl"));
  const auto automatic = touchline({"doctor"}, none);
  ASSERT_EQ(automatic.exit_code, 0) << automatic.err;
  const auto device = Json::parse(automatic.out)["device"];
  EXPECT_EQ(device["uses"], "cpu");
  EXPECT_NE(device["why"].get<std::string>().find("no NVIDIA driver"), std::string::npos);
  const auto wrong = touchline(run_words({sound_clip()}, dir / "a", {"--device", "gpu"}));
  EXPECT_EQ(wrong.exit_code, 2) << wrong.err;
}

TEST(OnGpu, RunningOutOfMemoryIsAnErrorThatSaysWhatToDo) {
  TL_NEEDS_GPU_CODE();
  if (!gpu_is_emulated()) GTEST_SKIP() << "only the emulated GPU has so little memory";
  const TempDir dir;
  auto little = with_gpu();
  little.environment.push_back("TOUCHLINE_EMULATED_CUDA_BYTES=400000");
  Words words = kOnGpu;
  const auto run = touchline(run_words({sound_clip()}, dir / "a", words), little);
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_NE(run.err.find("memory"), std::string::npos) << run.err;
  EXPECT_FALSE(fs::exists(dir / "a/manifest.json"));
}

}  // namespace
}  // namespace touchline::testing
