// touchline live.
#include <memory>

#include "commands.h"
#include "terminal.h"

namespace touchline::cli {

void add_live(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand(
      "live", "Analyse cameras as they film and send the picture on, until it is told to stop");
  const auto options = std::make_shared<RunOptions>();
  options->settings.emplace_back("live.enabled", "true");
  command
      ->add_option("SOURCE", options->sources,
                   "addresses of cameras: rtsp://, rtmp://, srt://, http://, udp://")
      ->required();
  command
      ->add_option("--out", options->targets,
                   "where the picture goes as it comes, repeatable: rtmp://, rtsp://, srt://, "
                   "udp://, an HLS playlist (NAME.m3u8, hls:DIR) or an MP4 file; {id} stands for "
                   "the source where there are several")
      ->type_name("TARGET")
      ->allow_extra_args(false)
      ->group(group::kResults);
  command
      ->add_option("--record,--output", options->output,
                   "folder for the data, status.jsonl and a recording of the picture; several "
                   "sources get a folder each inside")
      ->type_name("DIR")
      ->required()
      ->group(group::kResults);
  add_settings(*command, *options);
  command->callback([options, &shared] {
    hear_log(shared);
    shared.exit_code =
        follow(shared, plain_run, [&](const Callbacks& callbacks, std::stop_token stop) {
          return run(*options, callbacks, std::move(stop));
        });
  });
}

}  // namespace touchline::cli
