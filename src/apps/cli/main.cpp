// The touchline command: a thin client of the library.
#include <csignal>

#include "commands.h"
#include "help.h"
#include "suggest.h"
#include "terminal.h"

namespace {

/// 0 when the command line was understood and the command ran; else the process's exit code.
int parse(CLI::App& app, int argc, char** argv) {
  using namespace touchline;
  for (int i = 1; i < argc; ++i) remember_secrets_of_word(argv[i]);
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::Success& wanted) {  // --help, --version
    app.exit(wanted);
    return -1;
  } catch (const CLI::ParseError& error) {
    cli::say(argc < 2 ? cli::short_usage() : "error: " + shown(cli::usage_error(app, error)));
    return exit_code(Errc::usage);
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace touchline::cli;
  // A reader that went away and a file that may not grow are errors of write(), not the end of the
  // process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  Signals signals;
  Shared shared;
  shared.signals = &signals;
  CLI::App app("Touchline turns sports video into annotated video and match data.", "touchline");
  app.formatter_fn([](const CLI::App* command, const std::string&, CLI::AppFormatMode mode) {
    return help_text(*command, mode == CLI::AppFormatMode::All, terminal_width(1));
  });
  app.set_help_flag("-h,--help", "say what a command does, with the flags people use");
  app.set_help_all_flag("--help-all", "the rare flags too");
  app.require_subcommand(1);
  app.set_version_flag("--version", touchline::version(), "the version, and nothing else");
  app.add_flag("--json", shared.json, "results as JSON on one line, log lines as JSON");
  app.add_flag("-q,--quiet", shared.quiet, "only errors on stderr");
  app.add_flag("-v,--verbose", shared.verbose, "debug lines on stderr");
  app.fallthrough();
  add_run(app, shared);
  add_live(app, shared);
  add_match(app, shared);
  add_tools(app, shared);
  add_config(app, shared);
  add_manual(app, shared);
  const int wrong = parse(app, argc, argv);
  return wrong > 0 ? wrong : wrong < 0 ? 0 : shared.exit_code;
}
