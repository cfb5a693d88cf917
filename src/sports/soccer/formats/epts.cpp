// FIFA EPTS: metadata.xml and tracking.txt. Places are shares of the field from the far left
// corner. Each minute lists the players seen in it, so that a line stays short however many tracks
// a match has.
#include <map>
#include <set>

#include "base/decimal.h"
#include "reports/convert_file.h"
#include "sports/soccer/formats/cdf.h"
#include "sports/soccer/formats/tracab.h"

namespace touchline::soccer {
namespace {

constexpr Nanoseconds kStretch = 60 * kSecond;
constexpr const char* kChannels[] = {"x", "y", "s"};

/// Readers make identifiers of the ids: letters, digits and _ only.
bool plain(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) || c == '_');
  });
}

class Names {
 public:
  explicit Names(const ConvertInput& in) : in_(in), people_(in) {
    const auto* sheet = sheet_of(in);
    if (!sheet) return;
    for (const auto& team : sheet->teams)
      for (const auto& player : team.players) plain_ = plain_ && plain(player.id);
  }
  /// The sheet's id where all of them are plain, else side and shirt.
  std::string of(const SheetPlayer& player, std::size_t side) const {
    if (plain_) return player.id;
    return fmt::format("{}_{}", side == 0 ? "home" : "away", player.number);
  }
  std::string of(const TrackSample& s) const { return of(s.track_id, side_of(in_, s.team)); }
  std::string of(std::int64_t track, std::size_t side) const {
    const auto* player = people_.player(track);
    return player ? of(*player, side) : fmt::format("track_{}", track);
  }

 private:
  const ConvertInput& in_;
  People people_;
  bool plain_ = true;
};

struct Stretch {
  std::int64_t first = 0, last = 0;  ///< FrameCounts, both of frames that are there
  std::set<std::string> players;
};

/// Whether the format has a place for the sample.
bool holds(const ConvertInput& in, const TrackSample& s) {
  return tracab_holds(s) && s.team != Team::none && s.class_id != in.official_class;
}

Result<std::vector<Stretch>> stretches_of(const ConvertInput& in, const Names& names) {
  std::vector<Stretch> stretches;
  TracabClock clock(whole_fps(in));
  const People people(in);
  Nanoseconds begin = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    const auto tick = clock.tick(f.time_ns);
    if (stretches.empty() || f.time_ns - begin >= kStretch) {
      begin = f.time_ns;
      stretches.push_back({tick, tick, {}});
    }
    stretches.back().last = tick;
    for (const auto* s : people.in_frame(f.row))
      if (holds(in, *s)) stretches.back().players.insert(names.of(*s));
    return {};
  }));
  return stretches;
}

void parameter(TextFile& file, const char* name, std::string_view value) {
  file.print("<ProviderParameter><Name>{}</Name><Value>{}</Value></ProviderParameter>\n", name,
             xml_text(value));
}

void write_global(TextFile& file, const ConvertInput& in, const TracabOverview& run) {
  file.print(
      "<GlobalConfig>\n<FileDate>{}</FileDate>\n<FileName>tracking.txt</FileName>\n"
      "<TrackingType>Optical</TrackingType>\n<ProviderName>Touchline</ProviderName>\n"
      "<FrameRate>{}</FrameRate>\n<ProviderGlobalParameters>\n",
      CdfClock::utc(run.utc_ns.value_or(0)), whole_fps(in));
  if (run.any_frame) {
    parameter(file, "first_half_start", std::to_string(run.first));
    parameter(file, "first_half_end", std::to_string(run.last));
  }
  parameter(file, "clock", clock_text(in));
  parameter(file, "origin_ns", std::to_string(in.clock.origin_ns));
  file.write("</ProviderGlobalParameters>\n</GlobalConfig>\n");
}

std::string goals(const SheetScore* score, int SheetScore::* side) {
  return score ? std::to_string(score->*side) : "";
}

void write_session(TextFile& file, const ConvertInput& in, const TracabOverview& run) {
  const auto* sheet = sheet_of(in);
  const SheetScore* score = sheet && sheet->scores.front() ? &*sheet->scores.front() : nullptr;
  file.print(
      "<Sessions>\n<Session id=\"{}\">\n<SessionType>Match</SessionType>\n<Start>{}</Start>\n"
      "<MatchParameters><Score idLocalTeam=\"{}\" idVisitingTeam=\"{}\">",
      xml_text(match_id(in)), CdfClock::utc(run.utc_ns.value_or(0)),
      xml_text(team_id(in, team_at(in, 0))), xml_text(team_id(in, team_at(in, 1))));
  file.print(
      "<LocalTeamScore>{}</LocalTeamScore><VisitingTeamScore>{}</VisitingTeamScore></Score>"
      "</MatchParameters>\n",
      goals(score, &SheetScore::home), goals(score, &SheetScore::away));
  file.print(
      "<FieldSize><Width>{}</Width><Height>{}</Height></FieldSize>\n<Competition id=\"{}\"/>\n"
      "</Session>\n</Sessions>\n",
      in.field.length_m, in.field.width_m, xml_text(sheet ? sheet->competition.id : ""));
}

