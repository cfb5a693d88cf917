#include "sports/soccer/scene/demo_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <tuple>

#include "analytics/mot_metrics.h"
#include "records/read.h"
#include "sports/soccer/control.h"
#include "sports/soccer/scene/truth.h"

namespace touchline::soccer {
namespace {

using Json = nlohmann::ordered_json;

double ten_thousandths(double value) { return std::round(value * 1e4) / 1e4; }

/// A share of cases, null when there were none.
struct Share {
  std::int64_t right = 0, all = 0;
  void add(bool is_right) {
    right += is_right;
    ++all;
  }
  [[nodiscard]] Json json() const {
    return all ? Json(ten_thousandths(static_cast<double>(right) / static_cast<double>(all)))
               : Json(nullptr);
  }
};

/// Errors, told by their median and 95th percentile.
struct Errors {
  std::vector<double> values;
  void add(double value) { values.push_back(value); }
  [[nodiscard]] Json json() const {
    if (values.empty()) return {{"median", nullptr}, {"p95", nullptr}, {"samples", 0}};
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const auto at = [&](double q) {
      return ten_thousandths(
          sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))]);
    };
    return {{"median", at(0.5)}, {"p95", at(0.95)}, {"samples", sorted.size()}};
  }
};

/// One row beside the truth of its instant.
struct Pair {
  const TrackSample* sample;
  const PersonState* person;
  bool clear;  ///< at least half of him shows
};

/// Samples and people whose boxes are alike, by the best assignment on IoU of at least a half.
std::vector<Pair> match(const FrameRecord& row, const MatchState& state, const TrueView& view,
                        int ball_class) {
  std::vector<const TrackSample*> samples;
  for (const auto& sample : row.objects)
    if (sample.class_id != ball_class) samples.push_back(&sample);
  struct Link {
    float overlap;
    std::size_t sample, box;
  };
  std::vector<Link> links;
  for (std::size_t s = 0; s < samples.size(); ++s)
    for (std::size_t b = 0; b < view.people.size(); ++b)
      if (const float o = iou(samples[s]->box, view.people[b].box); o >= 0.5F)
        links.push_back({o, s, b});
  // Greedy by overlap: at half a box or more there is hardly ever a choice.
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    return std::tie(b.overlap, a.sample, a.box) < std::tie(a.overlap, b.sample, b.box);
  });
  std::vector<bool> used_sample(samples.size()), used_box(view.people.size());
  std::vector<Pair> pairs;
  for (const auto& link : links) {
    if (used_sample[link.sample] || used_box[link.box]) continue;
    used_sample[link.sample] = used_box[link.box] = true;
    const auto& box = view.people[link.box];
    pairs.push_back({samples[link.sample], &state.person(box.person), box.visible >= kCountedFrom});
  }
  return pairs;
}

MotRow mot_row(int frame, std::int64_t id, const Box& box, float conf) {
  const auto d = [](float v) { return static_cast<double>(v); };
  return {frame, id, d(box.x), d(box.y), d(box.w), d(box.h), d(conf)};
}

/// Everything that is compared row by row.
class Comparison {
 public:
  Comparison(const DemoScene& scene, int ball_class) : scene_(scene), ball_class_(ball_class) {}

  void add(const FrameRecord& row, const Json& measures) {
    const double t = to_seconds(row.pts_ns);
    const MatchState state = scene_.match.at(t);
    const Camera camera = camera_at(scene_.camera, scene_.match, t);
    const TrueView view = true_view(state, camera, scene_.width, scene_.height);
    const auto pairs = match(row, state, view, ball_class_);
    ++rows_;
    calibrated_ += row.calibration == CalibrationState::measured ||
                   row.calibration == CalibrationState::propagated;
    for (const auto& box : view.people) seen_.all += box.visible >= kCountedFrom;
    add_nobodies(row, view);
    for (const auto& pair : pairs) add_person(row, pair, measures);
    add_boxes(row, view);
    add_ball(row, state, view);
    add_measures(measures, state);
  }

