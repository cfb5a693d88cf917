// Words of one sport, looked for among the identifiers of rooms that serve every sport.
#pragma once

#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "repo/doors.h"

namespace touchline::testing {

inline const std::set<std::string, std::less<>> kSportWords = {
    "soccer",  "football", "badminton",  "golf",    "tennis",     "basketball", "goal",    "goals",
    "keeper",  "keepers",  "goalkeeper", "referee", "possession", "offside",    "penalty", "threat",
    "shuttle", "swing",    "racket",     "rally",   "putt",       "birdie"};

/// `code` without comments, strings and characters.
inline std::string without_text(std::string_view code) {
  std::string out;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const std::string_view rest = code.substr(i);
    if (rest.starts_with("//")) {
      i = std::min(code.find('\n', i), code.size()) - 1;
    } else if (rest.starts_with("/*")) {
      i = std::min(code.find("*/", i), code.size() - 2) + 1;
    } else if (rest.starts_with("R\"")) {
      const std::string end = ")" + std::string(rest.substr(2, rest.find('(') - 2)) + "\"";
      i = std::min(code.find(end, i), code.size() - end.size()) + end.size() - 1;
    } else if (code[i] == '"' || (code[i] == '\'' && (i == 0 || !std::isalnum(code[i - 1])))) {
      const char quote = code[i];
      for (++i; i < code.size() && code[i] != quote; ++i) i += code[i] == '\\';
    } else if (rest.starts_with("#include")) {
      i = std::min(code.find('\n', i), code.size()) - 1;
    } else {
      out += code[i];
    }
  }
  return out;
}

/// The words of an identifier: "kGoalReach_m" -> k, goal, reach, m.
inline std::vector<std::string> words_of(std::string_view identifier) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < identifier.size(); ++i) {
    const auto c = static_cast<unsigned char>(identifier[i]);
    const bool hump = std::isupper(c) && i > 0 && !std::isupper(identifier[i - 1]);
    if ((c == '_' || hump) && !words.back().empty()) words.emplace_back();
    if (std::isalpha(c)) words.back() += static_cast<char>(std::tolower(c));
  }
  return words;
}

/// The identifiers in `code` that hold a sport's word.
inline std::set<std::string> sport_identifiers(std::string_view code) {
  std::set<std::string> found;
  std::string identifier;
  for (const char c : without_text(code) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
      identifier += c;
      continue;
    }
    for (const auto& word : words_of(identifier))
      if (kSportWords.contains(word)) found.insert(identifier);
    identifier.clear();
  }
  return found;
}

}  // namespace touchline::testing
