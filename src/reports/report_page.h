// report.html, put together from the template, the plots and the figures.
#pragma once

#include <string>
#include <vector>

#include "reports/plot_colour.h"
#include "reports/plot_field.h"
#include "reports/plot_time.h"
#include "reports/report_data.h"

namespace touchline::report {

/// The plots of a report, in the order in which files are listed. Those that the run has no data
/// for are not there.
struct Plots {
  std::vector<Plot> all;
  [[nodiscard]] const Plot* find(std::string_view name) const;
};

/// What template, style and script say.
struct Share {
  std::string page, page_style, plot_style, script;
};

/// Everything a section is a function of.
struct Page {
  const ReportInput& input;
  const Data& data;
  const Plots& plots;
  const TeamNames& names;
  const std::array<SideColours, 2>& colours;
};

/// The whole page.
std::string make_page(const Page& page, const Share& share);

// Its parts, as HTML:
/// What stands in a table where there is no figure.
std::string null_cell(std::string_view why);
std::string header_html(const Page& page);
std::string quality_html(const Page& page);
std::string watch_html(const Page& page);
std::string teams_html(const Page& page);
std::string maps_html(const Page& page);
std::string players_html(const Page& page);
std::string coverage_html(const Page& page);
std::string notes_html(const Page& page);
/// What the script reads: compact JSON without a "<", so that nothing in it ends the element.
std::string data_json(const Page& page);

}  // namespace touchline::report
