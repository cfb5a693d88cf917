#include "verbs/bench_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// Adds the stages of one pass over `frames` of the source.
void add_stages(const Json& stages, double frames, WholeProfile& profile) {
  for (const auto& row : stages) {
    if (!row.at("cpu_us_per_frame").is_number()) continue;
    const double ms =
        row["cpu_us_per_frame"].get<double>() / 1e3 * row["frames"].get<double>() / frames;
    const auto name = row["stage"].get<std::string>();
    if (name == "unattributed") continue;  // the run's own; here it is what all rows leave
    auto known = std::find_if(profile.stages.begin(), profile.stages.end(),
                              [&](const auto& stage) { return stage.first == name; });
    if (known == profile.stages.end())
      profile.stages.emplace_back(name, ms);
    else
      known->second += ms;
  }
}

}  // namespace

WholeProfile profile_of(const Json& summary, Nanoseconds wall, Nanoseconds cpu, int cores) {
  WholeProfile profile;
  profile.cores = cores;
  const auto& source = summary.at("sources").at(0);
  const double frames = std::max(1.0, source.at("frames").get<double>());
  add_stages(source.at("stages"), frames, profile);
  for (const auto& drawn : summary.value("drawn", Json::array()))
    add_stages(drawn.value("stages", Json::array()), frames, profile);
  const auto per_frame = [&](Nanoseconds ns) { return static_cast<double>(ns) / 1e6 / frames; };
  profile.unattributed = per_frame(cpu);
  for (const auto& [name, ms] : profile.stages) profile.unattributed -= ms;
  profile.total = per_frame(wall) * cores;
  profile.idle = profile.total - per_frame(cpu);
  return profile;
}

Json profile_json(const WholeProfile& profile) {
  const auto tidy = [](double ms) { return std::round(ms * 1e4) / 1e4; };
  Json rows = Json::object();
  for (const auto& [name, ms] : profile.stages) rows[name] = tidy(ms);
  rows["unattributed"] = tidy(profile.unattributed);
  rows["idle"] = tidy(profile.idle);
  rows["sum"] = tidy(profile.total);
  return rows;
}

Json bottleneck_json(const WholeProfile& profile) {
  const auto hungriest =
      std::max_element(profile.stages.begin(), profile.stages.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (hungriest == profile.stages.end() || !(profile.total > 0))
    return {{"stage", "none"}, {"why", "no frame was processed"}};
  const auto share = [&](double ms) { return 100 * ms / profile.total; };
  const auto& [stage, ms] = *hungriest;
  if (profile.unattributed > std::max(ms, profile.idle))
    return {{"stage", "unattributed"},
            {"why", fmt::format("threads of no stage take {:.0f} % of what the {} cores have to "
                                "give, {:.2f} of {:.2f} core-ms a frame: the start, and the "
                                "encoder's own where video.threads is above 1; of the stages {} "
                                "takes most",
                                share(profile.unattributed), profile.cores, profile.unattributed,
                                profile.total, stage)}};
  if (profile.idle > ms)
    return {{"stage", "idle"},
            {"why", fmt::format("the {} cores have nothing to do {:.0f} % of the time, more than "
                                "any stage takes: stages wait for one another, and {} first",
                                profile.cores, share(profile.idle), stage)}};
  return {{"stage", stage},
          {"why",
           fmt::format("{} takes {:.0f} % of what the {} cores have to give, {:.2f} of "
                       "{:.2f} core-ms a frame; {:.0f} % are idle",
                       stage, share(ms), profile.cores, ms, profile.total, share(profile.idle))}};
}

}  // namespace touchline
