// touchline run, and the flags that every command with settings shares.
#include <pthread.h>
#include <unistd.h>
#include <csignal>

#include <cstdio>
#include <memory>
#include <thread>

#include "commands.h"
#include "terminal.h"

namespace touchline::cli {
namespace {

/// Short flags for the settings people change; every other key goes through --set.
struct Shortcut {
  const char *flag, *key;
};
constexpr Shortcut kShortcuts[] = {
    {"--sport", "sport"},
    {"--profile", "profile"},
    {"--device", "device"},
    {"--engine", "detect.engine"},
    {"--precision", "detect.precision"},
    {"--model", "detect.model"},
    {"--conf", "detect.conf"},
    {"--start", "input.start_s"},
    {"--end", "input.end_s"},
    {"--max-frames", "input.max_frames"},
    {"--every", "input.every"},
    {"--theme", "overlay.theme"},
    {"--view", "overlay.view"},
    {"--calibration", "calibrate.file"},
};
/// Flags without a value.
struct Switch {
  const char *flag, *key, *value;
};
constexpr Switch kSwitches[] = {
    {"--no-video", "video.enabled", "false"},
    {"--strict", "strict", "true"},
    {"--overwrite", "output.overwrite", "true"},
    {"--show-boxes", "overlay.boxes", "true"},
    {"--fixed-camera", "calibrate.fixed_camera", "true"},
    {"--radar", "video.radar", "true"},
    {"--no-ids", "overlay.ids", "false"},
    {"--no-audio", "video.audio", "false"},
    {"--join", "input.join", "true"},
};

std::string describe(const SettingInfo& setting) {
  return setting.doc + (setting.allowed.empty() ? "" : " {" + setting.allowed + "}") + " [" +
         (setting.fallback.empty() ? "\"\"" : setting.fallback) + "]";
}
std::string describe(std::string_view key) {
  for (const auto& setting : settings())
    if (setting.key == key) return describe(setting);
  return {};
}

/// First SIGINT or SIGTERM: drain and finish the files. Second: stop at once. Signals are taken by
/// one thread, so that no handler runs inside the library; they must be blocked before any other
/// thread starts.
class SignalWatch {
 public:
  SignalWatch() {
    sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::thread([this] { watch(); });
  }
  ~SignalWatch() {
    pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }
  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  void watch() {
    for (int signal = 0; sigwait(&signals_, &signal) == 0 && signal != SIGUSR1;) {
      if (!stop_.request_stop()) _exit(exit_code(Errc::cancelled));
      std::fputs("\nstopping: finishing the files (once more stops at once)\n", stderr);
    }
  }
  sigset_t signals_{};
  std::stop_source stop_;
  std::thread thread_;
};

}  // namespace

int follow(const Shared& shared,
           const std::function<Result<Summary>(const Callbacks&, std::stop_token)>& work) {
  const SignalWatch signals;
  Callbacks callbacks;
  if (!shared.quiet && !shared.json && stderr_is_terminal()) callbacks.on_progress = draw_progress;
  const auto summary = work(callbacks, signals.token());
  end_progress();
  if (!summary) return report(summary.error());
  print(Result<std::string>(summary->json), shared);
  return summary->exit_code;
}

void add_set(CLI::App& command, std::vector<std::pair<std::string, std::string>>& settings,
             const char* help) {
  command
      .add_option_function<std::vector<std::string>>(
          "--set",
          [&settings](const std::vector<std::string>& pairs) {
            for (const auto& pair : pairs) {
              const auto equals = pair.find('=');
              if (equals == std::string::npos)
                throw CLI::ValidationError("--set", "'" + pair + "' is not key=value");
              settings.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            }
          },
          help)
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void add_settings(CLI::App& command, RunOptions& options) {
  command.add_option("--config", options.config_file,
                     "YAML configuration file; every key is in share/touchline.yaml");
  const auto keep = [&options](const char* key) {
    return [&options, key](const std::string& value) { options.settings.emplace_back(key, value); };
  };
  for (const auto& shortcut : kShortcuts)
    command
        .add_option_function<std::string>(shortcut.flag, keep(shortcut.key), describe(shortcut.key))
        ->type_name("");
  for (const auto& flag : kSwitches)
    command.add_flag_callback(
        flag.flag, [&options, &flag] { options.settings.emplace_back(flag.key, flag.value); },
        std::string("same as --set ") + flag.key + "=" + flag.value);
  add_set(command, options.settings, "any setting, repeatable; the keys are listed below");
  std::string keys = "Settings for --set, --config and TOUCHLINE_SECTION__KEY:\n";
  for (const auto& setting : settings())
    keys += "  " + setting.key + "\n      " + describe(setting) + "\n";
  command.footer(keys);
}

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
      ->required();
  command->add_flag("--dry-run", *dry_run,
                    "open everything, say what would be done, write nothing");
  add_settings(*command, *options);
  command->callback([options, dry_run, &shared] {
    hear_log(shared);
    shared.exit_code = *dry_run
                           ? print(plan(*options), shared)
                           : follow(shared, [&](const Callbacks& callbacks, std::stop_token stop) {
                               return run(*options, callbacks, std::move(stop));
                             });
  });
}

}  // namespace touchline::cli
