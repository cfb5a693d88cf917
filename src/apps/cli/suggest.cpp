#include "suggest.h"

#include <algorithm>
#include <cctype>
#include <numeric>

#include "help.h"

namespace touchline::cli {
namespace {

/// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
std::size_t typing_errors(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before2, before(b.size() + 1), now(b.size() + 1);
  std::iota(before.begin(), before.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before2[j - 2] + 1);
    }
    before2 = before;
    before = now;
  }
  return before[b.size()];
}

/// The command that was being given: the deepest of those named.
const CLI::App& chosen(const CLI::App& app) {
  const auto named = app.get_subcommands();
  return named.empty() ? app : chosen(*named.front());
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* app = &command; app != nullptr; app = app->get_parent())
    for (const auto* option : app->get_options()) {
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
      for (const auto& name : option->get_snames()) names.push_back("-" + name);
    }
  return names;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const auto near = nearest(word, candidates);
  return near.empty() ? "" : " Did you mean '" + near + "'?";
}

std::string plain_message(const CLI::ParseError& error) {
  std::string text = error.what();
  text = text.substr(0, text.find('\n'));
  if (text.size() > 1 && std::isupper(static_cast<unsigned char>(text[0])) &&
      std::islower(static_cast<unsigned char>(text[1])))
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& candidate : candidates)
    if (const auto errors = typing_errors(word, candidate); errors < least) {
      least = errors;
      best = candidate;
    }
  return best;
}

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto& command = chosen(app);
  const auto words = words_of(command);
  const auto program = "touchline" + (words.empty() ? "" : " " + words);
  const auto help = " '" + program + " --help' shows how.";
  const auto left = app.remaining(true);
  const auto flag = std::find_if(left.begin(), left.end(), [](const std::string& word) {
    return word.size() > 1 && word[0] == '-';
  });
  if (flag != left.end()) {
    const auto name = flag->substr(0, flag->find('='));
    return "'" + program + "' has no flag '" + name + "'." + did_you_mean(name, flags_of(command)) +
           help;
  }
  const auto below = command.get_subcommands({});
  if (!below.empty()) {
    std::vector<std::string> names;
    for (const auto* child : below) names.push_back(child->get_name());
    if (!left.empty())
      return "'" + program + "' has no command '" + left.front() + "'." +
             did_you_mean(left.front(), names) + help;
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
    return "'" + program + "' wants one of its commands: " + list + "." + help;
  }
  if (!left.empty()) return "'" + program + "' does not expect '" + left.front() + "'." + help;
  return plain_message(error) + "." + help;
}

}  // namespace touchline::cli
