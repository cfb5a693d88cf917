// A page of plain text for a terminal: a heading, labelled lines, tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text.h"

namespace touchline::cli {

/// Columns before the text of a labelled line, where nothing else is said.
constexpr int kLabelColumns = 13;

/// What the terminal can show.
struct Style {
  bool colour = false;
  int width = 80;
};

enum class Ink { plain, bold, dim, good, warn, bad };

/// A stretch of text in one ink. Widths are counted without the colour.
struct Word {
  std::string text;
  Ink ink = Ink::plain;
  int colour = -1;  ///< of the 256 of a terminal; wins over the ink
};

std::string painted(const Word& word, const Style& style);

/// Rows of cells under a head, each column as wide as its widest cell. Where they do not fit, one
/// column is cut, and if that is not enough the last ones are left out.
class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string head;
    Align align = Align::left;
  };
  explicit Table(std::vector<Column> columns, std::size_t cut_column = 0, int indent = 2)
      : columns_(std::move(columns)), cut_column_(cut_column), indent_(indent) {}
  void row(std::vector<Word> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string text(const Style& style) const;

 private:
  [[nodiscard]] std::vector<int> widths(const Style& style) const;
  std::vector<Column> columns_;
  std::size_t cut_column_;
  int indent_;
  std::vector<std::vector<Word>> rows_;
};

class Page {
 public:
  /// `label_columns`: before the text of a labelled line.
  explicit Page(const Style& style, int label_columns = kLabelColumns)
      : style_(style), label_columns_(label_columns) {}

  void heading(const std::vector<Word>& words);
  /// "  Label     text", wrapped under itself; without a label it goes on under the line before.
  void line(std::string_view label, std::string_view text, Ink ink = Ink::plain);
  /// The same in several inks, never wrapped.
  void words(std::string_view label, const std::vector<Word>& words);
  void table(const Table& table);
  /// Text that is a page's already.
  void raw(const std::string& text) { text_ += text; }
  void blank() { text_ += '\n'; }
  [[nodiscard]] const Style& style() const { return style_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void label(std::string_view label);
  Style style_;
  int label_columns_;
  std::string text_;
};

}  // namespace touchline::cli
