// Scripts for shells, made from the commands themselves, so they never fall behind.
#include <sstream>

#include "commands.h"

namespace touchline::cli {
namespace {

/// Visits every command with the words that lead to it: {"models", "list"}.
template <class Visit>
void walk(const CLI::App& app, const std::string& words, const Visit& visit) {
  visit(app, words);
  for (const auto* child : app.get_subcommands({}))
    walk(*child, words.empty() ? child->get_name() : words + " " + child->get_name(), visit);
}

std::string flag_words(const CLI::App& app) {
  std::string flags;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) flags += "--" + name + " ";
  return flags;
}

std::string choices_of(const CLI::App& app) {
  std::string words;
  for (const auto* child : app.get_subcommands({})) words += child->get_name() + " ";
  return words + flag_words(app);
}

std::string bash_script(const CLI::App& app) {
  std::ostringstream out;
  out << "_touchline() {\n  local word path=\"\"\n  for word in "
         "\"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    [[ $word == -* ]] || path=\"${path:+$path }$word\"\n  done\n  local words\n  case "
         "\"$path\" in\n";
  walk(app, "", [&](const CLI::App& command, const std::string& words) {
    if (!words.empty())
      out << "    \"" << words << "\"*) words=\"" << choices_of(command) << "\" ;;&\n";
  });
  out << "    \"\") words=\"" << choices_of(app)
      << "\" ;;\n  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
         "complete -o default -F _touchline touchline ./touchline\n";
  return out.str();
}

std::string fish_script(const CLI::App& app) {
  std::ostringstream out;
  walk(app, "", [&](const CLI::App& command, const std::string& words) {
    const std::string when =
        words.empty() ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + words;
    for (const auto* child : command.get_subcommands({}))
      out << "complete -c touchline -n '" << when << "' -a " << child->get_name() << " -d '"
          << child->get_description() << "'\n";
    for (const auto* option : command.get_options())
      for (const auto& name : option->get_lnames())
        out << "complete -c touchline -n '" << when << "' -l " << name << "\n";
  });
  return out.str();
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  if (shell == "fish") return fish_script(app);
  return (shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "") + bash_script(app);
}

}  // namespace touchline::cli
