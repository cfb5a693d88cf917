// demo, plan, convert, and every other answer, for people.
#include <algorithm>

#include "plain.h"

namespace touchline::cli {
namespace {

/// One row for a value, several for an object of values.
void outline_rows(Table& table, const std::string& name, const Json& value) {
  const bool nested =
      value.is_object() && std::any_of(value.begin(), value.end(),
                                       [](const Json& item) { return item.is_structured(); });
  if (!nested) {
    table.row({{key_words(name)}, {value_text(value)}});
    return;
  }
  for (const auto& [key, item] : value.items())
    outline_rows(table, name + " " + printable(key), item);
}

}  // namespace

std::string plain_outline(const Json& answer, const Style& style) {
  if (!answer.is_object()) return answer.dump(2) + "\n";
  std::vector<std::pair<std::string, std::string>> lines;
  int widest = 0;
  for (const auto& [key, value] : answer.items()) {
    auto label = key_words(key);
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z')
      label[0] = static_cast<char>(label[0] - 'a' + 'A');
    widest = std::max(widest, columns(label));
    lines.emplace_back(std::move(label), value_text(value));
  }
  Page page(style, std::max(kLabelColumns, widest + 4));
  for (const auto& [label, text] : lines) page.line(label, text);
  return page.take();
}

std::string plain_demo(const Json& demo, const Style& style) {
  Page page(style);
  page.blank();
  // A demo that was stopped or failed is an ordinary run's summary.
  show_run(page, at(demo, "/run").is_object() ? at(demo, "/run") : demo);
  if (!at(demo, "/against_truth").is_object()) return page.take();
  page.blank();
  page.heading({{"Against the truth", Ink::bold}});
  Table table({{""}, {""}});
  for (const auto& [key, value] : at(demo, "/against_truth").items())
    outline_rows(table, printable(key), value);
  page.table(table);
  return page.take();
}

std::string plain_plan(const Json& plan, const Style& style) {
  Page page(style);
  page.heading({{"Nothing is written: this is what a run would do", Ink::bold}});
  page.line("Sport", text_at(plan, "/sport"));
  page.line("Network", text_at(plan, "/model") + ", " + text_at(plan, "/engine") + " in " +
                           text_at(plan, "/precision") + " on " + text_at(plan, "/device") + ", " +
                           count(number_at(plan, "/streams").value_or(0), "stream", "streams"));
  page.line("", text_at(plan, "/reason"), Ink::dim);
  page.line("Pitch", at(plan, "/landmarks").is_null() ? "not looked for"
                                                      : "found by " + text_at(plan, "/landmarks"));
  page.blank();
  Table table({{"Source"}, {"Video"}, {"Size"}, {"Decoder"}, {"Output"}}, 4);
  for (const auto& source : at(plan, "/sources"))
    table.row(
        {{text_at(source, "/source_id"), Ink::bold},
         {text_at(source, "/codec")},
         {fixed(number_at(source, "/width"), 0) + "x" + fixed(number_at(source, "/height"), 0)},
         {text_at(source, "/decoder")},
         {text_at(source, "/output")}});
  page.table(table);
  for (const auto& source : at(plan, "/sources"))
    for (const auto& conversion : at(source, "/conversions"))
      page.line("Converted", text_at(source, "/source_id") + ": " + value_text(conversion));
  return page.take();
}

std::string plain_convert(const Json& answer, const Style& style) {
  Page page(style);
  page.heading({{text_at(answer, "/run"), Ink::bold}, {" as " + text_at(answer, "/format")}});
  const char* label = "Written";
  for (const auto& file : at(answer, "/files")) {
    page.line(label, value_text(file));
    label = "";
  }
  Json rest = Json::object();
  for (const auto& [key, value] : answer.items())
    if (key != "run" && key != "format" && key != "files") rest[key] = value;
  return page.take() + (rest.empty() ? "" : plain_outline(rest, style));
}

}  // namespace touchline::cli
