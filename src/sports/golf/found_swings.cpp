#include "sports/golf/found_swings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <vector>

#include "base/find_files.h"

namespace touchline::golf {
namespace {

namespace fs = std::filesystem;
using Frames = std::pair<std::int64_t, std::int64_t>;  ///< from the first event to the last

struct FoundSwing {
  std::int64_t number = 0;
  EventFrames frames;
};
struct FoundVideo {
  std::string name;
  std::vector<FoundSwing> swings;
};

Frames reach_of(const EventFrames& frames) {
  Frames reach{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  for (const auto& frame : frames) {
    if (!frame) continue;
    reach.first = std::min(reach.first, *frame);
    reach.second = std::max(reach.second, *frame);
  }
  return reach;
}

std::int64_t in_common(const EventFrames& a, const EventFrames& b) {
  const Frames one = reach_of(a), other = reach_of(b);
  const std::int64_t from = std::max(one.first, other.first);
  const std::int64_t to = std::min(one.second, other.second);
  return to < from ? 0 : to - from + 1;
}

EventFrames frames_in(const nlohmann::json& swing) {
  EventFrames frames;
  for (std::size_t e = 0; e < kSwingEvents; ++e)
    if (const auto& frame = swing.at("events").at(e).at("frame"); !frame.is_null())
      frames[e] = frame.get<std::int64_t>();
  return frames;
}

Result<FoundVideo> read_video(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::io, path, "cannot be read");
  try {
    const auto json = nlohmann::json::parse(file);
    FoundVideo video{json.at("video_name").get<std::string>(), {}};
    for (const auto& swing : json.at("swings"))
      if (swing.at("rejected").is_null())
        video.swings.push_back({swing.at("number").get<std::int64_t>(), frames_in(swing)});
    return video;
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, path, "is not a swings.json as Touchline writes it ({})",
                error.what());
  }
}

bool is_of(const std::string& label, const std::string& video) {
  return label == video || label.starts_with(video + "/");
}

/// Pairs of swings with frames in common, those with most first.
void name_swings(const FoundVideo& video, const TrueEvents& truth, FoundEvents& found) {
  std::vector<std::tuple<std::int64_t, std::string, std::size_t>> pairs;
  for (const auto& [label, labelled] : truth) {
    if (!is_of(label, video.name)) continue;
    for (std::size_t i = 0; i < video.swings.size(); ++i)
      if (const auto common = in_common(labelled.frames, video.swings[i].frames); common > 0)
        pairs.emplace_back(-common, label, i);
  }
  std::sort(pairs.begin(), pairs.end());
  std::set<std::size_t> named;
  for (const auto& [common, label, i] : pairs) {
    if (named.contains(i) || found.contains(label)) continue;
    named.insert(i);
    found[label] = video.swings[i].frames;
  }
  for (std::size_t i = 0; i < video.swings.size(); ++i)
    if (!named.contains(i))
      found[video.name + "#" + std::to_string(video.swings[i].number)] = video.swings[i].frames;
}

}  // namespace

bool is_swings_json(const std::string& path) {
  std::error_code error;
  return path.ends_with(".json") || fs::is_directory(path, error);
}

Result<FoundEvents> read_swings_json(const std::string& path, const TrueEvents& truth) {
  TL_ASSIGN(const auto files, find_files(path, "swings.json"));
  FoundEvents found;
  for (const auto& file : files) {
    TL_ASSIGN(const FoundVideo video, read_video(file));
    name_swings(video, truth, found);
  }
  return found;
}

}  // namespace touchline::golf
