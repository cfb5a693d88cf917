// report.html, put together from the template, the plots and the figures.
#pragma once

#include <array>
#include <string>

#include "reports/plot_colour.h"
#include "reports/report_sheets.h"

namespace touchline::report {

/// What template, style and script say.
struct Share {
  std::string page, page_style, plot_style, script;
};

/// Everything a section is a function of.
struct Page {
  const ReportInput& input;
  const Data& data;
  const Sheets& sheets;
  const TeamNames& names;
  const std::array<SideColours, 2>& colours;
  Plots plots;  ///< the sport's, and the events' timeline
  Plot calibration;
  SheetParts parts;
};

/// The whole page.
std::string make_page(const Page& page, const Share& share);

// Its parts, as HTML:
std::string header_html(const Page& page);
std::string quality_html(const Page& page);
std::string watch_html(const Page& page);
std::string coverage_html(const Page& page);
std::string notes_html(const Page& page);
/// What the script reads: compact JSON without a "<", so that nothing in it ends the element.
std::string data_json(const Page& page);

// What parts are made of, the sport's too:
/// What stands in a table where there is no figure.
std::string null_cell(std::string_view why);
/// A plot with its caption; nothing without a plot.
std::string figure_html(const Plot* plot, const std::string& caption);
/// A measured share in large, a bar, and what it means.
std::string card_html(const std::string& title, double value, const std::string& text);
/// A row of the coverage's table of frames: `part` of `of`; no share where that is 0.
std::string count_row(const std::string& what, std::int64_t part, std::int64_t of,
                      const char* meaning);

}  // namespace touchline::report
