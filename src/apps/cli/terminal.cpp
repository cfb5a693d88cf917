#include "terminal.h"

#include <unistd.h>

#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>

namespace touchline::cli {
namespace {

std::mutex output_mutex;
bool bar_shown = false;

void clear_bar() {
  if (bar_shown) std::fputs("\r\033[K", stderr);
  bar_shown = false;
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<int>(seconds + 0.5);
  char text[32];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%d:%02d", whole / 60, whole % 60);
  return text;
}

}  // namespace

bool stderr_is_terminal() { return isatty(STDERR_FILENO) != 0; }

void hear_log(const Shared& shared) {
  const auto least = shared.quiet     ? LogLevel::error
                     : shared.verbose ? LogLevel::debug
                                      : LogLevel::info;
  set_log(least, [json = shared.json](LogLevel level, std::string_view text) {
    constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
    const char* name = kNames[static_cast<int>(level)];
    const std::lock_guard lock(output_mutex);
    clear_bar();
    if (json) {
      const auto line = nlohmann::ordered_json{{"level", name}, {"msg", text}}.dump(
          -1, ' ', false, nlohmann::json::error_handler_t::replace);
      std::fprintf(stderr, "%s\n", line.c_str());
    } else {
      std::fprintf(stderr, "%s: %.*s\n", name, static_cast<int>(text.size()), text.data());
    }
  });
}

void draw_progress(const Progress& progress) {
  if (!stderr_is_terminal()) return;
  const std::lock_guard lock(output_mutex);
  std::string line;
  if (progress.share) {
    constexpr int kWidth = 28;
    const int full = static_cast<int>(*progress.share * kWidth);
    for (int i = 0; i < kWidth; ++i) line += i < full ? "━" : "╌";
    char text[64];
    std::snprintf(text, sizeof text, " %3.0f %%", *progress.share * 100);
    line += text;
  }
  char text[96];
  std::snprintf(text, sizeof text, "  %lld frames  %.1f fps",
                static_cast<long long>(progress.frames), progress.fps);
  line += text;
  if (progress.seconds_left) line += "  " + clock_text(*progress.seconds_left) + " left";
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  bar_shown = true;
}

void end_progress() {
  const std::lock_guard lock(output_mutex);
  clear_bar();
}

}  // namespace touchline::cli
