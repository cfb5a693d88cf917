// The touchline command: a thin client of the library.
#include <csignal>

#include <cstdio>
#include <sstream>

#include "commands.h"

namespace {

/// Help to stdout, a complaint to stderr, which quotes words of the command line.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::stringstream complaint;
  const int code = app.exit(error, out, complaint);
  std::fputs(out.str().c_str(), stdout);
  for (std::string line; std::getline(complaint, line);)
    std::fprintf(stderr, "%s\n", touchline::shown(line).c_str());
  return code == 0 ? 0 : exit_code(touchline::Errc::usage);
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that went away and a file that may not grow are errors of write(), not the end of the
  // process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  touchline::cli::Shared shared;
  CLI::App app("Touchline turns sports video into annotated video and match data.", "touchline");
  app.require_subcommand(1);
  app.set_version_flag("--version", touchline::version());
  app.add_flag("--json", shared.json, "results on one line, log lines as JSON");
  app.add_flag("-q,--quiet", shared.quiet, "only errors on stderr");
  app.add_flag("-v,--verbose", shared.verbose, "debug lines on stderr");
  app.fallthrough();
  touchline::cli::add_run(app, shared);
  touchline::cli::add_match(app, shared);
  touchline::cli::add_tools(app, shared);
  touchline::cli::add_completion(app, shared);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return explain(app, error);
  }
  return shared.exit_code;
}
