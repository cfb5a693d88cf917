// The tools that make networks, where the answer is known.
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "repo/files.h"

namespace touchline::testing {
namespace {

struct TrainingTool {
  std::string name;
  std::string folder;    ///< below tools/train
  std::string imports;   ///< what its tests need of Python
  std::string packages;  ///< the list that brings it, below tools/train
  std::string tests;     ///< Python's module of them
};

void PrintTo(const TrainingTool& tool, std::ostream* out) { *out << tool.name; }

class TrainingTools : public ::testing::TestWithParam<TrainingTool> {};

TEST_P(TrainingTools, MakeWhatTheirTestsExpect) {
  const auto& tool = GetParam();
  if (run_shell("python3 -c 'import " + tool.imports + "'").exit_code != 0)
    GTEST_SKIP() << "needs the Python packages of tools/train/" << tool.packages;
  const auto folder = repository() / "tools/train" / tool.folder;
  const auto tests =
      run_shell("cd '" + folder.string() + "' && python3 -B -m unittest " + tool.tests + " 2>&1");
  EXPECT_EQ(tests.exit_code, 0) << tests.output;
}

INSTANTIATE_TEST_SUITE_P(
    All, TrainingTools,
    ::testing::Values(TrainingTool{"precisions", "", "cv2, onnx, onnxruntime, yaml",
                                   "precisions.txt", "precisions_test"},
                      TrainingTool{"pose", "pose", "cv2, onnx, onnxruntime, torch",
                                   "pose/requirements.txt", "pose_test"},
                      TrainingTool{"court", "court", "cv2, onnx, onnxruntime, torch",
                                   "requirements.txt", "court_test"},
                      TrainingTool{"ball", "ball", "cv2, onnx, onnxruntime, torch, yaml",
                                   "ball/requirements.txt", "ball_test"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace touchline::testing
