// completion and man: what the program says of itself for shells and for man(1).
#include <memory>

#include "commands.h"
#include "help.h"

namespace touchline::cli {

void add_manual(CLI::App& app, Shared& shared) {
  auto* completion =
      app.add_subcommand("completion", "Shell completion script for bash, zsh or fish");
  const auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback(
      [&app, &shared, shell] { shared.exit_code = print_text(completion_script(app, *shell)); });
  app.add_subcommand("man", "The manual page, for man(1): touchline man | man -l -")
      ->callback([&app, &shared] { shared.exit_code = print_text(man_page(app)); });
}

}  // namespace touchline::cli
