#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <utility>

namespace touchline::cli {
namespace {

struct LogLine {
  LogLevel level;
  std::string text;
};

std::mutex output_mutex;
bool bar_shown = false;
bool holding = false;
std::vector<LogLine> held;

/// A terminal that knows no control sequences gets none.
bool can_draw(int fd) {
  const char* term = std::getenv("TERM");
  return isatty(fd) != 0 && term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

bool has_colour(int fd) {
  const char* refused = std::getenv("NO_COLOR");
  return can_draw(fd) && (refused == nullptr || *refused == '\0');
}

void clear_bar() {
  if (bar_shown) std::fputs("\r\033[K", stderr);
  bar_shown = false;
}

void write_line(const LogLine& line) {
  constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
  constexpr Ink kInks[] = {Ink::dim, Ink::dim, Ink::warn, Ink::bad};
  const auto level = static_cast<int>(line.level);
  const Style style{has_colour(STDERR_FILENO), 0};
  const bool is_quiet = line.level < LogLevel::warning;
  const auto text = kNames[level] + std::string(": ");
  std::fprintf(stderr, "%s%s\n", painted({text, kInks[level]}, style).c_str(),
               painted({printable(line.text), is_quiet ? Ink::dim : Ink::plain}, style).c_str());
}

void write_json(const LogLine& line) {
  constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
  const auto json = Json{{"level", kNames[static_cast<int>(line.level)]}, {"msg", line.text}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  std::fprintf(stderr, "%s\n", json.c_str());
}

/// Whether a string of `json` is the end of `text` ("clip: degraded: " + condition).
bool tells(const Json& json, const std::string& text) {
  if (json.is_string()) {
    const auto& told = json.get_ref<const std::string&>();
    return told.size() > 3 && text.ends_with(told);
  }
  return json.is_structured() &&
         std::any_of(json.begin(), json.end(), [&](const Json& part) { return tells(part, text); });
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

int terminal_width(int fd) {
  constexpr int kUsual = 80, kLeast = 20, kMost = 1000;
  if (const char* columns = std::getenv("COLUMNS"))
    if (const int width = std::atoi(columns); width > 0) return std::clamp(width, kLeast, kMost);
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return std::clamp<int>(size.ws_col, kLeast, kMost);
  return kUsual;
}

bool is_plain(const Shared& shared) { return !shared.json && isatty(STDOUT_FILENO) != 0; }

Style terminal_style() { return {has_colour(STDOUT_FILENO), terminal_width(STDOUT_FILENO)}; }

void hear_log(const Shared& shared) {
  const auto least = shared.quiet     ? LogLevel::error
                     : shared.verbose ? LogLevel::debug
                                      : LogLevel::info;
  set_log(least, [json = shared.json](LogLevel level, std::string_view text) {
    const LogLine line{level, std::string(text)};
    const std::lock_guard lock(output_mutex);
    if (holding &&
        (level == LogLevel::error || line.text.find(": degraded: ") != std::string::npos)) {
      held.push_back(line);
      return;
    }
    clear_bar();
    json ? write_json(line) : write_line(line);
  });
}

void hold_log() {
  const std::lock_guard lock(output_mutex);
  holding = isatty(STDERR_FILENO) != 0;  // a file of log lines stays whole
}

void release_log(const Json& page) {
  const std::lock_guard lock(output_mutex);
  holding = false;
  for (const auto& line : held)
    if (!tells(page, line.text)) write_line(line);
  held.clear();
}

void say(const std::string& line) {
  const std::lock_guard lock(output_mutex);
  clear_bar();
  std::fprintf(stderr, "%s\n", line.c_str());
}

void draw_progress(const Progress& progress) {
  if (!can_draw(STDERR_FILENO)) return;
  std::string line;
  if (progress.share) line = share_bar(*progress.share);
  char text[96];
  std::snprintf(text, sizeof text, "  %lld frames  %.1f fps",
                static_cast<long long>(progress.frames), progress.fps);
  line += text;
  if (progress.seconds_left) line += "  " + clock_text(*progress.seconds_left) + " left";
  draw_line(std::move(line));
}

void draw_line(std::string line) {
  if (!can_draw(STDERR_FILENO)) return;
  // A line that fills the terminal would wrap and could not be wiped.
  line = cut(line, terminal_width(STDERR_FILENO) - 1);
  const std::lock_guard lock(output_mutex);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  bar_shown = true;
}

void end_progress() {
  const std::lock_guard lock(output_mutex);
  clear_bar();
  std::fflush(stderr);
}

}  // namespace touchline::cli