  [[nodiscard]] Result<Json> json() const {
    Json out;
    TL_ASSIGN(const auto mot, evaluate_mot(truth_, found_));
    out["people"] = {{"recall", seen_.json()},
                     {"hota", ten_thousandths(HotaScores::mean(mot.hota.hota))},
                     {"idf1", ten_thousandths(mot.identity.idf1)},
                     {"id_switches", mot.clear.id_switches},
                     {"nobodies", nobodies_.json()},
                     {"nobodies_at_goals", nobodies_at_goals_}};
    out["calibration"] = {{"share_of_frames", share(calibrated_)},
                          {"position_error_m", position_.json()},
                          {"within_two_sigma", two_sigma_.json()}};
    const bool swapped = team_[1].right > team_[0].right;
    out["teams"] = {{"right", team_[swapped ? 1 : 0].json()},
                    {"known", team_known_.json()},
                    {"officials_without_team", officials_.json()}};
    out["ball"] = {{"visible_when_seen", ball_seen_.json()},
                   {"error_px", ball_px_.json()},
                   {"error_m_on_the_ground", ball_m_.json()}};
    out["speed_error_m_s"] = speed_.json();
    out["possession_right"] = possession_[swapped ? 1 : 0].json();
    out["attack_direction_right"] = attack_[swapped ? 1 : 0].json();
    out["control_error"] = control_[swapped ? 1 : 0].json();
    out["control_within_two_sigma"] = control_told_[swapped ? 1 : 0].json();
    out["bar_shown"] = share(bars_);
    return out;
  }
  /// Whether the run's team a is the match's team 1.
  [[nodiscard]] bool swapped() const { return team_[1].right > team_[0].right; }
  /// The person whom a track was most often.
  [[nodiscard]] int person_of(std::int64_t track) const {
    const auto found = who_.find(track);
    if (found == who_.end()) return 0;
    return std::max_element(found->second.begin(), found->second.end(),
                            [](auto& a, auto& b) { return a.second < b.second; })
        ->first;
  }

 private:
  void add_person(const FrameRecord& row, const Pair& pair, const Json& measures) {
    const auto& [sample, person, clear] = pair;
    if (clear) ++seen_.right;
    ++who_[sample->track_id][person->id];
    if (sample->field && sample->source == SampleSource::measured && clear) {
      const double error = distance(sample->field->m, person->position_m);
      position_.add(error);
      two_sigma_.add(error <= 2 * sample->field->cov.sigma());
    }
    if (person->team == kNoTeam) {
      officials_.add(sample->team == Team::none);
    } else {
      team_known_.add(sample->team != Team::none);
      if (sample->team != Team::none)
        for (const int swap : {0, 1})
          team_[swap].add((static_cast<int>(sample->team) ^ swap) == person->team);
    }
    if (measures.is_null() || row.calibration == CalibrationState::lost) return;
    for (const auto& player : measures["players"])
      if (player["track_id"] == sample->track_id && player["speed"].is_number())
        speed_.add(std::abs(player["speed"].get<double>() - length(person->velocity_m_s)));
  }

  /// People who hardly show are neither missed nor false: their boxes are left out of the truth,
  /// and so are the samples that lie on them.
  void add_boxes(const FrameRecord& row, const TrueView& view) {
    const int frame = static_cast<int>(rows_);
    for (const auto& box : view.people)
      if (box.visible >= kCountedFrom) truth_.push_back(mot_row(frame, box.person, box.box, 1));
    for (const auto& sample : row.objects) {
      if (sample.class_id == ball_class_) continue;
      const bool excused =
          std::any_of(view.people.begin(), view.people.end(), [&](const auto& box) {
            return box.visible < kCountedFrom && iou(box.box, sample.box) >= 0.3F;
          });
      if (!excused) found_.push_back(mot_row(frame, sample.track_id, sample.box, sample.conf));
    }
  }

  /// Samples where nobody is.
  void add_nobodies(const FrameRecord& row, const TrueView& view) {
    constexpr float kTouches = 0.1F;
    constexpr double kAtGoal_m = 2.5;
    const PitchSpec& pitch = scene_.match.options().pitch;
    for (const auto& sample : row.objects) {
      if (sample.class_id == ball_class_) continue;
      const bool somebody =
          std::any_of(view.people.begin(), view.people.end(),
                      [&](const auto& box) { return iou(box.box, sample.box) >= kTouches; });
      nobodies_.add(!somebody);
      if (somebody || !sample.field) continue;
      const double before = pitch.length_m / 2 - std::abs(sample.field->m.x);
      const double beside = std::abs(sample.field->m.y) - pitch.goal_width_m / 2;
      nobodies_at_goals_ += std::abs(before) < kAtGoal_m && beside < kAtGoal_m;
    }
  }

  void add_ball(const FrameRecord& row, const MatchState& state, const TrueView& view) {
    const bool shown = view.ball_visible >= kCountedFrom;
    if (shown) ball_seen_.add(row.ball == BallState::visible);
    if (row.ball != BallState::visible || !shown) return;
    const auto& sample = row.objects.back();
    const auto found = sample.box.center(), truth = view.ball.center();
    ball_px_.add(std::hypot(found.x - truth.x, found.y - truth.y));
    if (sample.field && state.ball.z < 2 * kBallRadius)
      ball_m_.add(distance(sample.field->m, state.ball.ground()));
  }

