// check, doctor, bench, models, eval, version.
#include <memory>

#include "commands.h"
#include "starts.h"
#include "terminal.h"

namespace touchline::cli {
namespace {

/// A subcommand whose whole work is one call that returns JSON, shown to people by `view`.
template <class Work>
CLI::App* add_answer(CLI::App& app, Shared& shared, const char* name, const char* help, View view,
                     Work work) {
  auto* command = app.add_subcommand(name, help);
  command->callback([&shared, view, work] {
    hear_log(shared);
    shared.exit_code = print(work(), shared, view);
  });
  return command;
}

void add_models(CLI::App& app, Shared& shared) {
  auto* models = app.add_subcommand("models", "The networks that ship");
  models->require_subcommand(1);
  add_answer(*models, shared, "list", "Every model: licence, size, classes, thresholds",
             plain_models, list_models);
  const auto name = std::make_shared<std::string>();
  add_answer(*models, shared, "show", "One model's manifest", plain_outline,
             [name] { return show_model(*name); })
      ->add_option("NAME", *name, "model name or path of a manifest")
      ->required();
  const auto width = std::make_shared<int>(640), height = std::make_shared<int>(384);
  auto* describe =
      add_answer(*models, shared, "describe",
                 "Draft a manifest (YAML) for an ONNX network from its own inputs and outputs",
                 plain_outline, [=] { return describe_network(*name, *width, *height); });
  describe->add_option("FILE", *name, "an ONNX file")->required();
  describe->add_option("--width", *width, "of pictures, where the network takes any")
      ->capture_default_str()
      ->check(CLI::Range(32, 8192));
  describe->add_option("--height", *height, "of pictures, where the network takes any")
      ->capture_default_str()
      ->check(CLI::Range(32, 8192));
  add_answer(*models, shared, "verify", "Check the hash and run the network once in each engine",
             plain_outline, [name] { return verify_model(*name); })
      ->add_option("NAME", *name, "model name or path of a manifest")
      ->required();
}

void add_eval_follow(CLI::App& eval, Shared& shared) {
  const auto options = std::make_shared<FollowEvalOptions>();
  auto* command = eval.add_subcommand(
      "follow", "How well a virtual camera follows a finished run, beside an earlier system's");
  command->add_option("RUN", options->run_dir, "folder of a finished run")
      ->type_name("DIR")
      ->required();
  command
      ->add_option("--baseline", options->baseline,
                   "what an earlier call printed: exit code 6 where something is worse")
      ->type_name("FILE");
  add_set(*command, options->settings, "any setting of follow., repeatable");
  command->callback([options, &shared] {
    hear_log(shared);
    const auto scored = evaluate_follow(*options);
    shared.exit_code = scored ? print(scored->json, shared, plain_follow) : report(scored.error());
    if (scored && shared.exit_code == 0) shared.exit_code = scored->exit_code;
  });
}

void add_eval(CLI::App& app, Shared& shared) {
  auto* eval = app.add_subcommand("eval", "Measure results against truth");
  eval->require_subcommand(1);
  const auto truth = std::make_shared<std::string>(), predicted = std::make_shared<std::string>();
  auto* mot = add_answer(*eval, shared, "mot",
                         "CLEAR, Identity and HOTA of MOTChallenge files, equal to TrackEval's",
                         plain_scores, [=] { return evaluate_mot(*truth, *predicted); });
  mot->add_option("--gt", *truth, "ground truth, MOTChallenge text")->required();
  mot->add_option("--pred", *predicted, "result, MOTChallenge text")->required();
  auto* pose =
      add_answer(*eval, shared, "pose",
                 "Bodies against labels: average precision equal to pycocotools', OKS, PCK",
                 plain_poses, [=] { return evaluate_pose(*truth, *predicted); });
  pose->add_option("TRUTH", *truth, "COCO keypoints, or people by picture (JSON)")->required();
  pose->add_option("FOUND", *predicted, "COCO results or keypoints (JSON), or a poses.bin")
      ->required();
  auto* golf = add_answer(*eval, shared, "golf",
                          "Share of a golf swing's eight events that were found, by GolfDB's rule",
                          plain_outline, [=] { return evaluate_golf(*truth, *predicted); });
  golf->add_option("--gt", *truth, "labelled swings, CSV")->required();
  golf->add_option("--pred", *predicted,
                   "found swings: CSV, a run's swings.json, or a folder of runs")
      ->required();
  auto* badminton =
      add_answer(*eval, shared, "badminton",
                 "Hits, hitters, kinds of strokes and rallies of badminton against labels",
                 plain_outline, [=] { return evaluate_badminton(*truth, *predicted); });
  badminton->add_option("--gt", *truth, "labels: a demo.json, or CSV of clips")->required();
  badminton->add_option("--pred", *predicted, "a run's play.json, or a folder of runs")->required();
  add_eval_follow(*eval, shared);
}

void add_bench(CLI::App& app, Shared& shared) {
  const auto options = std::make_shared<RunOptions>();
  const auto how = std::make_shared<BenchOptions>();
  const auto starts = std::make_shared<int>(0);
  auto* bench_command = add_answer(app, shared, "bench",
                                   "Every stage alone, then end to end; efficiency and bottleneck",
                                   plain_bench, [=]() -> Result<std::string> {
                                     auto measured = bench(*options, *how);
                                     if (!measured || *starts == 0) return measured;
                                     return with_starts(*measured, *options, *starts);
                                   });
  bench_command->add_option("SOURCE", options->sources, "the clip to measure with")
      ->required()
      ->expected(1);
  bench_command->add_option("--rounds", how->rounds, "times that everything is measured, in turn")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  bench_command->add_option("--frames", how->frames, "frames of the clip, all kept in memory")
      ->capture_default_str()
      ->check(CLI::Range(2, 5000));
  bench_command->add_flag("--roofline", how->roofline,
                          "also each network against what the machine can compute and move");
  bench_command
      ->add_option("--starts", *starts,
                   "also so many starts of the program, first ones and later ones")
      ->check(CLI::Range(1, 100));
  add_settings(*bench_command, *options);
}

}  // namespace

void add_tools(CLI::App& app, Shared& shared) {
  const auto source = std::make_shared<std::string>();
  add_answer(app, shared, "check",
             "Pre-flight of a source: what it really is, and a verdict with reasons", plain_check,
             [=] { return check(*source); })
      ->add_option("SOURCE", *source, "file, URL or image pattern")
      ->required();
  const auto options = std::make_shared<RunOptions>();
  add_settings(*add_answer(app, shared, "doctor",
                           "Per stage: what it uses, what it wanted, why not, and the cost",
                           plain_doctor, [=] { return doctor(*options); }),
               *options);
  add_bench(app, shared);
  add_models(app, shared);
  add_eval(app, shared);
  add_answer(app, shared, "version", "Versions of Touchline and of what it runs on", plain_outline,
             [] { return Result<std::string>(versions()); });
}

}  // namespace touchline::cli
