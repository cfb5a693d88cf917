// Every fenced block of the README that is code, configuration or a command works, and every
// command of the page of commands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "repo/files.h"

namespace touchline::testing {
namespace {

/// The fenced blocks of `markdown` tagged `language`.
std::vector<std::string> blocks_of(const std::string& markdown, const std::string& language) {
  std::vector<std::string> blocks;
  std::istringstream lines(markdown);
  bool inside = false, wanted = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      wanted = inside && line == "```" + language;
      if (wanted) blocks.emplace_back();
    } else if (wanted) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

std::string page(const char* name) {
  const auto path = repository() / name;
  EXPECT_TRUE(std::filesystem::exists(path)) << name << " is missing";
  return read_text(path);
}

std::string readme() { return page("README.md"); }

std::string program() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "touchline").string();
}

/// The command lines that call ./touchline, continuation lines joined, cut before a pipe or
/// redirection.
std::vector<std::string> commands_of(std::string block) {
  for (std::size_t at; (at = block.find("\\\n")) != std::string::npos;) block.replace(at, 2, " ");
  std::vector<std::string> commands;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("./touchline "))
      commands.push_back(line.substr(12, line.find_first_of("|><#&;") - 12));
  }
  return commands;
}

/// How a command is tried without its effects; empty for those that the front door
/// handles itself.
std::string trial(const std::string& command) {
  const std::string verb = command.substr(0, command.find(' '));
  if (verb == "setup" || verb == "build" || verb == "test" || verb == "format") return {};
  if (verb == "run") return command + " --dry-run";
  if (verb == "live") return command + " --set live.give_up_s=0.5";
  if (verb == "bench") return command + " --help";
  return command;
}

constexpr int kUsageError = 2;

TEST(Readme, BlocksAndCommandsAreFound) {
  const std::string text =
      "a\n```sh\n./touchline run a.mp4 \\\n  --json | jq .  # c\nls\n```\n```cpp\nint x;\n```\n";
  ASSERT_THAT(blocks_of(text, "sh"), ::testing::SizeIs(1));
  EXPECT_THAT(blocks_of(text, "cpp"), ::testing::ElementsAre("int x;\n"));
  const auto commands = commands_of(blocks_of(text, "sh")[0]);
  ASSERT_THAT(commands, ::testing::SizeIs(1));
  EXPECT_THAT(trial(commands[0]), ::testing::HasSubstr("--json  --dry-run"));
}

TEST(Readme, CodeCompiles) {
  const Scratch scratch;
  for (const auto& block : blocks_of(readme(), "cpp")) {
    const bool whole = block.find("#include") != std::string::npos;
    const auto file = scratch.path() / "block.cpp";
    std::ofstream(file) << (whole ? block
                                  : "#include <touchline/touchline.h>\nvoid block() {\n" + block +
                                        "}\n");
    const auto outcome =
        run_shell("c++ -std=c++20 -Wall -Wextra -fsyntax-only -I '" +
                  (repository() / "include").string() + "' '" + file.string() + "'");
    EXPECT_EQ(outcome.exit_code, 0) << block << outcome.output;
  }
}

TEST(Readme, ConfigurationLoads) {
  const Scratch scratch;
  for (const auto& block : blocks_of(readme(), "yaml")) {
    const auto file = scratch.path() / "block.yaml";
    std::ofstream(file) << block;
    const auto outcome =
        run_shell("'" + program() + "' config print --effective --config '" + file.string() + "'");
    EXPECT_EQ(outcome.exit_code, 0) << block << outcome.output;
  }
}

TEST(Readme, CommandsAreUnderstood) {
  const Scratch scratch;
  EXPECT_EQ(run_shell("'" + program() + "' run --no-such-option").exit_code, kUsageError);
  int tried = 0;
  for (const auto& block : blocks_of(readme() + page("docs/commands.md"), "sh")) {
    for (const auto& command : commands_of(block)) {
      const std::string arguments = trial(command);
      if (arguments.empty()) continue;
      // Its files need not exist here (another exit code says so); its verbs and flags must.
      const auto outcome =
          run_shell("cd '" + scratch.path().string() + "' && '" + program() + "' " + arguments);
      EXPECT_NE(outcome.exit_code, kUsageError) << command << "\n" << outcome.output;
      EXPECT_GE(outcome.exit_code, 0) << command << " ended by a signal\n" << outcome.output;
      EXPECT_LT(outcome.exit_code, 126) << command << "\n" << outcome.output;
      ++tried;
    }
  }
  EXPECT_GT(tried, 0) << "no command is shown";
}

TEST(Readme, PointsByHandGiveACalibration) {
  const Scratch scratch;
  const auto blocks = blocks_of(page("docs/soccer.md"), "yaml");
  ASSERT_THAT(blocks, ::testing::SizeIs(1));
  std::ofstream(scratch.path() / "points.yaml") << blocks[0];
  const auto outcome = run_shell("cd '" + scratch.path().string() + "' && '" + program() +
                                 "' calibrate --points points.yaml --output cal.jsonl");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

}  // namespace
}  // namespace touchline::testing
