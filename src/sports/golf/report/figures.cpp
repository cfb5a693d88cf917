#include "sports/golf/report/figures.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace touchline::golf {

Result<Figures> gather_figures(const ReportInput& input, const report::Data& data) {
  Figures figures;
  for (const auto& event : data.events)
    if (auto swing = swing_of(event)) figures.swings.push_back({event, std::move(*swing)});
  const auto path = (std::filesystem::path(input.run_dir) / "measures.jsonl").string();
  std::ifstream file(path, std::ios::binary);
  if (!file) return figures;
  figures.measured = true;
  std::string text;
  for (std::int64_t number = 1; std::getline(file, text); ++number) {
    if (file.eof()) break;  // no newline: what a crash leaves
    try {
      const auto line = nlohmann::json::parse(text);
      const auto& up = line.at("hands_up_torso");
      figures.hands.push_back({line.at("pts_ns").get<Nanoseconds>(),
                               up.is_null() ? std::nullopt : std::optional(up.get<double>())});
      ++figures.frames;
      figures.with_golfer += !line.at("golfer").is_null();
    } catch (const nlohmann::json::exception& error) {
      return fail(Errc::bad_input, path,
                  "{}:{}: is not a line of measures this version of Touchline wrote ({}); run "
                  "'touchline analyse' on the folder, or restore the file",
                  path, number, error.what());
    }
  }
  return figures;
}

}  // namespace touchline::golf
