// The table of settings: key, member, default, range and one line of help each.
#include "pipeline/settings.h"

namespace touchline {
namespace {

constexpr double kDay = 86400;

/// Collects rows; the kinds of setting.
class Table {
 public:
  void text(const char* key, std::string& value, const char* fallback, const char* doc) {
    rows_.push_back({key, &value, fallback, doc, 0, 0, {}});
  }
  /// A text that a library or a file understands.
  void word(const char* key, std::string& value, const char* fallback, const char* doc,
            std::vector<std::string_view> choices) {
    rows_.push_back({key, &value, fallback, doc, 0, 0, std::move(choices)});
  }
  /// `choices` in the order of the enum's values; the first is the default.
  template <class Enum>
  void choice(const char* key, Enum& value, const char* doc,
              std::vector<std::string_view> choices) {
    rows_.push_back({key,
                     Choice{[&value] { return static_cast<std::size_t>(value); },
                            [&value](std::size_t i) { value = static_cast<Enum>(i); }},
                     std::string(choices.front()), doc, 0, 0, choices});
  }
  void flag(const char* key, bool& value, bool fallback, const char* doc) {
    rows_.push_back({key, &value, fallback ? "true" : "false", doc, 0, 0, {}});
  }
  void toggle(const char* key, std::optional<bool>& value, const char* doc) {
    rows_.push_back(
        {key,
         Choice{[&value]() -> std::size_t { return !value   ? 0
                                                   : *value ? 1
                                                            : 2; },
                [&value](std::size_t i) { value = i == 0 ? std::nullopt : std::optional(i == 1); }},
         "auto",
         doc,
         0,
         0,
         {"auto", "true", "false"}});
  }
  template <class Number>
  void number(const char* key, Number& value, const char* fallback, double min, double max,
              const char* doc) {
    rows_.push_back({key, &value, fallback, doc, min, max, {}});
  }
  [[nodiscard]] std::vector<Field> take() { return std::move(rows_); }

