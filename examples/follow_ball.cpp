// The ball's path as CSV on standard output: where it is, and whether that was measured or
// predicted. Usage: follow_ball MATCH.mp4 OUTPUT_DIR
#include <cstdio>

#include "touchline/touchline.h"

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: %s MATCH.mp4 OUTPUT_DIR\n", argv[0]), 2;
  touchline::RunOptions options;
  options.sources = {argv[1]};
  options.output = argv[2];
  options.settings = {{"sport", "soccer"}, {"video.enabled", "false"}};

  std::puts("frame,pts_ns,x,y,confidence,sample");
  touchline::Callbacks callbacks;
  callbacks.on_frame = [](const touchline::FrameResult& frame) {
    for (const auto& object : frame.objects)
      if (object.class_name == "ball")
        std::printf("%lld,%lld,%.1f,%.1f,%.2f,%s\n", static_cast<long long>(frame.frame),
                    static_cast<long long>(frame.pts_ns), object.x + object.w / 2,
                    object.y + object.h / 2, object.confidence,
                    touchline::to_string(object.sample));
  };
  const auto summary = touchline::run(options, callbacks);
  if (!summary) {
    std::fprintf(stderr, "%s\n", summary.error().message.c_str());
    return touchline::exit_code(summary.error().code);
  }
  return summary->exit_code;
}
