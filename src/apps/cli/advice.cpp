#include "advice.h"

#include "text.h"

namespace touchline::cli {

bool has_output(const Json& source, const char* file) {
  for (const auto& output : at(source, "/outputs"))
    if (text_at(output, "/file") == file) return true;
  return false;
}

std::string advice_for(const std::string& condition, const Json& source) {
  const auto has = [&](const char* word) { return condition.find(word) != std::string::npos; };
  if (has("audio dropped"))
    return "The video is silent; the data are whole. --no-audio leaves sound out on purpose.";
  if (has("report not written"))
    return "'touchline analyse " + text_at(source, "/output") +
           "' makes it again from the data, once the cause is gone.";
  if (has("trace incomplete"))
    return "Only the timeline of the program itself is missing; the data are whole.";
  return {};
}

std::vector<std::string> hints(const Json& source) {
  std::vector<std::string> all;
  const auto number = [&](const char* path) { return number_at(source, path); };
  if (number("/frames").value_or(0) == 0) return all;
  const auto corrupt =
      number("/counts/frames_corrupt").value_or(0) + number("/counts/packets_corrupt").value_or(0);
  if (corrupt > 0)
    all.push_back(count(corrupt, "part of the file is damaged and was",
                        "parts of the file are damaged and were") +
                  " skipped; 'touchline check' says more.");
  if (at(source, "/counts/truncated") == true)
    all.push_back("The file ends before the length it claims: was it copied to its end?");
  if (has_output(source, "calibration.jsonl") &&
      number("/coverage/calibration/lost").value_or(0) > 0.5)
    all.push_back(
        "The pitch was found in less than half of the frames, so few numbers are in "
        "metres; 'touchline calibrate --points' lets you mark it by hand.");
  const bool accurate = text_at(source, "/profile") == "accurate";
  if (!accurate && number("/coverage/ball_measured").value_or(1) < 0.3 &&
      number("/coverage/people_per_frame").value_or(0) > 2)
    all.push_back("The ball was seldom seen; --profile accurate looks harder and takes longer.");
  return all;
}

}  // namespace touchline::cli
