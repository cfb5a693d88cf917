#include "verbs/recorded_source.h"

#include <cmath>

#include "pipeline/lane_setup.h"

namespace touchline {
namespace {

/// The run's own source, in the parts it was given in.
std::vector<std::string> recorded_sources(const RecordedRun& run) {
  const auto& source = run.manifest.at("source");
  if (run.config.settings().input.join && source.contains("parts"))
    return source["parts"].get<std::vector<std::string>>();
  return {source.at("url").get<std::string>()};
}

Status check_is_recorded(const RecordedRun& run, const MediaInfo& media) {
  const auto& was = run.manifest.at("source");
  const auto differs = [&](const std::string& here, const std::string& there) {
    return fail(Errc::bad_input, media.url,
                "'{}' is not the source that the run in '{}' recorded, which was '{}': it has {}, "
                "that had {}; name the right file with --source",
                media.url, run.dir, was.at("url").get<std::string>(), here, there);
  };
  const int width = was.at("width"), height = was.at("height");
  if (media.width != width || media.height != height)
    return differs(fmt::format("pictures of {}x{}", media.width, media.height),
                   fmt::format("pictures of {}x{}", width, height));
  if (!media.duration_ns || !was.at("duration_ns").is_number()) return {};
  const double here = to_seconds(*media.duration_ns),
               there = to_seconds(was["duration_ns"].get<Nanoseconds>());
  const double fps = media.nominal_rate.value();
  if (std::abs(here - there) > (fps > 0 ? 1 / fps : 0.1))
    return differs(fmt::format("{:.3f} s", here), fmt::format("{:.3f} s", there));
  return {};
}

}  // namespace

Result<std::unique_ptr<Source>> open_recorded(const RecordedRun& run, const Assembly& assembly,
                                              const std::vector<std::string>& now,
                                              const std::stop_token& stop) {
  const auto recorded = recorded_sources(run);
  if (now.empty() && (recorded.front() == "-" || recorded.front().starts_with("pipe:")))
    return fail(Errc::bad_input, recorded.front(),
                "the run in '{}' recorded what came through a pipe ('{}'), which is gone; where a "
                "file of the same pictures is, say with --source",
                run.dir, recorded.front());
  const auto& urls = now.empty() ? recorded : now;
  auto source = source_options(assembly, {urls.front()}).front();
  source.more.assign(urls.begin() + 1, urls.end());
  source.id = run.source_id;
  source.stop = stop;
  auto opened = Source::open(source);
  if (!opened && opened.error().code == Errc::cancelled) return opened;
  if (!opened)
    return fail(opened.error().code, opened.error().where,
                "{} (the run in '{}' recorded '{}'; where that is now, say with --source)",
                opened.error().message, run.dir, fmt::join(recorded, "', '"));
  TL_CHECK(check_is_recorded(run, (*opened)->info()));
  return opened;
}

}  // namespace touchline
