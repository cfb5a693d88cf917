// The manual page, filled from the commands and settings themselves.
#include "help.h"
#include "touchline/tools.h"

namespace touchline::cli {
namespace {

/// Text as roff shows it literally.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\n')
      out += ' ';
    else
      out += c;
  }
  if (!out.empty() && (out[0] == '.' || out[0] == '\'')) out.insert(0, "\\&");
  return out;
}

std::string item(const std::string& name, const std::string& text) {
  return ".TP\n\\fB" + roff(name) + "\\fR\n" + roff(text) + "\n";
}

/// A command and those below it.
void describe(const CLI::App& command, std::string& out) {
  const auto below = command.get_subcommands({});
  for (const auto* child : below) describe(*child, out);
  if (!below.empty()) return;
  out += ".SS \"" + roff(words_of(command)) + "\"\n" + roff(command.get_description()) +
         ".\n.PP\n\\fB" + roff(usage_line(command)) + "\\fR\n";
  for (const auto* option : command.get_options())
    if (!option->nonpositional()) out += item(flag_text(*option), option->get_description());
  for (const auto& group : flag_groups(command, true))
    for (const auto* flag : group.flags)
      if (flag != command.get_help_ptr() && flag != command.get_help_all_ptr())
        out += item(flag_text(*flag), flag->get_description());
}

std::string settings_text() {
  std::string out, section;
  for (const auto& setting : settings()) {
    const auto dot = setting.key.find('.');
    const auto name = dot == std::string::npos ? "general" : setting.key.substr(0, dot);
    if (name != section) out += ".SS " + name + "\n";
    section = name;
    out += item(setting.key,
                setting.doc + (setting.allowed.empty() ? "" : " {" + setting.allowed + "}") +
                    "; default " + (setting.fallback.empty() ? "empty" : setting.fallback));
  }
  return out;
}

}  // namespace

std::string man_page(const CLI::App& app) {
  std::string out =
      ".TH TOUCHLINE 1 \"\" \"Touchline " + roff(version()) + "\" \"User Commands\"\n";
  out += ".SH NAME\ntouchline \\- " + roff("sports video in, annotated video and match data out") +
         "\n";
  out += ".SH SYNOPSIS\n.B touchline\n.I COMMAND\n[FLAGS] ...\n";
  out += ".SH DESCRIPTION\n" + roff(app.get_description()) +
         "\n.PP\nOn a terminal the answers are plain text; with \\fB\\-\\-json\\fR, and whenever "
         "standard output is no terminal, they are JSON. Log lines go to standard error.\n";
  out += ".SH OPTIONS\n";
  for (const auto& group : flag_groups(app, true))
    for (const auto* flag : group.flags) out += item(flag_text(*flag), flag->get_description());
  out += ".SH COMMANDS\n";
  describe(app, out);
  out +=
      ".SH SETTINGS\nFor \\fB\\-\\-set\\fR, the file of \\fB\\-\\-config\\fR, and the "
      "environment.\n" +
      settings_text();
  out += ".SH ENVIRONMENT\n" +
         item("TOUCHLINE_SECTION__KEY",
              "a setting: TOUCHLINE_DETECT__CONF for detect.conf; flags win "
              "over it, it wins over the file of --config") +
         item("NO_COLOR", "no colours when it is set") +
         item("COLUMNS", "width of the plain text; without it the terminal's");
  out += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exits()) out += item(std::to_string(code), meaning);
  out +=
      ".PP\nThe first SIGINT or SIGTERM finishes the files of a run, the second stops at once.\n";
  out += ".SH EXAMPLES\n";
  for (const auto& [command, purpose] : examples()) out += item(command, purpose);
  return out;
}

}  // namespace touchline::cli
