// Writes the run that tools/bench/analyse_hour.py times.
//   recorded_hour DIR [SECONDS=3600] [FPS=25]
#include <cstdio>
#include <cstdlib>

#include "verbs/recorded_match.h"

int main(int argc, char** argv) {
  touchline::testing::RecordedMatchOptions options;
  if (argc > 2) options.seconds = std::atof(argv[2]);
  if (argc > 3) options.fps = std::atof(argv[3]);
  if (argc < 2 || argc > 4 || !(options.seconds > 0) || !(options.fps > 0)) {
    std::fputs("recorded_hour DIR [SECONDS=3600] [FPS=25]\n", stderr);
    return 2;
  }
  touchline::testing::RecordedMatch match(argv[1], options);
  if (const auto written = match.write(); !written) {
    std::fprintf(stderr, "%s\n", written.error().message.c_str());
    return 1;
  }
  return 0;
}
