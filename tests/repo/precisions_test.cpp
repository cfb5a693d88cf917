// The tools that make networks, where the answer is known.
#include <gtest/gtest.h>

#include "repo/files.h"

namespace touchline::testing {
namespace {

TEST(PrecisionsTool, MakesWhatItsTestsExpect) {
  if (run_shell("python3 -c 'import cv2, onnx, onnxruntime, yaml'").exit_code != 0)
    GTEST_SKIP() << "needs the Python packages of tools/train/precisions.txt";
  const auto tests = run_shell("cd '" + (repository() / "tools/train").string() +
                               "' && python3 -B -m unittest precisions_test 2>&1");
  EXPECT_EQ(tests.exit_code, 0) << tests.output;
}

TEST(PoseTools, MakeWhatTheirTestsExpect) {
  if (run_shell("python3 -c 'import cv2, onnx, onnxruntime, torch'").exit_code != 0)
    GTEST_SKIP() << "needs the Python packages of tools/train/pose/requirements.txt";
  const auto tests = run_shell("cd '" + (repository() / "tools/train/pose").string() +
                               "' && python3 -B -m unittest pose_test 2>&1");
  EXPECT_EQ(tests.exit_code, 0) << tests.output;
}

TEST(CourtTools, MakeWhatTheirTestsExpect) {
  if (run_shell("python3 -c 'import cv2, onnx, onnxruntime, torch'").exit_code != 0)
    GTEST_SKIP() << "needs the Python packages of tools/train/requirements.txt";
  const auto tests = run_shell("cd '" + (repository() / "tools/train/court").string() +
                               "' && python3 -B -m unittest court_test 2>&1");
  EXPECT_EQ(tests.exit_code, 0) << tests.output;
}

}  // namespace
}  // namespace touchline::testing
