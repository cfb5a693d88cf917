// check, doctor, bench, models, eval, config, version.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "terminal.h"

namespace touchline::cli {
namespace {

/// A subcommand whose whole work is one call that returns text.
template <class Work>
CLI::App* add_text_command(CLI::App& app, Shared& shared, const char* name, const char* help,
                           Work work) {
  auto* command = app.add_subcommand(name, help);
  command->callback([&shared, work] {
    hear_log(shared);
    shared.exit_code = print(work(), shared);
  });
  return command;
}

void add_models(CLI::App& app, Shared& shared) {
  auto* models = app.add_subcommand("models", "The networks that ship");
  models->require_subcommand(1);
  add_text_command(*models, shared, "list", "Every model: licence, size, classes, thresholds",
                   list_models);
  const auto name = std::make_shared<std::string>();
  add_text_command(*models, shared, "show", "One model's manifest",
                   [name] { return show_model(*name); })
      ->add_option("NAME", *name, "model name or path of a manifest")
      ->required();
  add_text_command(*models, shared, "verify",
                   "Check the hash and run the network once in each engine",
                   [name] { return verify_model(*name); })
      ->add_option("NAME", *name, "model name or path of a manifest")
      ->required();
}

void add_eval(CLI::App& app, Shared& shared) {
  auto* eval = app.add_subcommand("eval", "Measure results against truth");
  eval->require_subcommand(1);
  const auto truth = std::make_shared<std::string>(), predicted = std::make_shared<std::string>();
  auto* mot = add_text_command(
      *eval, shared, "mot", "CLEAR, Identity and HOTA of MOTChallenge files, equal to TrackEval's",
      [=] { return evaluate_mot(*truth, *predicted); });
  mot->add_option("--gt", *truth, "ground truth, MOTChallenge text")->required();
  mot->add_option("--pred", *predicted, "result, MOTChallenge text")->required();
}

void add_config(CLI::App& app, Shared& shared) {
  auto* config = app.add_subcommand("config", "Settings: defaults, schema, and what is in force");
  config->require_subcommand(1);
  const auto options = std::make_shared<RunOptions>();
  const auto in_force = std::make_shared<bool>(false);
  auto* show = add_text_command(
      *config, shared, "print",
      "The commented defaults, or with --effective every value and its origin",
      [=]() -> Result<std::string> {
        return *in_force ? effective_config(*options) : Result<std::string>(default_config());
      });
  show->add_flag("--effective", *in_force, "values in force and where each comes from");
  add_settings(*show, *options);
  add_text_command(*config, shared, "schema", "JSON Schema of the configuration file",
                   [] { return Result<std::string>(config_json_schema()); });
}

void add_bench(CLI::App& app, Shared& shared) {
  const auto options = std::make_shared<RunOptions>();
  const auto rounds = std::make_shared<int>(3), frames = std::make_shared<int>(300);
  auto* bench_command = add_text_command(
      app, shared, "bench", "Every stage alone, then end to end; efficiency and bottleneck",
      [=] { return bench(*options, *rounds, *frames); });
  bench_command->add_option("SOURCE", options->sources, "the clip to measure with")
      ->required()
      ->expected(1);
  bench_command->add_option("--rounds", *rounds, "times that everything is measured, in turn")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  bench_command->add_option("--frames", *frames, "frames of the clip, all kept in memory")
      ->capture_default_str()
      ->check(CLI::Range(2, 5000));
  add_settings(*bench_command, *options);
}

}  // namespace

int report(const Error& error) {
  std::fprintf(stderr, "touchline: %s\n", error.message.c_str());
  return exit_code(error.code);
}

int print(const Result<std::string>& text, const Shared& shared) {
  if (!text) return report(text.error());
  const auto json =
      shared.json ? nlohmann::ordered_json::parse(*text, nullptr, false) : nlohmann::ordered_json();
  const auto& out = shared.json && !json.is_discarded() ? json.dump() : *text;
  std::fwrite(out.data(), 1, out.size(), stdout);
  if (out.empty() || out.back() != '\n') std::fputc('\n', stdout);
  if (std::fflush(stdout) != 0) return report({Errc::io, "cannot write to standard output", ""});
  return 0;
}

void add_tools(CLI::App& app, Shared& shared) {
  const auto source = std::make_shared<std::string>();
  add_text_command(app, shared, "check",
                   "Pre-flight of a source: what it really is, and a verdict with reasons",
                   [=] { return check(*source); })
      ->add_option("SOURCE", *source, "file, URL or image pattern")
      ->required();
  const auto options = std::make_shared<RunOptions>();
  add_settings(*add_text_command(app, shared, "doctor",
                                 "Per stage: what it uses, what it wanted, why not, and the cost",
                                 [=] { return doctor(*options); }),
               *options);
  add_bench(app, shared);
  add_models(app, shared);
  add_eval(app, shared);
  add_config(app, shared);
  add_text_command(app, shared, "version", "Versions of Touchline and of what it runs on",
                   [] { return Result<std::string>(versions()); });
}

}  // namespace touchline::cli