  void add_measures(const Json& measures, const MatchState& state) {
    if (measures.is_null()) return;
    bars_ += measures["evaluation"]["bar"].is_number();
    if (const auto& team = measures["possession"];
        team.is_string() && team != "contested" && state.possession != kNoTeam)
      for (const int swap : {0, 1})
        possession_[swap].add(((team == "b") ^ swap) == state.possession);
    if (const auto& attack = measures["attack_a"]; attack.is_number())
      for (const int swap : {0, 1})
        attack_[swap].add(attack.get<int>() == scene_.match.attack_direction(swap));
    if (const auto& control = measures["control_a"]; control.is_number()) {
      const double truth = true_control(state);
      for (const int swap : {0, 1}) {
        const double error = std::abs(control.get<double>() - (swap ? 1 - truth : truth));
        control_[swap].add(error);
        control_told_[swap].add(error <= 2 * measures["control_sigma"].get<double>());
      }
    }
  }

  /// Team 0's share of the field with all 22 players seen: what a camera that shows a part of them
  /// is held against.
  double true_control(const MatchState& state) const {
    std::vector<ControlPlayer> players;
    for (const auto& person : state.people)
      if (person.team != kNoTeam)
        players.push_back(
            {person.position_m, person.velocity_m_s, person.team == 0 ? Team::a : Team::b, {}});
    return *control(players, scene_.match.options().pitch).share_a;
  }

  [[nodiscard]] Json share(std::int64_t count) const {
    return rows_ ? Json(ten_thousandths(static_cast<double>(count) / static_cast<double>(rows_)))
                 : Json(nullptr);
  }

  const DemoScene& scene_;
  int ball_class_;
  std::int64_t rows_ = 0, calibrated_ = 0, bars_ = 0, nobodies_at_goals_ = 0;
  Share seen_, nobodies_, team_known_, officials_, ball_seen_, two_sigma_;
  std::array<Share, 2> team_, possession_, attack_,
      control_told_;  ///< as named, and with a and b swapped
  std::array<Errors, 2> control_;
  Errors position_, ball_px_, ball_m_, speed_;
  std::map<std::int64_t, std::map<int, int>> who_;
  MotRows truth_, found_;
};

/// A found pass is right when a true one of the same passer and receiver overlaps it in time.
Json score_passes(const std::vector<Event>& events, const DemoScene& scene, double seconds,
                  const Comparison& comparison) {
  std::vector<bool> used(scene.match.passes().size());
  std::int64_t found = 0, right = 0, truth = 0;
  for (const auto& pass : scene.match.passes()) truth += pass.completed && pass.end_s <= seconds;
  for (const auto& event : events) {
    if (event.type != "pass" || event.subtype != "completed" || event.track_ids.size() < 2)
      continue;
    ++found;
    for (std::size_t i = 0; i < used.size(); ++i) {
      const auto& pass = scene.match.passes()[i];
      const bool same = comparison.person_of(event.track_ids[0]) == pass.from &&
                        comparison.person_of(event.track_ids[1]) == pass.to;
      if (used[i] || !same || to_seconds(event.start_ns) > pass.end_s + 0.5 ||
          to_seconds(event.end_ns) < pass.start_s - 0.5)
        continue;
      used[i] = true;
      ++right;
      break;
    }
  }
  return {{"true", truth}, {"found", found}, {"right", right}};
}

}  // namespace

Result<Json> score_against_truth(const DemoRun& run, const DemoScene& scene) {
  const auto file = [&](const char* name) { return run.dir + "/" + name; };
  TL_ASSIGN(auto reader, FrameReader::open(file("tracking.jsonl"), run.classes));
  std::ifstream measures(file("measures.jsonl"));
  Comparison comparison(scene, run.ball_class);
  Nanoseconds last = 0;
  for (std::vector<FrameRecord> rows;;) {
    TL_CHECK(reader.next(rows));
    if (rows.empty()) break;
    for (const auto& row : rows) {
      std::string line;
      const bool measured = static_cast<bool>(std::getline(measures, line));
      comparison.add(row, measured ? Json::parse(line, nullptr, false) : Json(nullptr));
      last = row.pts_ns;
    }
  }
  TL_ASSIGN(const auto events, read_events(file("events.jsonl")));
  TL_ASSIGN(Json out, comparison.json());
  out["passes"] = score_passes(events, scene, to_seconds(last), comparison);
  return out;
}

}  // namespace touchline::soccer
