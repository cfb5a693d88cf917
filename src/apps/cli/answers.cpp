// How an answer of the library, or an error, reaches whoever asked.
#include <atomic>
#include <cstdio>

#include "commands.h"
#include "suggest.h"
#include "terminal.h"

namespace touchline::cli {
namespace {

/// " Did you mean 'video.preset'?" when the error is about a setting that does not exist.
std::string meant_setting(const Error& error) {
  if (error.code != Errc::bad_config) return {};
  std::vector<std::string> keys;
  for (const auto& setting : settings()) {
    if (setting.key == error.where) return {};
    keys.push_back(setting.key);
  }
  const auto near = nearest(error.where, keys);
  return near.empty() ? "" : ". Did you mean '" + near + "'?";
}

int write_out(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stdout);
  if (std::fflush(stdout) != 0)
    return report({Errc::io, "cannot write to standard output: is its disk full?", ""});
  return 0;
}

}  // namespace

int report(const Error& error) {
  say("error: " + printable(error.message) + meant_setting(error));
  return exit_code(error.code);
}

int print_text(const std::string& text) { return write_out(text); }

int print(const Result<std::string>& text, const Shared& shared, View view) {
  if (!text) return report(text.error());
  const bool plain = is_plain(shared);
  if (!plain && !shared.json) return write_out(*text);
  const auto json = Json::parse(*text, nullptr, false);
  if (json.is_discarded()) return write_out(*text);
  return write_out(plain ? view(json, terminal_style()) : json.dump());
}

int follow(const Shared& shared, View view,
           const std::function<Result<Summary>(const Callbacks&, std::stop_token)>& work) {
  const bool plain = is_plain(shared), bar = !shared.quiet && !shared.json;
  if (plain) hold_log();
  shared.signals->opening();
  std::atomic<bool> live = false;
  Callbacks callbacks;
  callbacks.on_progress = [&](const Progress& progress) {
    shared.signals->working();
    if (bar && !live) draw_progress(progress);
  };
  callbacks.on_status = [&](std::string_view line) {
    // What goes wrong for days is not told at the end.
    if (!live.exchange(true) && plain) release_log(nullptr);
    if (bar) draw_line(plain_status(Json::parse(line, nullptr, false)));
  };
  const auto summary = work(callbacks, shared.signals->token());
  end_progress();
  if (!summary) {
    release_log(nullptr);
    return report(summary.error());
  }
  if (!plain) {
    print(Result<std::string>(summary->json), shared, view);
    return summary->exit_code;
  }
  auto json = Json::parse(summary->json, nullptr, false);
  release_log(json);
  add_folders(json.contains("run") ? json["run"] : json);
  write_out(view(json, terminal_style()));
  return summary->exit_code;
}

}  // namespace touchline::cli
