// Pictures of your own: reads raw RGB pictures from standard input and hands them to a session.
// Usage: ffmpeg -v error -i FILE -f rawvideo -pix_fmt rgb24 - | push_pictures OUTPUT_DIR 1280 720
// 25
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "touchline/session.h"

namespace {

int failed(const touchline::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return touchline::exit_code(error.code);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5)
    return std::fprintf(stderr, "usage: %s OUTPUT_DIR WIDTH HEIGHT RATE\n", argv[0]), 2;
  const touchline::PictureFormat format{std::atoi(argv[2]), std::atoi(argv[3]),
                                        touchline::PixelLayout::rgb24, std::atof(argv[4])};
  touchline::SessionOptions options;
  options.settings = {{"sport", "soccer"}, {"profile", "fast"}};
  touchline::Engine engine;
  auto session = engine.session(options);
  if (!session) return failed(session.error());
  const auto id = session->add({"", "camera", argv[1], format});
  if (!id) return failed(id.error());

  std::vector<std::uint8_t> pixels(3 * static_cast<std::size_t>(format.width) *
                                   static_cast<std::size_t>(format.height));
  touchline::PictureView picture;
  picture.planes = {pixels.data()};
  picture.pitches = {std::ptrdiff_t{3} * format.width};
  for (long long i = 0; std::fread(pixels.data(), pixels.size(), 1, stdin) == 1; ++i) {
    picture.pts_ns = std::llround(static_cast<double>(i) * 1e9 / format.rate);
    if (auto pushed = session->push(*id, picture); !pushed) return failed(pushed.error());
  }
  const auto gone = session->remove(*id);
  if (!gone) return failed(gone.error());
  std::printf("%lld frames\n", static_cast<long long>(gone->frames));
  return gone->state == touchline::SourceState::ended ? 0 : 1;
}
