// Stops a run after a number of frames: what is under way is finished and every file is closed
// properly. Usage: cancel_run MATCH.mp4 OUTPUT_DIR FRAMES
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stop_token>

#include "touchline/touchline.h"

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: %s MATCH.mp4 OUTPUT_DIR FRAMES\n", argv[0]), 2;
  touchline::RunOptions options;
  options.sources = {argv[1]};
  options.output = argv[2];
  options.settings = {{"sport", "soccer"}, {"profile", "fast"}};

  std::stop_source stop;
  std::atomic<long> left{std::strtol(argv[3], nullptr, 10)};
  touchline::Callbacks callbacks;
  callbacks.on_frame = [&](const touchline::FrameResult&) {
    if (--left == 0) stop.request_stop();
  };
  const auto summary = touchline::run(options, callbacks, stop.get_token());
  if (!summary) {
    std::fprintf(stderr, "%s\n", summary.error().message.c_str());
    return touchline::exit_code(summary.error().code);
  }
  std::printf("%s\n", summary->json.c_str());
  return summary->exit_code == 130 ? 0 : summary->exit_code;
}
