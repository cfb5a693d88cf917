#include "pipeline/follow_setup.h"

#include <algorithm>
#include <charconv>

#include "base/address.h"
#include "director/director.h"
#include "director/seed_camera.h"

namespace touchline {
namespace {

constexpr int kLeast = 64, kMost = 8192;
constexpr const char* kSeed = "seed";
constexpr double kMagnified = 1.5;  // at most: a pixel of the source over so many of the shown

/// "1920x1080"; null for "auto".
Result<std::optional<PictureSize>> parse_size(const std::string& text) {
  if (text == "auto") return std::optional<PictureSize>();
  PictureSize size;
  const char *begin = text.data(), *end = begin + text.size();
  const auto across = std::from_chars(begin, end, size.width);
  if (across.ec == std::errc() && across.ptr != end && *across.ptr == 'x') {
    const auto down = std::from_chars(across.ptr + 1, end, size.height);
    const auto fits = [](int pixels) {
      return pixels >= kLeast && pixels <= kMost && pixels % 2 == 0;
    };
    if (down.ec == std::errc() && down.ptr == end && fits(size.width) && fits(size.height))
      return std::optional(size);
  }
  return fail(Errc::bad_config, "follow.size",
              "follow.size '{}': expected auto, or WIDTHxHEIGHT in even pixels from {} to {}, such "
              "as 1920x1080 or 720x1280",
              shown(text), kLeast, kMost);
}

Result<std::vector<Zone>> read_excluded(const std::string& path) {
  if (path.empty()) return std::vector<Zone>();
  TL_ASSIGN(ZoneSheet sheet, read_zones(path));
  for (const auto& zone : sheet.zones)
    if (zone.in == ZoneSpace::field)
      return fail(Errc::bad_config, path,
                  "{}: zone '{}' lies in the field, and follow.excluded takes zones of the "
                  "picture; give its corners in pixels",
                  path, zone.name);
  return std::move(sheet.zones);
}

director::DirectorOptions director_options(const FollowSetup& setup, PictureSize source,
                                           PictureSize size) {
  auto options = setup.options;
  options.aspect = static_cast<double>(size.width) / size.height;
  options.narrowest = std::min(1.0, size.width / kMagnified / source.width);
  options.excluded = zones_without_ball(setup, source.width);
  return options;
}

}  // namespace

Result<FollowSetup> follow_setup(const Settings::Follow& follow) {
  FollowSetup setup;
  TL_ASSIGN(setup.size, parse_size(follow.size));
  setup.seed = follow.preset == kSeed;
  if (const auto options = director::director_preset(follow.preset)) {
    setup.options = *options;
  } else if (!setup.seed) {
    return fail(Errc::bad_config, "follow.preset", "follow.preset '{}': expected one of {}, {}",
                shown(follow.preset), fmt::join(director::director_presets(), ", "), kSeed);
  }
  setup.options.lookahead_s = follow.lookahead_s;
  TL_ASSIGN(setup.excluded, read_excluded(follow.excluded));
  return setup;
}

PictureSize shown_size(const FollowSetup& setup, int width) {
  if (setup.size) return *setup.size;
  const int half = std::max(1280, width / 2) & ~15;
  return {half, half * 9 / 16};
}

std::vector<Polygon> zones_without_ball(const FollowSetup& setup, int width) {
  std::vector<Polygon> polygons;
  for (const auto& zone : setup.excluded) {
    auto& polygon = polygons.emplace_back();
    for (const Vec2d& corner : zone.polygon) polygon.push_back(1.0 / width * corner);
  }
  return polygons;
}

std::unique_ptr<director::CameraOperator> make_operator(const FollowSetup& setup,
                                                        PictureSize source, PictureSize size) {
  if (!setup.seed)
    return std::make_unique<director::Director>(director_options(setup, source, size),
                                                static_cast<double>(source.height) / source.width);
  director::SeedOptions options;
  options.width = source.width;
  options.height = source.height;
  options.shown_width = size.width;
  options.shown_height = size.height;
  // Without a look-ahead ours acts as it would live, so its counterpart does too.
  options.mode =
      setup.options.lookahead_s > 0 ? director::SeedMode::batch : director::SeedMode::stream;
  options.excluded = zones_without_ball(setup, source.width);
  return std::make_unique<director::SeedCamera>(options);
}

}  // namespace touchline
