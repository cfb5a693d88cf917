#include "sports/golf/formats/formats.h"

#include <filesystem>

#include "base/text_file.h"
#include "reports/convert.h"
#include "sports/golf/formats/clips.h"
#include "sports/golf/formats/recorded_session.h"
#include "sports/golf/swing_files.h"

namespace touchline::golf {
namespace {

namespace fs = std::filesystem;

WrittenFiles convert_swings(const ConvertInput& in, const std::string& dir, const SwingPlan& plan) {
  TL_ASSIGN(const auto session, read_session(in.run_dir, plan));
  SwingSheet sheet;
  sheet.video_name = in.source_id;
  sheet.fps = in.nominal_fps;
  sheet.total_frames = std::ssize(session.poses);
  sheet.plan = plan;
  sheet.clips = clips_in(in.run_dir, session.swings);
  std::vector<std::string> written;
  for (const auto& [name, text] : {std::pair{"swings.json", swings_json(sheet, session.swings)},
                                   std::pair{"swings.csv", swings_csv(sheet, session.swings)}}) {
    written.push_back((fs::path(dir) / name).string());
    TL_CHECK(write_file_atomically(written.back(), text));
  }
  return written;
}

constexpr std::string_view kChapters[] = {"swing"};

}  // namespace

SportFormats formats(const SwingPlan& plan) {
  SportFormats formats;
  ConvertFormat swings{"swings", {}, true};
  swings.write = [plan](const ConvertInput& in, const std::string& dir, Unknown&) {
    return convert_swings(in, dir, plan);
  };
  ConvertFormat clips{"clips", {}, true, true};
  clips.write = [](const ConvertInput& in, const std::string& dir, Unknown&) {
    return convert_clips(in, dir);
  };
  formats.own.push_back(std::move(clips));  // first: swings.json names them
  formats.own.push_back(std::move(swings));
  formats.chapters = kChapters;
  return formats;
}

}  // namespace touchline::golf
