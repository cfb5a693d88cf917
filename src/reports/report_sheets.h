// A report is a frame, which is every sport's, and the sport's own sheets: this is the door between
// the two.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "reports/plot_svg.h"
#include "reports/report_data.h"
#include "reports/report_words.h"

namespace touchline::report {

struct Page;

/// Plots, in the order in which they stand on the page.
struct Plots {
  std::vector<Plot> timelines;  ///< on the page's axis of time, below each other
  std::vector<Plot> maps;       ///< the others
  [[nodiscard]] const Plot* map(std::string_view name) const;
};

/// What stands in the frame's own sections, and the sections between them. HTML but for `notes` and
/// `sampled`, which are text; each may be empty.
struct SheetParts {
  bool sides = false;         ///< whether the page is one of two teams, with names and colours
  std::string now;            ///< what is said of the moment shown, below the slider
  std::string legend;         ///< what is to be seen on the timelines
  std::string cards;          ///< card_html() of how far to trust the figures
  std::string coverage_rows;  ///< count_row() of the table of frames
  std::string coverage;       ///< below that table
  std::vector<std::string> sections;  ///< between the viewer and the coverage
  std::vector<std::string> notes;     ///< the first of the notes
  std::string sampled;                ///< what the page thins: "the line every 0.5 s"
};

/// A sport's sheets of one report. As it is: those of a sport that has none.
class Sheets {
 public:
  virtual ~Sheets() = default;

  /// Called once, before anything else. Reads the sport's record in input.run_dir, where there is
  /// one; frames and events are in `data`, of which tracks may be corrected and reasons added to.
  virtual Status gather(const ReportInput& input, Data& data);

  /// How an event of the sport is told.
  [[nodiscard]] virtual Telling tell(const Event& event) const;
  /// The lanes of the events' timeline that Telling names, above the frame's own.
  [[nodiscard]] virtual std::vector<std::string_view> lanes() const;

  /// How the names of its plots begin, so that those of an earlier report can be removed.
  [[nodiscard]] virtual std::vector<std::string_view> plot_names() const;
  [[nodiscard]] virtual Plots plots(const ReportInput& input, const Data& data,
                                    const TeamNames& names) const;
  /// page.parts is still empty.
  [[nodiscard]] virtual SheetParts parts(const Page& page) const;
  /// Adds what the page's script reads of the sport.
  virtual void add_data(const Data& data, nlohmann::ordered_json& json) const;
};

}  // namespace touchline::report
