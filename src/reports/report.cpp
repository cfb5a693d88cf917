#include "reports/report.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/convert_file.h"
#include "reports/plot_time.h"
#include "reports/report_page.h"

namespace touchline {
namespace {

using namespace report;

Result<std::string> read_share(const ReportInput& input, const char* name) {
  const std::string path = input.share_dir + "/report/" + name;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    return fail(Errc::io, path, "{}: cannot be read; reinstall Touchline or set TOUCHLINE_SHARE",
                path);
  return std::move(text).str();
}

Result<Share> read_all_share(const ReportInput& input) {
  Share share;
  TL_ASSIGN(share.page, read_share(input, "report.html"));
  TL_ASSIGN(share.page_style, read_share(input, "report.css"));
  TL_ASSIGN(share.plot_style, read_share(input, "plot.css"));
  TL_ASSIGN(share.script, read_share(input, "report.js"));
  return share;
}

TeamNames names_of(const ReportInput& input) {
  TeamNames names = input.team_names;
  if (names[0].empty()) names[0] = "Team A";
  if (names[1].empty()) names[1] = "Team B";
  return names;
}

/// An earlier report may have had more of the sport's plots.
void remove_old_plots(const std::string& dir, const Sheets& sheets) {
  std::error_code error;
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error))
    for (const auto name : sheets.plot_names())
      if (entry.path().filename().string().starts_with(name)) old.push_back(entry.path());
  for (const auto& path : old) std::filesystem::remove(path, error);
}

/// Writes the page's plots, each in a file of its own; their names.
Result<std::vector<std::string>> write_plots(const Page& page, const std::string& style) {
  std::vector<const Plot*> plots;
  for (const auto& plot : page.plots.timelines) plots.push_back(&plot);
  plots.push_back(&page.calibration);
  for (const auto& plot : page.plots.maps) plots.push_back(&plot);
  std::vector<std::string> files;
  for (const auto* plot : plots) {
    files.push_back("plots/" + plot->name() + ".svg");
    TL_CHECK(write_file_atomically(page.input.run_dir + "/" + files.back(), plot->file(style)));
  }
  return files;
}

}  // namespace

Result<std::vector<std::string>> write_report(const ReportInput& input) {
  TL_ASSIGN(const Share share, read_all_share(input));
  const auto sheets = input.sheets ? input.sheets() : std::make_unique<Sheets>();
  TL_ASSIGN(const Data data, gather(input, *sheets));
  const TeamNames names = names_of(input);
  // One legend for video and report: what was drawn, else what was measured.
  const bool drawn = is_colour(input.shown_colours[0]) && is_colour(input.shown_colours[1]);
  const auto colours = side_colours(drawn ? input.shown_colours : input.team_colours);
  Page page{input,
            data,
            *sheets,
            names,
            colours,
            sheets->plots(input, data, names),
            draw_calibration(data),
            {}};
  page.plots.timelines.push_back(draw_events(data, names, *sheets));
  page.parts = sheets->parts(page);

  remove_old_plots(input.run_dir + "/plots", *sheets);
  TL_ASSIGN(auto files, write_plots(page, plain_style(colour_rules(colours) + share.plot_style)));
  files.emplace_back("report.html");
  TL_CHECK(write_file_atomically(input.run_dir + "/report.html", make_page(page, share)));
  return files;
}

}  // namespace touchline