void write_teams(TextFile& file, const ConvertInput& in, const TracabOverview& run) {
  file.write("<Teams>\n");
  for (const std::size_t side : {0U, 1U}) {
    const auto team = team_at(in, side);
    file.print("<Team id=\"{}\"><Name>{}</Name>\n<ProviderTeamsParameters>\n",
               xml_text(team_id(in, team)), xml_text(team_name(in, team)));
    if (run.attack_a)
      parameter(file, "attack_direction_first_half",
                (*run.attack_a > 0) == (team == Team::a) ? "left_to_right" : "right_to_left");
    file.write("</ProviderTeamsParameters>\n</Team>\n");
  }
  file.write("</Teams>\n");
}

void write_player(TextFile& file, const ConvertInput& in, const std::string& id, std::size_t side,
                  const std::string& name, std::int64_t shirt, bool keeper) {
  file.print("<Player id=\"{}\" teamId=\"{}\"><Name>{}</Name><ShirtNumber>{}</ShirtNumber>\n", id,
             xml_text(team_id(in, team_at(in, side))), xml_text(name), shirt);
  file.write("<ProviderPlayerParameters>\n");
  parameter(file, "position_index", keeper ? "0" : "-1");
  file.write("</ProviderPlayerParameters>\n</Player>\n");
}

/// The sheet's players and the tracks that nobody is said to be; the ids of all.
std::vector<std::string> write_players(TextFile& file, const ConvertInput& in, const Names& names,
                                       const TracabOverview& run) {
  std::vector<std::string> ids;
  const People people(in);
  const auto* sheet = sheet_of(in);
  file.write("<Players>\n");
  for (const std::size_t side : {0U, 1U}) {
    if (!sheet) break;
    for (const auto& player : sheet->teams[side].players) {
      ids.push_back(names.of(player, side));
      const auto name =
          player.first_name + (player.first_name.empty() ? "" : " ") + player.last_name;
      write_player(file, in, ids.back(), side, name, player.number, player.position == "GK");
    }
  }
  for (const auto& [track, player] : run.players) {
    if (people.player(track)) continue;
    const auto side = side_of(in, player.team);
    ids.push_back(names.of(track, side));
    write_player(file, in, ids.back(), side, fmt::format("Track #{}", track), people.shirt(track),
                 player.goalkeeper);
  }
  file.write("</Players>\n");
  return ids;
}

void write_sensors(TextFile& file) {
  file.write(
      "<Devices>\n<Device id=\"video\"><Name>Video</Name>\n<Sensors>\n"
      "<Sensor id=\"position\"><Name>Position</Name>\n<Channels>\n"
      "<Channel id=\"x\"><Name>position_x</Name><Unit>normalized</Unit></Channel>\n"
      "<Channel id=\"y\"><Name>position_y</Name><Unit>normalized</Unit></Channel>\n"
      "</Channels></Sensor>\n"
      "<Sensor id=\"speed\"><Name>Speed in kilometers per hour</Name>\n<Channels>\n"
      "<Channel id=\"s\"><Name>speed_kph</Name><Unit>kph</Unit></Channel>\n"
      "</Channels></Sensor>\n</Sensors>\n</Device>\n</Devices>\n");
}

void write_channels(TextFile& file, const std::vector<std::string>& ids) {
  file.write("<PlayerChannels>\n");
  for (const auto& id : ids)
    for (const char* channel : kChannels)
      file.print("<PlayerChannel id=\"{0}_{1}\" channelId=\"{1}\" playerId=\"{0}\"/>\n", id,
                 channel);
  file.write("</PlayerChannels>\n");
}

void write_format(TextFile& file, const Stretch& stretch) {
  file.print("<DataFormatSpecification separator=\":\" startFrame=\"{}\" endFrame=\"{}\">\n",
             stretch.first, stretch.last);
  file.write("<StringRegister name=\"frameCount\"/>\n<SplitRegister separator=\";\">\n");
  for (const auto& id : stretch.players) {
    file.write("<SplitRegister separator=\",\">");
    for (const char* channel : kChannels)
      file.print("<PlayerChannelRef playerChannelId=\"{}_{}\"/>", id, channel);
    file.write("</SplitRegister>\n");
  }
  file.write(
      "</SplitRegister>\n<SplitRegister separator=\",\"><BallChannelRef channelId=\"x\"/>"
      "<BallChannelRef channelId=\"y\"/></SplitRegister>\n</DataFormatSpecification>\n");
}

