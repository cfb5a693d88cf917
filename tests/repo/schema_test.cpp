// What ships in share/ keeps its published schema.
#include <gtest/gtest.h>

#include "repo/files.h"

namespace touchline::testing {
namespace {

TEST(Schemas, EveryShippedFileKeepsItsSchema) {
  // Debian's own Python: its modules are those that ./touchline setup installs.
  if (run_shell("/usr/bin/python3 -c 'import jsonschema, yaml'").exit_code != 0) {
    GTEST_SKIP()
        << "needs the Debian packages python3-jsonschema and python3-yaml: ./touchline setup";
  }
  const auto root = repository().string();
  const auto outcome =
      run_shell("/usr/bin/python3 '" + root + "/tests/repo/check_schemas.py' '" + root + "/share'");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

}  // namespace
}  // namespace touchline::testing
