// What each sport does by code, beside the data of its pack: one constant table, no plug-ins.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analytics/analysis.h"
#include "analytics/hand_ask.h"
#include "analytics/picture_needs.h"
#include "analytics/still.h"
#include "overlay/layer.h"
#include "pipeline/settings.h"
#include "pipeline/sport.h"
#include "reports/match_sheet.h"
#include "reports/report_sheets.h"
#include "reports/sport_formats.h"
#include "scene/demo.h"

namespace touchline {

struct SportCode {
  std::string_view name;
  MakeField field;
  bool (*has_measures)(const Sport&, const Settings&);
  /// Only where there are measures. Errc::bad_config for a file of the sport's that cannot be used.
  Result<MakeAnalysis> (*analysis)(const Sport&, const Settings&);
  std::span<const FrameCount> counts = {};  ///< for the manifest's coverage
  double paint_m = 0.11;                    ///< width of the field's lines
  bool on_grass = true;                     ///< pictures without grass do not show the field
  bool one_size = false;                    ///< every field of it is marked in the same size
  bool seen_from_end = false;               ///< its main camera stands behind an end of the field
  PictureNeeds pictures = {};               ///< for the verdict of `touchline check`
  std::vector<std::unique_ptr<Layer>> (*layers)(const LayerSetup&);
  /// Views that show those layers, where the pack has none of that name. Null: none, as all below.
  const std::vector<View>& (*views)() = nullptr;
  std::unique_ptr<report::Sheets> (*sheets)(const Settings&) = nullptr;
  SportFormats (*formats)(const Settings&) = nullptr;
  /// Of which moments of its events a recorded run's pictures are wanted one by one.
  std::vector<StillAsk> (*stills)(std::span<const Event>) = nullptr;
  /// Of which hands of a recorded run, in this folder, the fingers are to be counted.
  Result<std::vector<HandAsk>> (*hands)(const std::string& run_dir, const Settings&) = nullptr;
  /// With these, what was counted is put into the run's events.
  Status (*tell_hands)(const std::string& run_dir, const Settings&, std::span<Event>) = nullptr;
  /// Points of a body as its code reads them, in their order; empty: as the network has them.
  std::span<const std::string_view> points = {};
  /// Whether its analysis listens to the sound of a run with these settings.
  bool (*hears)(const Settings&) = nullptr;
  /// Its pictures show what is only known later: of a file they are drawn once it has been read.
  bool (*draws_last)(const Sport&) = nullptr;
  /// The setting auto|on|off of whether its ball is looked for; empty: it always is.
  std::string_view ball_setting = {};
  MakeDemo demo = nullptr;
  /// The match sheet in a file, and in a text of which `path` tells where it stood.
  Result<LoadedSheet> (*read_sheet)(const std::string& path) = nullptr;
  Result<LoadedSheet> (*parse_sheet)(const std::string& text, const std::string& path) = nullptr;
};

/// The sport's row; that of people where it has none of its own.
const SportCode& code_of(const Sport& sport);
std::span<const SportCode> all_codes();
/// SportCode::draws_last of the sport.
bool draws_last(const Sport& sport);
/// Whether there is anything to tell on a page: a field, or sheets of the sport's own.
bool has_report(const Sport& sport);

}  // namespace touchline
