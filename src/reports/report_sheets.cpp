#include "reports/report_sheets.h"

namespace touchline::report {

const Plot* Plots::map(std::string_view name) const {
  for (const auto& plot : maps)
    if (plot.name() == name) return &plot;
  return nullptr;
}

Status Sheets::gather(const ReportInput& /*input*/, Data& /*data*/) { return {}; }
Telling Sheets::tell(const Event& event) const { return report::tell(event); }
std::vector<std::string_view> Sheets::lanes() const { return {}; }
std::vector<std::string_view> Sheets::plot_names() const { return {}; }
Plots Sheets::plots(const ReportInput& /*input*/, const Data& /*data*/,
                    const TeamNames& /*names*/) const {
  return {};
}
SheetParts Sheets::parts(const Page& /*page*/) const {
  SheetParts parts;
  parts.notes.emplace_back(
      "Nothing is measured of this sport yet: the report says who was seen, where, and what "
      "happened.");
  return parts;
}
void Sheets::add_data(const Data& /*data*/, nlohmann::ordered_json& /*json*/) const {}

}  // namespace touchline::report