  void general(Settings& s) {
    text("sport", s.sport, "soccer", "sport pack in share/sports");
    word("profile", s.profile, "balanced", "trade of speed for accuracy",
         {"fast", "balanced", "accurate"});
    text("device", s.device, "auto",
         "where the work is done: cpu, cuda:N (the N-th GPU, from 0), or auto: a GPU where one can "
         "be used");
    text("match", s.match, "",
         "match sheet (share/match.example.yaml): teams, players, kick-off, venue, score; its team "
         "names, colours and pitch are used where nothing else names them; empty = none");
    flag("strict", s.strict, false,
         "any degraded condition ends the run with exit code 6 and its name");
  }
  void input(Settings& s) {
    number("input.start_s", s.input.start_s, "0", 0, 30 * kDay,
           "first presentation time used, seconds");
    number("input.end_s", s.input.end_s, "0", 0, 30 * kDay,
           "presentation time to stop at, seconds; 0 = the end");
    number("input.max_frames", s.input.max_frames, "0", 0, 1e15, "frames used at most; 0 = all");
    number("input.every", s.input.every, "1", 1, 1e6, "use every N-th source frame");
    number("input.decode_threads", s.input.decode_threads, "1", 1, 64,
           "decoder threads per source; more than 1 may repair damage differently from run to run");
    number("input.image_rate", s.input.image_rate, "25", 0.001, 1000,
           "pictures per second of an image sequence");
    number("input.open_timeout_s", s.input.open_timeout_s, "10", 0.1, 3600,
           "a source silent for so long has ended; one that never spoke is an error, seconds");
    flag("input.join", s.input.join, false,
         "the sources are parts of one recording and follow one another in the order given");
    text("input.audio_track", s.input.audio_track, "auto",
         "sound of annotated.mp4: number of the audio track, from 1, or its language (eng); auto = "
         "the one marked as default, else the first");
    choice("input.deinterlace", s.input.deinterlace,
           "deinterlace: auto = pictures flagged interlaced or seen to be combed, on = all, off = "
           "none",
           {"auto", "on", "off"});
    choice("input.tone_map", s.input.tone_map,
           "HDR (HLG, PQ): auto = mapped to BT.709, off = left as it is, which looks pale",
           {"auto", "off"});
    flag("input.gpu_decode", s.input.gpu_decode, true,
         "with a GPU, decode there what it can; false: decode on the CPU and copy");
    flag("input.realtime", s.input.realtime, false,
         "give a file's pictures at its own pace, as a camera would; latency counts from there");
  }
  void live(Settings& s) {
    flag("live.enabled", s.live.enabled, false,
         "the sources are live ('touchline live'): opened again whenever they are lost, and only "
         "the newest picture waits");
    number("live.silence_s", s.live.silence_s, "5", 0.1, 3600,
           "a stream without a picture for so long is lost, seconds");
    number("live.give_up_s", s.live.give_up_s, "0", 0, 30 * kDay,
           "a stream that cannot be had for so long is given up, seconds; 0 = never");
    number("live.delay_ms", s.live.delay_ms, "0", 0, 60'000,
           "from the camera to here, for streams that do not tell when a picture was taken, "
           "milliseconds");
    flag("live.udp", s.live.udp, false, "try RTSP over UDP before TCP");
    number("live.playlist_s", s.live.playlist_s, "30", 3, kDay,
           "how much of the video an HLS playlist holds, seconds; what is older is deleted");
    number("live.file_min", s.live.file_min, "0", 0, 60 * 24,
           "the video goes on in a new file (annotated_2.mp4) after so long, minutes; 0 = never");
  }
  void detect(Settings& s) {
    text("detect.model", s.detect.model, "",
         "model name in share/models or path of a manifest; empty = the sport's choice for the "
         "profile");
    choice("detect.engine", s.detect.engine, "what runs the network",
           {"auto", "openvino", "onnxruntime", "tensorrt"});
    choice("detect.precision", s.detect.precision,
           "what the networks compute in; auto = f16 on a GPU; on a CPU int8 where it has VNNI or "
           "AMX and the "
           "network's cost in accuracy is accepted, else bf16 where that is faster, else f32",
           {"auto", "f32", "bf16", "f16", "int8"});
    number("detect.streams", s.detect.streams, "0", 0, 256,
           "networks running side by side, one thread each; 0 = one per core, or two on a GPU");
    number("detect.max_batch", s.detect.max_batch, "0", 0, 64,
           "images per network call, merged over sources; 0 = one on a CPU, 16 on a GPU");
    number("detect.max_wait_ms", s.detect.max_wait_ms, "5", 0, 10000,
           "longest wait for a batch to fill, milliseconds");
    number("detect.conf", s.detect.conf, "0", 0, 1,
           "score that counts as a detection; 0 = the model's operating point");
    number("detect.every_s", s.detect.every_s, "0", 0, 5,
           "people and ball are looked for this often, seconds of media time; boxes between are "
           "interpolated and marked so in the records, which come up to two such steps later; 0 = "
           "on every frame");
    text("detect.cache_dir", s.detect.cache_dir, "auto",
         "where compiled networks are kept; auto = the user's cache folder, empty = nowhere");
  }
  void pitch(Settings& s) {
    number("pitch.length_m", s.pitch.length_m, "0", 0, 130,
           "length of the field, metres; 0 = the sport's");
    number("pitch.width_m", s.pitch.width_m, "0", 0, 100,
           "width of the field, metres; 0 = the sport's");
  }
  void court(Settings& s) {
    text("court.corners", s.court.corners, "",
         "the field's four outer corners in pixels of the upright picture, marked by hand, of a "
         "camera that never moves: \"x,y x,y x,y x,y\" in any order, also outside the picture; "
         "empty = a network or calibrate.file tells where the camera looks");
    text("court.picture", s.court.picture, "",
         "size of the picture in which court.corners were marked, WIDTHxHEIGHT; empty = that of "
         "the source");
  }
  void calibrate(Settings& s) {
    flag("calibrate.enabled", s.calibrate.enabled, true,
         "find where the camera looks, and so metres");
    text("calibrate.model", s.calibrate.model, "",
         "landmark network in share/models or path of a manifest; empty = the sport's");
    text("calibrate.file", s.calibrate.file, "",
         "calibration.jsonl or point pairs to use instead of the network; empty = none");
    number("calibrate.every_s", s.calibrate.every_s, "0.2", 0, 60,
           "the landmark network looks this often, seconds; 0 = at every frame");
    flag("calibrate.fixed_camera", s.calibrate.fixed_camera, false,
         "the camera never moves: one calibration from many frames");
    number("calibrate.stale_s", s.calibrate.stale_s, "2", 0, 60,
           "carried on by camera motion for so long, a calibration is stale, seconds");
    number("calibrate.lost_s", s.calibrate.lost_s, "6", 0, 600,
           "and after so long it is lost, seconds");
  }
  void track(Settings& s) {
    number("track.high_score", s.track.high_score, "0", 0, 1,
           "detections from here start tracks; 0 = the model's operating point");
    number("track.low_score", s.track.low_score, "0", 0, 1,
           "detections from here continue tracks; 0 = 0.4 of the high score");
    number("track.confirm_s", s.track.confirm_s, "0.1", 0, 60,
           "a track is reported once matched for so long, seconds");
    toggle("track.first_samples", s.track.first_samples,
           "record a track from its first sample, for which rows wait for track.confirm_s; auto: "
           "of files, but not with input.realtime");
    number("track.lost_s", s.track.lost_s, "1.5", 0, 600,
           "an unmatched track ends after so long, seconds");
    number("track.coast_s", s.track.coast_s, "0.5", 0, 600,
           "an unmatched track is reported as predicted for so long, seconds");
    number("track.ball_coast_s", s.track.ball_coast_s, "0.5", 0, 60,
           "an unseen ball is reported as predicted for so long, seconds");
  }
  void teams(Settings& s) {
    text("teams.name_a", s.teams.name[0], "", "what the first team is called; empty = a");
    text("teams.name_b", s.teams.name[1], "", "what the second team is called; empty = b");
    text("teams.colour_a", s.teams.colour[0], "",
         "shirt of the first team, #rrggbb, which also says which one is the first; empty = "
         "measured");
    text("teams.colour_b", s.teams.colour[1], "",
         "shirt of the second team, #rrggbb; empty = measured");
  }
  void measures(Settings& s) {
    flag("measures.enabled", s.measures.enabled, true, "compute the sport's measures");
    choice(
        "measures.preset", s.measures.preset,
        "constants of the measures: validated, or those of the published results to compare with",
        {"default", "seed"});
    auto standard = SoccerSettings::standard();
    const auto defaults = touchline::fields(standard);
    auto fallback = defaults.begin();
    for (const auto& field : touchline::fields(s.soccer)) soccer(field, *fallback++);
  }
  /// The analytics room has a table of its own; its defaults are the standard preset.
  void soccer(const SoccerField& field, const SoccerField& standard) {
    const auto text = [](const auto* value) { return fmt::format("{}", *value); };
    std::visit(
        [&](auto* value) {
          rows_.push_back({std::string("soccer.") + field.key,
                           value,
                           std::visit(text, standard.value),
                           field.doc,
                           field.min,
                           field.max,
                           {}});
        },
        field.value);
  }
  void people(Settings& s) {
    text("people.zones", s.people.zones, "",
         "zones in which presence is measured (docs/people.md), of a sport without an analysis of "
         "its own; empty = none");
  }
  void golf(Settings& s) {
    choice("golf.hand", s.golf.hand, "how the golfer plays; auto: told from the swings",
           {"auto", "right", "left"});
    choice("golf.view", s.golf.view, "where the camera stands; auto: told from the body",
           {"auto", "face_on", "down_the_line"});
    number("golf.slowed", s.golf.slowed, "1", 0.1, 100,
           "how many times slower than life the video plays: times of swings are divided by it");
    text("golf.scores", s.golf.scores, "",
         "what the golfer thinks of each swing in order, 1 (best) to 5 (worst), - for none: "
         "2,1,-,5; the report compares the best with the worst");
  }
  void badminton(Settings& s) {
    choice("badminton.format", s.badminton.format,
           "how many play at each end; auto: told from who is on the court",
           {"auto", "singles", "doubles"});
    choice("badminton.shuttle", s.badminton.shuttle,
           "look for the shuttle, and so tell strokes and rallies; auto: where the pack's network "
           "for it is there and, with input.realtime, keeps up with the pictures",
           {"auto", "on", "off"});
    text("badminton.hands", s.badminton.hands, "",
         "which hand holds the racket, by the player's number in the report: 1:left,2:right; of "
         "who is not named it is told from the strokes");
  }
  void overlay(Settings& s) {
    text("overlay.theme", s.overlay.theme, "broadcast",
         "theme name in share/themes or path of a theme file");
    text("overlay.view", s.overlay.view, "tactical",
         "what the video shows: a view of the sport; soccer has tracking, tactical, eval, passes, "
         "radar and clean; a sport without a field begins with tracking");
    toggle("overlay.ids", s.overlay.ids, "draw track numbers");
    toggle("overlay.boxes", s.overlay.boxes, "draw boxes");
    toggle("overlay.trail", s.overlay.trail, "draw the ball's trail");
    toggle("overlay.speed", s.overlay.speed, "draw speeds");
    toggle("overlay.lines", s.overlay.lines,
           "draw the field's lines where the calibration has them");
    toggle("overlay.radar", s.overlay.radar, "draw the field from above in a corner");
    toggle("overlay.bar", s.overlay.bar, "draw the evaluation bar");
    toggle("overlay.passes", s.overlay.passes, "draw pass options as arrows");
    toggle("overlay.zones", s.overlay.zones, "draw zones, with who is inside");
    toggle("overlay.skeleton", s.overlay.skeleton,
           "draw bodies, where a network sees their joints");
    flag("overlay.bystanders", s.overlay.bystanders, false,
         "ring and number people beside the field (benches, staff, stewards) like the others");
    toggle("overlay.status", s.overlay.status, "draw what is measured and what is withheld");
  }
  void video(Settings& s) {
    flag("video.enabled", s.video.enabled, true, "write annotated.mp4");
    flag("video.audio", s.video.audio, true, "copy the source's audio");
    choice("video.codec", s.video.codec,
           "what the video is made of; mjpeg pictures are made on the GPU where the frames are",
           {"h264", "mjpeg"});
    choice("video.encoder", s.video.encoder,
           "who encodes h264: x264 on the CPU, nvenc on the GPU where the frames are; auto: nvenc "
           "where that works",
           {"auto", "x264", "nvenc"});
    word("video.preset", s.video.preset, "superfast", "x264 preset; nvenc takes a like effort",
         {"ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"});
    number("video.crf", s.video.crf, "23", 1, 51, "x264 rate factor; lower is better and larger");
    number("video.jpeg_quality", s.video.jpeg_quality, "85", 1, 100,
           "quality of mjpeg; higher is better and larger");
    choice("video.policy", s.video.policy,
           "pictures that come before the one before them is drawn and encoded: every = they wait; "
           "newest = the newest takes the place of those that wait, which are counted",
           {"every", "newest"});
    number("video.threads", s.video.threads, "1", 1, 64, "encoder threads per source");
    number("video.keyframe_s", s.video.keyframe_s, "1", 0.1, 60,
           "longest time between key frames, seconds");
    number("video.fragment_s", s.video.fragment_s, "0.5", 0.1, 60,
           "length of an MP4 fragment, seconds");
    flag("video.radar", s.video.radar, false,
         "write radar.mp4, the field from above, as a video of its own");
  }
  void follow(Settings& s) {
    flag(
        "follow.enabled", s.follow.enabled, false,
        "write follow.mp4: what a virtual camera shows that follows play; of a file once all of it "
        "is known, of a live source in place of annotated.mp4");
    word("follow.preset", s.follow.preset, "broadcast",
         "how it follows: action = closer and quicker; wide = farther and calmer; players = the "
         "people, whatever the ball does; seed = the camera of an earlier system, to compare with",
         {"broadcast", "action", "wide", "players", "seed"});
    text("follow.size", s.follow.size, "auto",
         "its pictures, WIDTHxHEIGHT (720x1280 for phones); auto: half as wide as the source's but "
         "at least 1280, in 16:9");
    number("follow.lookahead_s", s.follow.lookahead_s, "1", 0, 10,
           "how far it knows what comes, seconds; 0: it acts on what it has seen");
    text("follow.excluded", s.follow.excluded, "",
         "file of zones of the picture in which no ball is looked for (docs/people.md)");
  }
  void output(Settings& s) {
    flag("output.overwrite", s.output.overwrite, false, "replace the files of an earlier run");
    flag("output.trace", s.output.trace, true, "write trace.json");
    flag("output.report", s.output.report, true, "write report.html and plots");
    flag("output.observations", s.output.observations, false,
         "write observations.jsonl: what every picture told, for 'touchline retrack'");
    flag("output.drawn", s.output.drawn, false, "write drawn.jsonl: every text the overlay drew");
  }

 private:
  std::vector<Field> rows_;
};

}  // namespace

std::vector<Field> fields(Settings& s) {
  Table table;
  table.general(s);
  table.input(s);
  table.live(s);
  table.detect(s);
  table.pitch(s);
  table.court(s);
  table.calibrate(s);
  table.track(s);
  table.teams(s);
  table.measures(s);
  table.people(s);
  table.golf(s);
  table.badminton(s);
  table.overlay(s);
  table.video(s);
  table.follow(s);
  table.output(s);
  return table.take();
}

}  // namespace touchline
