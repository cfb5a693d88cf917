// Runs the readers of other people's making (tests/reports/readers) on what was converted.
#pragma once

#include "reports/convert_scene.h"

namespace touchline::testing {

/// What the readers make of a scene.
template <class Scene>
class Read : public Scene {
 protected:
  static std::filesystem::path python() {
    const char* deps = std::getenv("TOUCHLINE_DEPS");
    const auto root = std::filesystem::path(TOUCHLINE_ROOT);
    return (deps ? std::filesystem::path(deps) : root / ".deps") / "readers" / "bin" / "python";
  }
  /// What the readers of `format` print of the output folder.
  Json read(const std::string& format) {
    const auto printed = this->dir_ / (format + ".json"), said = this->dir_ / (format + ".err");
    const auto script =
        std::filesystem::path(TOUCHLINE_ROOT) / "tests" / "reports" / "readers" / "read.py";
    const auto command = "'" + python().string() + "' '" + script.string() + "' " + format + " '" +
                         this->out().string() + "' > '" + printed.string() + "' 2> '" +
                         said.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << read_all(said);
    return Json::parse(read_all(printed), nullptr, false);
  }
};

#define TL_NEEDS_READERS()                                                                 \
  if (!std::filesystem::exists(python()))                                                  \
  GTEST_SKIP() << python() << " is missing: the readers of other people's making are not " \
               << "installed, so nothing independent has read these files (run the set-up)"

}  // namespace touchline::testing
