// demo, calibrate, analyse, retrack, render, finish, convert: what is done with a match beside
// running on it.
#include <memory>
#include <utility>

#include "commands.h"
#include "terminal.h"

namespace touchline::cli {
namespace {

void add_demo(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand(
      "demo",
      "Film a synthetic match or session, run on it, and compare every number with the truth");
  const auto options = std::make_shared<DemoOptions>();
  command->add_option("--output", options->output, "folder for the results")
      ->type_name("DIR")
      ->required();
  for (const char* key : {"sport", "profile"})
    command->add_option_function<std::string>(
        std::string("--") + key,
        [options, key](const std::string& value) { options->settings.emplace_back(key, value); },
        key == std::string_view("sport") ? "soccer (the default), golf or badminton"
                                         : "fast, balanced or accurate");
  command->add_option("--seconds", options->seconds, "length of the film")->capture_default_str();
  command->add_option("--seed", options->seed, "which match or session")->capture_default_str();
  command->add_option("--camera", options->camera,
                      "soccer: broadcast (the default), wide, tactical or behind_goal; golf: "
                      "face_on (the default) or down_the_line; badminton: broadcast (the "
                      "default) or phone");
  command->add_option("--game", options->game, "badminton: singles (the default) or doubles");
  command->add_flag_callback(
      "--overwrite", [options] { options->settings.emplace_back("output.overwrite", "true"); },
      "replace the files of an earlier run");
  add_set(*command, options->settings, "any setting of run, repeatable");
  command->callback([options, &shared] {
    hear_log(shared);
    shared.exit_code =
        follow(shared, plain_demo, [&](const Callbacks& callbacks, std::stop_token stop) {
          return demo(*options, callbacks, std::move(stop));
        });
  });
}

void add_calibrate(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand(
      "calibrate",
      "Write down where a camera looks, for --calibration: from footage, or from points");
  const auto options = std::make_shared<CalibrateOptions>();
  command->add_option("SOURCE", options->source, "footage to watch");
  command->add_option("--points", options->points,
                      "instead of footage: pairs of pixels and field points (docs/soccer.md)");
  command->add_option("--output", options->output, "the calibration to write, JSON lines")
      ->required();
  command->add_flag_callback(
      "--fixed-camera",
      [options] { options->settings.emplace_back("calibrate.fixed_camera", "true"); },
      "the camera never moves: one calibration from all frames");
  add_set(*command, options->settings, "any setting of run, repeatable");
  command->callback([options, &shared] {
    hear_log(shared);
    shared.exit_code = print(calibrate(*options), shared);
  });
}

using Again = Result<std::string> (*)(const std::string&,
                                      const std::vector<std::pair<std::string, std::string>>&);

/// A verb that runs a stage of a finished run again.
void add_again(CLI::App& app, Shared& shared, const char* name, const char* help,
               const char* example, Again again) {
  auto* command = app.add_subcommand(name, help);
  const auto dir = std::make_shared<std::string>();
  const auto settings = std::make_shared<std::vector<std::pair<std::string, std::string>>>();
  command->add_option("RUNDIR", *dir, "the output folder of a run")->required();
  add_set(*command, *settings, example);
  command->callback([dir, settings, again, &shared] {
    hear_log(shared);
    shared.exit_code = print(again(*dir, *settings), shared);
  });
}

void add_render(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand(
      "render", "The video of a finished run again, from its source and records, drawn otherwise");
  const auto options = std::make_shared<RenderOptions>();
  command->add_option("RUNDIR", options->run_dir, "the output folder of a run")->required();
  command
      ->add_option("--source", options->sources,
                   "where the run's source is now; repeatable, for a recording in several parts")
      ->type_name("PATH")
      ->allow_extra_args(false)
      ->group(group::kInput);
  command
      ->add_option("--output", options->output,
                   "folder for the videos; default: RUNDIR, whose videos are replaced")
      ->type_name("DIR")
      ->group(group::kResults);
  command
      ->add_flag("--as-run", options->as_run,
                 "the teams' colours as they were known at each picture, not at the end; needs "
                 "observations.jsonl")
      ->group(group::kMore);
  add_drawing_settings(*command, options->settings);
  command->callback([options, &shared] {
    hear_log(shared);
    shared.exit_code =
        follow(shared, plain_render, [&](const Callbacks& callbacks, std::stop_token stop) {
          return render(*options, callbacks, std::move(stop));
        });
  });
}

void add_finish(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand(
      "finish", "Make a run that was killed whole: records, events, video, report, manifest");
  const auto dir = std::make_shared<std::string>();
  command->add_option("RUNDIR", *dir, "the output folder of a run")->required();
  command->callback([dir, &shared] {
    hear_log(shared);
    shared.exit_code = print(finish(*dir), shared);
  });
}

void add_convert(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("convert", "A finished run's data in another format");
  const auto options = std::make_shared<ConvertOptions>();
  command->add_option("RUNDIR", options->run_dir, "the output folder of a run")->required();
  command
      ->add_option("--to", options->format,
                   "mot, csv, parquet, sportscode, coco or vtt; of soccer also cdf, tracab, gsr or "
                   "epts; of golf swings or clips; of badminton play, "
                   "shuttleset or tracknet")
      ->required();
  command->add_option("--output", options->output, "folder to write into; default: RUNDIR");
  command->add_option("--match", options->match,
                      "match sheet: teams, players, kick-off and which track is who "
                      "(share/match.example.yaml); default: the one the run had");
  command->add_option("--clock", options->clock,
                      "what times and frame numbers count from: video (annotated.mp4) or source; "
                      "default: video where the run wrote one");
  command->callback([options, &shared] {
    hear_log(shared);
    shared.exit_code = print(convert(*options), shared, plain_convert);
  });
}

}  // namespace

void add_match(CLI::App& app, Shared& shared) {
  add_demo(app, shared);
  add_calibrate(app, shared);
  add_again(app, shared, "analyse",
            "Measures and events of a finished run again, from its tracks, without decoding",
            "a setting to change, repeatable: soccer.possession.near_m=2", analyse);
  add_again(
      app, shared, "retrack",
      "Tracks, teams and measures of a run again, from its observations.jsonl, without decoding",
      "a setting to change, repeatable: track.lost_s=3", retrack);
  add_render(app, shared);
  add_finish(app, shared);
  add_convert(app, shared);
}

}  // namespace touchline::cli
