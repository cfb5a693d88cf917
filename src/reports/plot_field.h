// Maps: what happened where on the field. Metres, as seen from above, +y up.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "geometry/field_spec.h"
#include "reports/plot_svg.h"

namespace touchline::report {

/// The field with its markings; what is added later lies above them.
class FieldPlot : public Plot {
 public:
  enum class Caption { none, below };

  /// `under` draws what lies below the markings.
  FieldPlot(std::string name, const FieldSpec& field, Caption caption, std::string_view label,
            const std::function<void(Plot&)>& under = {});
  /// The two ends of the line below the map.
  void caption(std::string_view left, std::string_view right);
  /// Why a map is empty.
  void note(std::string_view text);

 private:
  const FieldSpec& field_;
};

/// The empty field on which the page's radar moves.
Plot draw_radar(const FieldSpec& field);

}  // namespace touchline::report
