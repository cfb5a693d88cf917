#include "reports/plot_svg.h"

#include "base/decimal.h"
#include "reports/convert_file.h"

namespace touchline::report {

std::string num(double value) {
  std::string out;
  append_decimal<2>(out, value);
  return out;
}

Plot::Plot(std::string name, std::string box, std::string_view label)
    : name_(std::move(name)), box_(std::move(box)), label_(xml_text(label)) {}

void Plot::text(double x, double y, std::string_view classes, std::string_view anchor,
                std::string_view text) {
  add(R"(<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>)", num(x), num(y), classes,
      anchor, xml_text(text));
}

void Plot::data(std::string_view key, std::string_view value) {
  fmt::format_to(std::back_inserter(data_), R"( data-{}="{}")", key, xml_text(value));
}

std::string Plot::opening(std::string_view more) const {
  return fmt::format(
      R"(<svg class="plot plot-{}" viewBox="{}" role="img" aria-label="{}"{}{}><title>{}</title>)",
      name_, box_, label_, data_, more, label_);
}

std::string Plot::element() const { return opening("") + body_ + "</svg>"; }

std::string Plot::file(std::string_view style) const {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += opening(R"( xmlns="http://www.w3.org/2000/svg")");
  out += "<style>";
  out += xml_text(style);
  out += R"(</style><rect class="paper" x="-1000" y="-1000" width="4000" height="4000"/>)";
  return out + body_ + "</svg>\n";
}

void Path::to(double x, double y) {
  d_ += down_ ? 'L' : 'M';
  d_ += num(x);
  d_ += ' ';
  d_ += num(y);
  down_ = true;
}

}  // namespace touchline::report
