// How live sources are getting on, on one line.
#include "plain.h"
#include "text.h"

namespace touchline::cli {
namespace {

std::string state_of_source(const Json& source) {
  const auto connection = text_at(source, "/connection");
  if (connection != "live") {
    const auto fault = text_at(source, "/fault");
    return connection + (fault.empty() ? "" : " (" + fault + ")");
  }
  std::string text = fixed(number_at(source, "/fps"), 1) + " fps";
  if (const auto lag = number_at(source, "/lag_s")) text += ", " + fixed(1000 * *lag, 0, " ms");
  if (const auto dropped = number_at(source, "/dropped/newer_picture"); dropped && *dropped > 0)
    text += ", " + count(*dropped, "picture", "pictures") + " left out";
  return text;
}

/// An address by its host: what follows may be hidden.
std::string state_of_outlet(const Json& outlet) {
  const auto target = text_at(outlet, "/target");
  const auto host = target.find("://");
  const auto name =
      host == std::string::npos ? file_name(target) : target.substr(0, target.find('/', host + 3));
  return name + " " + text_at(outlet, "/state");
}

}  // namespace

std::string plain_status(const Json& status) {
  const auto& sources = at(status, "/sources");
  std::string line;
  const auto add = [&line](const std::string& part) { line += (line.empty() ? "" : "  ") + part; };
  if (sources.size() == 1) {
    add(text_at(sources[0], "/source_id") + ": " + state_of_source(sources[0]));
    for (const auto& outlet : at(sources[0], "/outlets")) add(state_of_outlet(outlet));
    return line;
  }
  std::size_t live = 0, sending = 0, outlets = 0;
  double fps = 0;
  for (const auto& source : sources) {
    live += text_at(source, "/connection") == "live";
    fps += number_at(source, "/fps").value_or(0);
    for (const auto& outlet : at(source, "/outlets")) {
      ++outlets;
      sending += text_at(outlet, "/state") == "sending";
    }
  }
  const auto of = [](std::size_t some, std::size_t all) {
    return std::to_string(some) + " of " + std::to_string(all);
  };
  add(of(live, sources.size()) + " live, " + fixed(fps, 1) + " fps");
  if (outlets > 0) add(of(sending, outlets) + " sending");
  for (const auto& source : sources)
    if (text_at(source, "/connection") != "live")
      add(text_at(source, "/source_id") + ": " + state_of_source(source));
  return line;
}

}  // namespace touchline::cli
