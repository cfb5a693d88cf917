#include "sports/badminton/formats/shuttleset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/text_file.h"
#include "reports/convert_run.h"
#include "sports/badminton/formats/recorded_play.h"

namespace touchline::badminton {
namespace {

constexpr const char* kHeader =
    "rally,ball_round,time,frame_num,roundscore_A,roundscore_B,player,server,type,aroundhead,"
    "backhand,hit_height,hit_area,hit_x,hit_y,landing_height,landing_area,landing_x,landing_y,"
    "lose_reason,win_reason,getpoint_player,flaw,player_location_area,player_location_x,"
    "player_location_y,opponent_location_area,opponent_location_x,opponent_location_y,db";

/// Two tracks in one frame, and where they stood.
struct Stands {
  std::int64_t player = -1, opponent = -1;
  std::optional<Vec2f> player_px, opponent_px;
};
using StandsByFrame = std::map<std::int64_t, Stands>;

/// Who struck before or after it, at the other end.
std::int64_t opponent_of(const PlayedRally& rally, std::size_t i) {
  const auto end = rally.shots[i].shot.hit.hitter;
  for (const std::size_t at : {i + 1, i - 1})  // before the first is beyond the last
    if (at < rally.shots.size() && rally.shots[at].shot.hit.hitter != end)
      return rally.shots[at].track_id;
  return -1;
}

Status find_places(const ConvertInput& in, StandsByFrame& stands) {
  return each_frame(in, [&](const ExportFrame& frame) {
    const auto found = stands.find(frame.row.frame);
    if (found == stands.end()) return Status();
    for (const auto& object : frame.row.objects) {
      if (object.track_id == found->second.player) found->second.player_px = object.box.foot();
      if (object.track_id == found->second.opponent) found->second.opponent_px = object.box.foot();
    }
    return Status();
  });
}

std::string place_text(const std::optional<Vec2f>& at) {
  return at ? fmt::format("{:.1f},{:.1f}", at->x, at->y) : ",";
}

std::string clock_of(Nanoseconds ns) {
  const auto s = std::max<Nanoseconds>(0, ns) / kSecond;
  return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

std::string line_of(const PlayedShot& played, int rally, std::size_t number, std::int64_t frame,
                    Nanoseconds time, const Stands& stands) {
  const auto& shot = played.shot;
  const char* player = !played.player ? "" : *played.player % 2 == 1 ? "A" : "B";
  const char* height = !shot.facts.overhead ? "" : *shot.facts.overhead ? "1" : "2";
  return fmt::format("{},{},{},{},,,{},{},{},,{},{},,,,,,,,,,,,,{},,{},", rally, number,
                     clock_of(time), frame, player, number == 1 ? 1 : 2, shuttleset_word(shot.kind),
                     shot.side && *shot.side == Side::backhand ? "1" : "", height,
                     place_text(stands.player_px), place_text(stands.opponent_px));
}

}  // namespace

const char* shuttleset_word(const Known<StrokeKind>& kind) {
  constexpr const char* kWords[] = {"發短球", "發長球", "長球",   "切球",
                                    "殺球",   "平球",   "放小球", "挑球"};
  return kind ? kWords[static_cast<std::size_t>(*kind)] : "未知球種";
}

WrittenFiles convert_shuttleset(const ConvertInput& in, const std::string& dir, AnalysisPlan plan,
                                Unknown& unknown) {
  if (in.ball_class < 0)
    return fail(Errc::usage, in.run_dir, "'{}': no network looked for the shuttle in this run",
                in.run_dir);
  plan.ball_class = in.ball_class;
  std::vector<PlayedRally> rallies;
  TL_CHECK(follow_recorded({in.run_dir, in.classes, in.height, plan},
                           [&](const PlayedRally& rally) { rallies.push_back(rally); }));
  StandsByFrame stands;
  for (const auto& rally : rallies)
    for (std::size_t i = 0; i < rally.shots.size(); ++i)
      stands[rally.shots[i].shot.hit.at.frame] = {
          rally.shots[i].track_id, opponent_of(rally, i), {}, {}};
  TL_CHECK(find_places(in, stands));
  TL_ASSIGN(const auto index, FrameIndex::read(in));
  TL_ASSIGN(auto file, TextFile::create((std::filesystem::path(dir) / "set1.csv").string()));
  file.write_line(kHeader);
  for (std::size_t r = 0; r < rallies.size(); ++r)
    for (std::size_t i = 0; i < rallies[r].shots.size(); ++i) {
      const auto& played = rallies[r].shots[i];
      const auto& at = played.shot.hit.at;
      const auto frame = in.clock.video ? index.of(at.frame).value_or(at.frame) : at.frame;
      file.write_line(line_of(played, static_cast<int>(r) + 1, i + 1, frame,
                              at.pts_ns - in.clock.origin_ns, stands[at.frame]));
    }
  TL_CHECK(file.close());
  unknown.insert(
      "set1.csv: roundscore_A, roundscore_B, landing_*, lose_reason, win_reason, "
      "getpoint_player");
  return std::vector{file.path()};
}

}  // namespace touchline::badminton
