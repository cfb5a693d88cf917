#include "sports/golf/swing_plan.h"

#include "base/hash.h"
#include "base/json_line.h"

namespace touchline::golf {
namespace {

void append_rule(JsonLine& line, const SeedRule& rule) {
  line.begin_array();
  for (const int value :
       {rule.fine_window, rule.coarse_window, rule.order, rule.distance, rule.search_back,
        rule.before, rule.after, rule.refine, rule.contact_first, rule.contact_last,
        rule.contact_refine, rule.longest_downswing})
    line.integer(value);
  for (const double value :
       {rule.prominence_px, rule.masked_end, rule.rise_weight, rule.mad_floor_px, rule.mad_times,
        rule.follow_mad_floor_px, rule.least_score})
    line.number(value);
  line.end_array();
}

void append_rule(JsonLine& line, const BodyRule& rule) {
  line.begin_array();
  for (const double value :
       {rule.least_score, rule.longest_gap_s, rule.rise_torso, rule.full_torso,
        rule.downswing_least_s, rule.downswing_most_s, rule.slow_downswing_s,
        rule.backswing_least_s, rule.backswing_most_s, rule.held_least_s, rule.between_tops_s,
        rule.mad_floor_torso, rule.mad_times, rule.score_within_s, rule.raised_least_s})
    line.number(value);
  line.end_array();
}

}  // namespace

const char* to_string(Preset preset) { return preset == Preset::seed ? "seed" : "default"; }

const char* to_string(Hand hand) {
  switch (hand) {
    case Hand::right:
      return "right";
    case Hand::left:
      return "left";
    case Hand::unknown:
      break;
  }
  return "unknown";
}

const char* to_string(CameraView view) {
  switch (view) {
    case CameraView::face_on:
      return "face_on";
    case CameraView::down_the_line:
      return "down_the_line";
    case CameraView::unknown:
      break;
  }
  return "unknown";
}

Result<SwingPlan> swing_plan(std::string_view preset) {
  SwingPlan plan;
  if (preset == "default") return plan;
  plan.preset = Preset::seed;
  if (preset == "seed") return plan;
  return fail(Errc::bad_config, "golf.preset", "{} is neither default nor seed", preset);
}

Result<std::vector<int>> scores_of(std::string_view text) {
  std::vector<int> scores;
  for (bool more = !text.empty(); more;) {
    const auto end = text.find(',');
    more = end != std::string_view::npos;
    const std::string_view part = text.substr(0, end);
    const bool score = part.size() == 1 && part[0] >= '1' && part[0] <= '5';
    if (!score && part != "-")
      return fail(Errc::bad_config, "golf.scores",
                  "golf.scores: '{}' is no score; write 1 (best) to 5 (worst) for each swing in "
                  "order, - for one without, and commas between them: 2,1,-,5",
                  part);
    scores.push_back(score ? part[0] - '0' : 0);
    text.remove_prefix(more ? end + 1 : text.size());
  }
  return scores;
}

std::string config_hash(const SwingPlan& plan) {
  JsonLine line;
  line.begin_array();
  line.string(to_string(plan.preset));
  line.string(to_string(plan.hand));
  line.string(to_string(plan.view));
  line.number(plan.slowed);
  append_rule(line, plan.seed);
  append_rule(line, plan.body);
  for (const int score : plan.scores) line.integer(score);
  line.end_array();
  return sha256(line.take());
}

}  // namespace touchline::golf
