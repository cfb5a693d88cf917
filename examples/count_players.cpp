// How many people does Touchline see, second by second? Usage: count_players MATCH.mp4 OUTPUT_DIR
#include <cstdio>
#include <map>

#include "touchline/touchline.h"

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: %s MATCH.mp4 OUTPUT_DIR\n", argv[0]), 2;
  touchline::RunOptions options;
  options.sources = {argv[1]};
  options.output = argv[2];
  options.settings = {{"sport", "soccer"}, {"profile", "fast"}, {"video.enabled", "false"}};

  struct Second {
    std::size_t frames = 0, people = 0;
  };
  std::map<std::int64_t, Second> seconds;
  touchline::Callbacks callbacks;
  callbacks.on_frame = [&](const touchline::FrameResult& frame) {
    auto& second = seconds[frame.pts_ns / 1'000'000'000];
    ++second.frames;
    for (const auto& object : frame.objects) second.people += object.class_name != "ball";
  };
  const auto summary = touchline::run(options, callbacks);
  if (!summary) {
    std::fprintf(stderr, "%s\n", summary.error().message.c_str());
    return touchline::exit_code(summary.error().code);
  }
  for (const auto& [at, second] : seconds)
    std::printf("%4lld s  %5.1f people\n", static_cast<long long>(at),
                static_cast<double>(second.people) / static_cast<double>(second.frames));
  return summary->exit_code;
}