Result<std::string> write_metadata(const ConvertInput& in, const Names& names,
                                   const TracabOverview& run, const std::vector<Stretch>& stretches,
                                   const std::string& path) {
  TL_ASSIGN(auto file, TextFile::create(path));
  file.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<main>\n<Metadata>\n");
  write_global(file, in, run);
  write_session(file, in, run);
  write_teams(file, in, run);
  const auto ids = write_players(file, in, names, run);
  write_sensors(file);
  write_channels(file, ids);
  file.write("</Metadata>\n<DataFormatSpecifications>\n");
  for (const auto& stretch : stretches) write_format(file, stretch);
  file.write("</DataFormatSpecifications>\n</main>\n");
  TL_CHECK(file.close());
  return path;
}

void append_place(std::string& out, const ConvertInput& in, const TrackSample* s) {
  if (!s) {
    out += "NaN,NaN";
    return;
  }
  append_decimal<5>(out, 0.5 + s->field->m.x / in.field.length_m);
  out += ',';
  append_decimal<5>(out, 0.5 - s->field->m.y / in.field.width_m);
}

std::string line_of(const ConvertInput& in, const Names& names, const People& people,
                    const Stretch& stretch, std::int64_t tick, const FrameRecord& row,
                    const FrameMeasures& now) {
  std::map<std::string, const TrackSample*> here;
  for (const auto* s : people.in_frame(row))
    if (holds(in, *s)) here[names.of(*s)] = s;
  const TrackSample* ball = nullptr;
  for (const auto& s : row.objects)
    if (is_ball(in, s) && tracab_holds(s)) ball = &s;
  std::string out = fmt::format("{}:", tick);
  const char* between = "";
  for (const auto& id : stretch.players) {
    const auto found = here.find(id);
    const auto* s = found == here.end() ? nullptr : found->second;
    const auto* motion = s ? now.of(s->track_id) : nullptr;
    out += between;
    append_place(out, in, s);
    out += ',';
    if (motion && motion->speed_m_s)
      append_decimal<3>(out, *motion->speed_m_s * 3.6);
    else
      out += "NaN";
    between = ";";
  }
  out += ':';
  append_place(out, in, ball);
  return out + "\n";
}

WrittenFiles write_tracking(const ConvertInput& in, const Names& names,
                            const std::vector<Stretch>& stretches, const std::string& folder) {
  TL_ASSIGN(auto file, TextFile::create(folder + "/tracking.txt"));
  TL_ASSIGN(auto frames, TextFile::create(folder + "/frames.csv"));
  frames.write("frameCount,frame,pts_ns\n");
  TracabClock clock(whole_fps(in));
  MeasureLines measures(in);
  const People people(in);
  std::size_t at = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    TL_ASSIGN(const auto now, measures.at(f.row.frame));
    const auto tick = clock.tick(f.time_ns);
    if (tick > stretches[at].last) ++at;
    file.write(line_of(in, names, people, stretches[at], tick, f.row, now));
    frames.print("{},{},{}\n", tick, f.row.frame, f.row.pts_ns);
    return {};
  }));
  TL_CHECK(file.close());
  TL_CHECK(frames.close());
  return std::vector{file.path(), frames.path()};
}

}  // namespace

WrittenFiles convert_epts(const ConvertInput& in, const std::string& dir, Unknown& unknown) {
  const std::string folder = dir + "/epts";
  const Names names(in);
  TL_ASSIGN(const auto run, tracab_overview(in));
  TL_ASSIGN(const auto stretches, stretches_of(in, names));
  TL_ASSIGN(auto metadata, write_metadata(in, names, run, stretches, folder + "/metadata.xml"));
  TL_ASSIGN(auto files, write_tracking(in, names, stretches, folder));
  files.insert(files.begin(), metadata);
  const People people(in);
  const auto nameless = std::count_if(run.players.begin(), run.players.end(),
                                      [&](const auto& p) { return !people.player(p.first); });
  if (nameless > 0)
    unknown.insert(fmt::format("metadata.xml: shirt and name of {} tracks (teams.*.players.tracks)",
                               nameless));
  if (!run.utc_ns) unknown.insert("metadata.xml: match.kickoff");
  return files;
}

}  // namespace touchline::soccer
