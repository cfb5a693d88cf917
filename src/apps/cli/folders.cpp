// What the folder of a finished source tells beside the run's summary.
#include <fstream>
#include <sstream>

#include "plain.h"

namespace touchline::cli {
namespace {

Json read_json(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return Json::parse(text.str(), nullptr, false);
}

Json count_kinds(const std::string& path) {
  Json kinds = Json::object();
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    const auto event = Json::parse(line, nullptr, false);
    const auto kind = text_at(event, "/type");
    if (kind.empty()) continue;
    auto& number = kinds[kind];
    number = number.is_number() ? number.get<int>() + 1 : 1;
  }
  return kinds;
}

}  // namespace

void add_folders(Json& summary) {
  if (!at(summary, "/sources").is_array()) return;
  for (auto& source : summary["sources"]) {
    const auto& output = at(source, "/output");
    if (!output.is_string()) continue;
    const auto folder = output.get<std::string>();
    const auto manifest = read_json(folder + "/manifest.json");
    source["event_kinds"] = count_kinds(folder + "/events.jsonl");
    source["teams"] = at(manifest, "/teams");
    source["outputs"] = at(manifest, "/outputs");
    source["profile"] = at(manifest, "/config/profile/value");
    source["sport"] = at(manifest, "/config/sport/value");
  }
}

}  // namespace touchline::cli
