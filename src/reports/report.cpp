#include "reports/report.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/convert_file.h"
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

Plots draw_all(const ReportInput& input, const Data& data, const TeamNames& names) {
  Plots plots;
  auto& all = plots.all;
  if (data.has_measures) {
    all.push_back(draw_evaluation(data, names));
    all.push_back(draw_possession(data, names));
  }
  all.push_back(draw_events(data, names));
  all.push_back(draw_calibration(data));
  if (!data.has_measures) return plots;
  const Side sides[] = {{Team::a, names[0]}, {Team::b, names[1]}};
  for (const auto& side : sides) all.push_back(draw_heat(input.field, data, side));
  for (const auto& side : sides) all.push_back(draw_passes(input.field, data, side));
  for (const auto& side : sides)
    for (std::size_t period = 0; period < data.periods.size(); ++period)
      all.push_back(draw_regret(input.field, data, side, period));
  return plots;
}

/// An earlier report may have had more periods, or measures that are gone.
void remove_old_plots(const std::string& dir) {
  constexpr std::string_view kOurs[] = {"evaluation", "possession", "heatmap_", "passes_",
                                        "regret_"};
  std::error_code error;
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error))
    for (const auto ours : kOurs)
      if (entry.path().filename().string().starts_with(ours)) old.push_back(entry.path());
  for (const auto& path : old) std::filesystem::remove(path, error);
}

}  // namespace

Result<std::vector<std::string>> write_report(const ReportInput& input) {
  TL_ASSIGN(const Share share, read_all_share(input));
  TL_ASSIGN(const Data data, gather(input));
  const TeamNames names = names_of(input);
  // One legend for video and report: what was drawn, else what was measured.
  const bool drawn = is_colour(input.shown_colours[0]) && is_colour(input.shown_colours[1]);
  const auto colours = side_colours(drawn ? input.shown_colours : input.team_colours);
  const Plots plots = draw_all(input, data, names);
  const std::string style = plain_style(colour_rules(colours) + share.plot_style);

  std::vector<std::string> files;
  remove_old_plots(input.run_dir + "/plots");
  for (const auto& plot : plots.all) {
    files.push_back("plots/" + plot.name() + ".svg");
    TL_CHECK(write_file_atomically(input.run_dir + "/" + files.back(), plot.file(style)));
  }
  files.emplace_back("report.html");
  TL_CHECK(write_file_atomically(input.run_dir + "/report.html",
                                 make_page({input, data, plots, names, colours}, share)));
  return files;
}

}  // namespace touchline
