// SVG pictures: the one place where the report is drawn, for the page and for files of their own.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>

namespace touchline::report {

/// "12.5": two decimals at most, never "-0".
std::string num(double value);

/// A picture. What is drawn has classes; the colours are in share/report/plot.css.
class Plot {
 public:
  /// `box`: the viewBox. `label`: what is to be seen, for those who cannot see it.
  Plot(std::string name, std::string box, std::string_view label);

  /// Adds elements as they are.
  void raw(std::string_view xml) { body_ += xml; }
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(body_), format, std::forward<Args>(args)...);
  }
  /// `text` is escaped here. `anchor`: "start", "middle" or "end".
  void text(double x, double y, std::string_view classes, std::string_view anchor,
            std::string_view text);
  /// Attributes of the <svg> element that a script reads: data("x0", "64").
  void data(std::string_view key, std::string_view value);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// The element for a page, which has the style already.
  [[nodiscard]] std::string element() const;
  /// A file of its own, with the style inside.
  [[nodiscard]] std::string file(std::string_view style) const;

 private:
  [[nodiscard]] std::string opening(std::string_view more) const;
  std::string name_, box_, label_, data_, body_;
};

/// Path data of a polyline, as short as it can be.
class Path {
 public:
  void to(double x, double y);
  void lift() { down_ = false; }
  void close() {
    if (down_) d_ += 'z';
    down_ = false;
  }
  [[nodiscard]] const std::string& d() const { return d_; }
  [[nodiscard]] bool empty() const { return d_.empty(); }

 private:
  std::string d_;
  bool down_ = false;
};

}  // namespace touchline::report
