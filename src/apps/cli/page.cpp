#include "page.h"

#include <algorithm>
#include <numeric>

namespace touchline::cli {
namespace {

constexpr int kWidestProse = 100;  // longer lines are hard to read
constexpr int kGap = 2;

std::string blanks(int count) {
  return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
}

}  // namespace

std::string painted(const Word& word, const Style& style) {
  if (!style.colour || word.text.empty()) return word.text;
  if (word.colour >= 0)
    return "\033[38;5;" + std::to_string(word.colour) + "m" + word.text + "\033[0m";
  constexpr const char* kCodes[] = {"", "1", "2", "32", "33", "31"};
  const std::string code = kCodes[static_cast<int>(word.ink)];
  return code.empty() ? word.text : "\033[" + code + "m" + word.text + "\033[0m";
}

std::vector<int> Table::widths(const Style& style) const {
  std::vector<int> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    int width = columns(columns_[i].head);
    for (const auto& row : rows_)
      if (i < row.size()) width = std::max(width, columns(row[i].text));
    widths.push_back(width);
  }
  const auto total = [&] {
    return std::accumulate(widths.begin(), widths.end(), indent_) +
           kGap * static_cast<int>(widths.size() - 1);
  };
  constexpr int kNarrowest = 8;
  if (auto& soft = widths[cut_column_]; total() > style.width)
    soft = std::max(std::min(kNarrowest, soft), soft - (total() - style.width));
  while (total() > style.width && widths.size() > 2) widths.pop_back();
  return widths;
}

std::string Table::text(const Style& style) const {
  const auto widths = this->widths(style);
  std::string out;
  const auto write = [&](const std::vector<Word>& cells) {
    std::string line = blanks(indent_);
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      Word cell = cells[i];
      cell.text = cut(cell.text, widths[i]);
      const auto space = blanks(widths[i] - columns(cell.text));
      const auto shown = painted(cell, style);
      const bool last = i + 1 == cells.size();
      if (i > 0) line += blanks(kGap);
      line += columns_[i].align == Align::right ? space + shown : last ? shown : shown + space;
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  std::vector<Word> head;
  for (const auto& column : columns_) head.push_back({column.head, Ink::dim});
  if (std::any_of(columns_.begin(), columns_.end(), [](auto& c) { return !c.head.empty(); }))
    write(head);
  for (const auto& row : rows_) write(row);
  return out;
}

void Page::heading(const std::vector<Word>& words) {
  for (const auto& word : words) text_ += painted(word, style_);
  text_ += '\n';
}

void Page::label(std::string_view label) {
  text_ += blanks(2) + painted({std::string(label), Ink::dim}, style_) +
           blanks(std::max(label_columns_ - 2 - columns(label), label.empty() ? 0 : 1));
}

void Page::line(std::string_view label, std::string_view text, Ink ink) {
  const int width = std::max(24, std::min(style_.width, kWidestProse) - label_columns_);
  for (const auto& line : wrap(text, width)) {
    this->label(label);
    label = {};
    text_ += painted({line, ink}, style_) + "\n";
  }
}

void Page::words(std::string_view label, const std::vector<Word>& words) {
  this->label(label);
  for (const auto& word : words) text_ += painted(word, style_);
  text_ += '\n';
}

void Page::table(const Table& table) { text_ += table.text(style_); }

}  // namespace touchline::cli
