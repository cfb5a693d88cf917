// touchline bench: every stage alone on one core, then all together, in turn; how much of the
// machine the whole uses.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/median.h"
#include "pipeline/lane_setup.h"
#include "pipeline/look_clock.h"
#include "pipeline/networks.h"
#include "pipeline/outputs.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Core-milliseconds per frame of one stage: the CPU time of the whole process, so helper threads
/// count too.
class CoreClock {
 public:
  [[nodiscard]] double ms_per_frame(std::size_t frames) const {
    return static_cast<double>(process_cpu_now() - begin_) / 1e6 / static_cast<double>(frames);
  }

 private:
  Nanoseconds begin_ = process_cpu_now();
};

/// What the stages hand to each other, kept so that each can be run alone.
struct Tape {
  std::vector<Moment> moments;
  std::vector<Frame> drawn;
};

/// Core-milliseconds per frame.
struct Alone {
  double decode = 0, infer = 0, landmarks = 0, analyse = 0, draw = 0, encode = 0, write = 0;
  [[nodiscard]] double total() const {
    return decode + infer + landmarks + analyse + draw + encode + write;
  }
};

Status decode_alone(const SourceOptions& options, Tape& tape, Alone& out) {
  TL_ASSIGN(const auto source, Source::open(options));
  const CoreClock clock;
  tape.moments.clear();
  for (;;) {
    TL_ASSIGN(auto frame, source->read());
    if (!frame) break;
    tape.moments.emplace_back().picture = std::move(*frame);
  }
  if (tape.moments.empty())
    return fail(Errc::bad_input, options.id, "{}: no frame to measure with", options.id);
  out.decode = clock.ms_per_frame(tape.moments.size());
  return {};
}

Status infer_alone(const Networks& networks, const Assembly& assembly, Tape& tape, Alone& out) {
  TL_ASSIGN(const auto session, networks.detector->session());
  const CoreClock clock;
  for (auto& moment : tape.moments)
    if (auto times = session->find(moment.picture.frame, moment.seen.detections); !times)
      return times.error();
  out.infer = clock.ms_per_frame(tape.moments.size());
  if (!networks.landmarks) return {};
  TL_ASSIGN(const auto field, networks.landmarks->session());
  LookClock look(assembly.settings().calibrate.every_s);
  const CoreClock landmark_clock;
  for (auto& moment : tape.moments) {
    if (!look.is_due(moment.picture.pts_ns)) continue;
    moment.landmarks.emplace();
    if (auto times = field->find(moment.picture.frame, *moment.landmarks); !times)
      return times.error();
  }
  out.landmarks = landmark_clock.ms_per_frame(tape.moments.size());
  return {};
}

Status analyse_alone(const Assembly& assembly, const std::string& id, Tape& tape, Alone& out) {
  Analyst analyst(assembly.analyst);
  const CoreClock clock;
  for (auto& moment : tape.moments) {
    TL_CHECK(analyst.look(moment));
    analyst.follow(std::move(moment), id);
    moment = std::move(*analyst.next());
  }
  out.analyse = clock.ms_per_frame(tape.moments.size());
  return {};
}

Status draw_alone(LaneSetup& lane, Tape& tape, Alone& out) {
  const auto& info = tape.moments.front().picture.frame.info();
  Pool pool(image_bytes(info));
  std::vector<Image> images;  // drawn first and frozen after the clock: the encoder's input is not
                              // this stage's work
  for (std::size_t i = 0; i < tape.moments.size(); ++i) {
    images.emplace_back(info, pool);
    std::fill_n(images.back().plane(0).data, image_bytes(info), std::uint8_t{0});
  }
  const CoreClock clock;
  for (std::size_t i = 0; i < tape.moments.size(); ++i) {
    copy_pixels(tape.moments[i].picture.frame, images[i]);
    lane.outputs.front().overlay->draw(images[i], scene_of(tape.moments[i], lane.shown_as));
  }
  out.draw = clock.ms_per_frame(tape.moments.size());
  tape.drawn.clear();
  for (auto& image : images) tape.drawn.push_back(freeze(std::move(image)));
  return {};
}

