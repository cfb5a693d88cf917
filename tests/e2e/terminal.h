// The real program on a terminal of its own: what a person would see.
#pragma once

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "e2e/program.h"

namespace touchline::testing {

struct Screen {
  int columns = 80;
  Words environment{"TERM=xterm-256color"};  ///< NAME=value, in addition
};

struct Shown {
  int exit_code = -1;
  std::string text;  ///< stdout and stderr as they came, with plain line ends
};

/// Runs touchline with a pseudo-terminal as its standard input, output and error.
inline Shown on_terminal(const Words& arguments, const Screen& screen = {}) {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(screen.columns);
  size.ws_row = 50;
  int terminal = -1;
  const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (pid == 0) {
    for (const char* name : {"NO_COLOR", "COLUMNS", "TERM"}) ::unsetenv(name);
    ::setenv("XDG_CACHE_HOME", TOUCHLINE_TEST_CACHE, 1);
    for (auto variable : screen.environment) ::putenv(::strdup(variable.c_str()));
    std::vector<char*> argv{const_cast<char*>(TOUCHLINE_PROGRAM)};
    for (const auto& word : arguments) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    ::execv(TOUCHLINE_PROGRAM, argv.data());
    ::_exit(99);
  }
  Shown shown;
  char block[4096];
  for (ssize_t n = 0; (n = ::read(terminal, block, sizeof block)) > 0;)  // an error is its end
    shown.text.append(block, static_cast<std::size_t>(n));
  std::erase(shown.text, '\r');
  ::close(terminal);
  int status = 0;
  ::waitpid(pid, &status, 0);
  shown.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return shown;
}

}  // namespace touchline::testing
