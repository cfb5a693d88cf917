#include "reports/plot_field.h"

#include <cmath>

namespace touchline::report {
namespace {

// Margins and letters are those of a field of this length, and grow with it.
constexpr double kLength_m = 105, kMargin = 3, kCaption = 6;

void draw_markings(Plot& plot, const FieldSpec& field) {
  // A court's lines are drawn finer than a pitch's, as its metres are larger on the page.
  const double scale = field.length_m / kLength_m;
  const auto fine = scale < 0.5 ? fmt::format(R"( style="stroke-width:{:.3f}")", 0.25 * scale) : "";
  plot.add(R"(<rect class="grass" x="{}" y="{}" width="{}" height="{}"/><g class="lines"{}>)",
           num(-field.length_m / 2), num(-field.width_m / 2), num(field.length_m),
           num(field.width_m), fine);
  for (const auto& m : field.markings) {
    if (m.kind == Marking::Kind::segment) {
      plot.add(R"(<path d="M{} {}L{} {}"/>)", num(m.a.x), num(-m.a.y), num(m.b.x), num(-m.b.y));
    } else if (m.to_rad - m.from_rad > 6.28) {
      plot.add(R"(<circle cx="{}" cy="{}" r="{}"/>)", num(m.centre.x), num(-m.centre.y),
               num(m.radius_m));
    } else {
      const auto at = [&](double rad) {
        return num(m.centre.x + m.radius_m * std::cos(rad)) + " " +
               num(-m.centre.y - m.radius_m * std::sin(rad));
      };
      plot.add(R"(<path d="M{}A{} {} 0 0 0 {}"/>)", at(m.from_rad), num(m.radius_m),
               num(m.radius_m), at(m.to_rad));
    }
  }
  for (const auto& box : field.standing)
    plot.add(R"(<rect x="{}" y="{}" width="{}" height="{}"/>)", num(box.from.x), num(-box.to.y),
             num(box.to.x - box.from.x), num(box.to.y - box.from.y));
  plot.raw("</g>");
}

/// What is seen of the field's plane, as the plot's box.
std::string box_of(const FieldSpec& field, FieldPlot::Caption caption) {
  const double scale = field.length_m / kLength_m;
  const double w = field.length_m + 2 * kMargin * scale, h = field.width_m + 2 * kMargin * scale;
  const double below = caption == FieldPlot::Caption::below ? kCaption : 0;
  return fmt::format("{} {} {} {}", num(-w / 2), num(-h / 2), num(w), num(h + below * scale));
}

}  // namespace

FieldPlot::FieldPlot(std::string name, const FieldSpec& field, Caption caption,
                     std::string_view label, const std::function<void(Plot&)>& under)
    : Plot(std::move(name), box_of(field, caption), label), field_(field) {
  data("scale", num(field.length_m / kLength_m));
  add(R"(<rect class="field" x="{}" y="{}" width="{}" height="{}"/>)", num(-field.length_m / 2),
      num(-field.width_m / 2), num(field.length_m), num(field.width_m));
  if (under) under(*this);
  draw_markings(*this, field);
}

void FieldPlot::caption(std::string_view left, std::string_view right) {
  const double scale = field_.length_m / kLength_m, y = field_.width_m / 2 + 6.4 * scale;
  add(R"(<g style="font-size:{}px">)", num(2.7 * scale));
  text(-field_.length_m / 2, y, "caption", "start", left);
  text(field_.length_m / 2, y, "caption", "end", right);
  raw("</g>");
}

void FieldPlot::note(std::string_view note) {
  add(R"(<g style="font-size:{}px">)", num(3.2 * field_.length_m / kLength_m));
  text(0, -0.16 * field_.width_m, "note", "middle", note);
  raw("</g>");
}

Plot draw_radar(const FieldSpec& field) {
  FieldPlot plot("radar", field, FieldPlot::Caption::none,
                 "The pitch from above, with everybody on it");
  plot.raw(R"(<g id="radar-marks"></g>)");
  return plot;
}

}  // namespace touchline::report