/// Draws, encodes and writes through the very parts a run uses, so the settings are the run's.
Status sinks_alone(const Assembly& assembly, const SourceOptions& options, const std::string& dir,
                   Tape& tape, Alone& out) {
  TL_CHECK(claim_folder(dir, true));
  TL_ASSIGN(auto source, Source::open(options));
  TL_ASSIGN(auto lane, make_lane(assembly, std::move(source), dir));
  TL_CHECK(draw_alone(lane, tape, out));
  const CoreClock encoding;
  for (std::size_t i = 0; i < tape.moments.size(); ++i) {
    const auto& picture = tape.moments[i].picture;
    TL_CHECK(lane.outputs.front().video->write(tape.drawn[i], picture.pts_ns, picture.duration_ns));
  }
  if (auto closed = lane.outputs.front().video->close(); !closed) return closed.error();
  out.encode = encoding.ms_per_frame(tape.moments.size());
  const CoreClock writing;
  JsonLine line;
  for (const auto& moment : tape.moments)
    if (auto written = write_lines(lane, moment, line); !written) return written.error();
  out.write = writing.ms_per_frame(tape.moments.size());
  return {};
}

Json spread(const std::vector<double>& samples) {
  const auto tidy = [](double v) { return std::round(v * 1e4) / 1e4; };
  Json raw = Json::array();
  for (const double sample : samples) raw.push_back(tidy(sample));
  return {{"median", tidy(median(samples))},
          {"min", tidy(*std::min_element(samples.begin(), samples.end()))},
          {"max", tidy(*std::max_element(samples.begin(), samples.end()))},
          {"samples", raw}};
}

}  // namespace

Result<std::string> bench(const RunOptions& options, int rounds, int frames) try {
  RunOptions whole = options;
  const auto scratch = fs::temp_directory_path() / fmt::format("touchline_bench_{}", wall_now());
  whole.output = (scratch / "run").string();
  for (const auto& [key, value] : {std::pair{"output.overwrite", std::string("true")},
                                   {"output.trace", std::string("false")},
                                   {"input.max_frames", std::to_string(frames)}})
    whole.settings.emplace_back(key, value);
  TL_ASSIGN(const Assembly assembly, assemble(whole));
  if (assembly.gpu)
    return fail(Errc::usage, "device",
                "bench measures the stages on CPU cores: pass --device cpu; tools/bench/gpu.py "
                "measures a GPU");
  if (whole.sources.size() != 1)
    return fail(Errc::usage, "SOURCE", "bench measures one source at a time");
  if (!assembly.settings().video.enabled)
    return fail(Errc::usage, "video.enabled",
                "bench measures drawing and encoding too; leave the video on");
  const auto source = source_options(assembly, whole.sources).front();
  auto one_stream = assembly;
  one_stream.engine.streams = 1;
  TL_ASSIGN(const Networks networks, load_networks(one_stream));

  std::vector<Alone> alone;
  std::vector<double> fps, eta, first_ms;
  Json last;
  Tape tape;
  for (int round = 0; round < rounds; ++round) {
    Alone cost;
    TL_CHECK(decode_alone(source, tape, cost));
    TL_CHECK(infer_alone(networks, assembly, tape, cost));
    TL_CHECK(analyse_alone(assembly, source.id, tape, cost));
    TL_CHECK(sinks_alone(assembly, source, (scratch / "alone").string(), tape, cost));
    alone.push_back(cost);
    TL_ASSIGN(const Summary summary, run(whole));
    last = Json::parse(summary.json)["sources"][0];
    const double steady = last["steady_fps"].get<double>();
    fps.push_back(steady);
    eta.push_back(steady * cost.total() / 1e3 / assembly.cores);
    first_ms.push_back(last["first_frame_ms"].get<double>());
  }
  std::error_code ignored;
  fs::remove_all(scratch, ignored);

  Json stages = Json::object();
  const std::pair<const char*, double Alone::*> kParts[] = {
      {"decode", &Alone::decode},   {"infer", &Alone::infer}, {"landmarks", &Alone::landmarks},
      {"analyse", &Alone::analyse}, {"draw", &Alone::draw},   {"encode", &Alone::encode},
      {"write", &Alone::write}};
  for (const auto& [name, part] : kParts) {
    std::vector<double> samples;
    for (const auto& cost : alone) samples.push_back(cost.*part);
    stages[name] = spread(samples);
  }
  return json_dump(Json{{"source", source.id},
                        {"frames", tape.moments.size()},
                        {"rounds", rounds},
                        {"cores", assembly.cores},
                        {"model", assembly.model.name},
                        {"engine", networks.detector->engine().version},
                        {"precision", to_string(networks.detector->engine().precision)},
                        {"video_preset", assembly.settings().video.preset},
                        {"alone_core_ms_per_frame", std::move(stages)},
                        {"end_to_end_fps", spread(fps)},
                        {"eta", spread(eta)},
                        {"first_frame_ms", spread(first_ms)},
                        {"bottleneck", last["bottleneck"]},
                        {"stages_in_the_run", last["stages"]},
                        {"versions", version_table()}},
                   2);
} catch (...) {
  return caught("bench");
}

}  // namespace touchline
