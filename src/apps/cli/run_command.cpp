// touchline run.
#include <memory>

#include "commands.h"
#include "terminal.h"

namespace touchline::cli {

void add_run(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("run", "Turn footage into annotated video and tracking data");
  const auto options = std::make_shared<RunOptions>();
  const auto dry_run = std::make_shared<bool>(false);
  command
      ->add_option(
          "SOURCE", options->sources,
          "files, URLs, '-' for standard input, photos, folders of pictures, image patterns "
          "(img_%04d.png), lists of parts (match.txt)")
      ->required();
  command
      ->add_option("--output", options->output,
                   "folder for the results; several sources get a folder each inside")
      ->type_name("DIR")
      ->required()
      ->group(group::kResults);
  add_settings(*command, *options);
  command->add_flag("--dry-run", *dry_run, "open everything, say what would be done, write nothing")
      ->group(group::kSettings);
  command->callback([options, dry_run, &shared] {
    hear_log(shared);
    shared.exit_code =
        *dry_run ? print(plan(*options), shared, plain_plan)
                 : follow(shared, plain_run, [&](const Callbacks& callbacks, std::stop_token stop) {
                     return run(*options, callbacks, std::move(stop));
                   });
  });
}

}  // namespace touchline::cli
