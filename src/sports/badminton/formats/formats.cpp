#include "sports/badminton/formats/formats.h"

#include <string_view>
#include <utility>

#include "reports/convert.h"
#include "sports/badminton/formats/recorded_play.h"
#include "sports/badminton/formats/shuttleset.h"
#include "sports/badminton/formats/tracknet.h"
#include "sports/badminton/play_files.h"

namespace touchline::badminton {
namespace {

WrittenFiles convert_play(const ConvertInput& in, const std::string& dir, AnalysisPlan plan) {
  plan.ball_class = in.ball_class;
  PlaySheet sheet{in.source_id, in.nominal_fps, plan.rules};
  if (in.ball_class < 0) sheet.why_none = "no network looked for the shuttle";
  TL_ASSIGN(auto files, PlayFiles::create(dir, sheet));
  FollowedRun run;
  if (in.ball_class >= 0) {
    TL_ASSIGN(run, follow_recorded({in.run_dir, in.classes, in.height, plan},
                                   [&](const PlayedRally& rally) { files.write(rally); }));
  }
  return files.close(run.hands, run.frames);
}

constexpr std::string_view kPlayChapters[] = {"rally"};

}  // namespace

SportFormats formats(const AnalysisPlan& plan, bool measures) {
  SportFormats formats;
  ConvertFormat play{"play", {}, measures};
  play.write = [plan](const ConvertInput& in, const std::string& dir, Unknown&) {
    return convert_play(in, dir, plan);
  };
  ConvertFormat shuttleset{"shuttleset", {}};
  shuttleset.write = [plan](const ConvertInput& in, const std::string& dir, Unknown& unknown) {
    return convert_shuttleset(in, dir, plan, unknown);
  };
  ConvertFormat tracknet{"tracknet", {}};
  tracknet.write = [](const ConvertInput& in, const std::string& dir, Unknown&) {
    return convert_tracknet(in, dir);
  };
  formats.own.push_back(std::move(play));
  formats.own.push_back(std::move(shuttleset));
  formats.own.push_back(std::move(tracknet));
  formats.chapters = kPlayChapters;
  return formats;
}

}  // namespace touchline::badminton
