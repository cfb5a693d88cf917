// The table of settings: what a configuration file, `--set` and the documentation may name.
#include <array>

#include "sports/soccer/settings.h"

namespace touchline {
namespace {

using Table = std::vector<SoccerField>;

void add(Table& t, KinematicsSettings& s) {
  t.push_back({"kinematics.accel_noise_m2_s3", &s.accel_noise_m2_s3,
               "intensity of the white acceleration a person may show", 0.01, 100});
  t.push_back(
      {"kinematics.min_sigma_m", &s.min_sigma_m, "no position is better than this", 0.001, 5});
  t.push_back(
      {"kinematics.gate_d2", &s.gate_d2, "squared Mahalanobis distance of an outlier", 1, 1000});
  t.push_back({"kinematics.restart_s", &s.restart_s, "outliers for so long are the track", 0, 10});
  t.push_back(
      {"kinematics.coast_s", &s.coast_s, "a track unseen for longer has no position", 0, 5});
  t.push_back({"kinematics.settle_s", &s.settle_s, "speed is unknown before", 0, 5});
  t.push_back({"kinematics.max_speed_m_s", &s.max_speed_m_s, "faster is withheld", 1, 100});
  t.push_back({"kinematics.leg_m", &s.leg_m, "distance is added in legs of this length", 0.01, 10});
  t.push_back({"kinematics.sprint_m_s", &s.sprint_m_s, "speed of a sprint", 1, 20});
  t.push_back({"kinematics.sprint_min_s", &s.sprint_min_s, "least time of a sprint", 0, 20});
}

void add(Table& t, PossessionSettings& s) {
  t.push_back(
      {"possession.near_m", &s.near_m, "the nearest player this close has the ball", 0.1, 10});
  t.push_back(
      {"possession.far_m", &s.far_m, "or this close with nobody else about as near", 0.1, 10});
  t.push_back(
      {"possession.separation_m", &s.separation_m, "by which the next one is farther", 0, 10});
  t.push_back({"possession.max_relative_speed_m_s", &s.max_relative_speed_m_s,
               "a ball that passes by faster is not had", 0.1, 1000});
  t.push_back({"possession.companion_s", &s.companion_s,
               "times the relative speed is added to a distance to compare", 0, 5});
  t.push_back({"possession.acquire_s", &s.acquire_s, "a new holder has it for so long", 0, 5});
  t.push_back(
      {"possession.release_s", &s.release_s, "a holder without it for so long lost it", 0, 5});
  t.push_back({"possession.contested_m", &s.contested_m, "both teams this near: contested", 0, 10});
  t.push_back({"possession.contested_s", &s.contested_s, "that near for so long", 0, 10});
  t.push_back({"possession.keep_s", &s.keep_s, "the last team keeps a ball in flight", 0, 60});
  t.push_back(
      {"possession.keep_unseen_s", &s.keep_unseen_s, "and a ball that is not placed", 0, 60});
  t.push_back({"possession.ball_noise_m2_s3", &s.ball_noise_m2_s3,
               "intensity of the white acceleration of a rolling ball", 0.1, 10000});
  t.push_back(
      {"possession.ball_kick_m_s", &s.ball_kick_m_s, "a kick changes its speed by", 1, 100});
  t.push_back(
      {"possession.ball_max_speed_m_s", &s.ball_max_speed_m_s, "no ball is faster", 5, 100});
  t.push_back(
      {"possession.ball_coast_s", &s.ball_coast_s, "a ball unseen for longer is not placed", 0, 5});
  t.push_back(
      {"possession.ball_proof_s", &s.ball_proof_s, "and a new one only once measured for", 0, 5});
}

void add(Table& t, PassSettings& s) {
  t.push_back({"passes.min_distance_m", &s.min_distance_m, "a shorter way is no pass", 0, 50});
  t.push_back({"passes.max_flight_s", &s.max_flight_s, "a longer flight is no pass", 0.1, 60});
  t.push_back(
      {"passes.out_margin_m", &s.out_margin_m, "a ball so far beyond a line is out", 0, 10});
  t.push_back({"passes.out_s", &s.out_s, "beyond it for so long", 0, 5});
  t.push_back(
      {"passes.min_ball_share", &s.min_ball_share, "share of the flight with a placed ball", 0, 1});
  t.push_back({"passes.min_holder_moved_m", &s.min_holder_moved_m,
               "no regret when the holder moved less", 0, 50});
  t.push_back(
      {"passes.min_ball_moved_m", &s.min_ball_moved_m, "nor when the ball moved less", 0, 50});
  t.push_back({"passes.exclude_goalkeepers", &s.exclude_goalkeepers,
               "no regret for passes by or to goalkeepers", 0, 1});
}

void add(Table& t, PressureSettings& s) {
  t.push_back({"pressure.sigma_m", &s.sigma_m, "width of an opponent's pressure", 0.1, 50});
  t.push_back({"pressure.radius_m", &s.radius_m, "beyond which there is none", 0.1, 100});
}

void add(Table& t, OptionSettings& s) {
  t.push_back({"options.min_m", &s.min_m, "least distance of a team-mate", 0, 100});
  t.push_back({"options.max_m", &s.max_m, "greatest distance of a team-mate", 0, 150});
  t.push_back({"options.lane_m", &s.lane_m, "a defender nearer to the line is in the lane", 0, 20});
  t.push_back({"options.risk_per_defender", &s.risk_per_defender, "risk of each of them", 0, 1});
  t.push_back(
      {"options.risk_distance_m", &s.risk_distance_m, "risk grows by 1 per so much", 1, 1000});
  t.push_back({"options.threat_weight", &s.threat_weight, "weight of threat in the score", 0, 1});
  t.push_back({"options.space_weight", &s.space_weight, "weight of space in the score", 0, 1});
  t.push_back(
      {"options.threat_full", &s.threat_full, "expected threat that counts as 1", 0.001, 1});
  t.push_back({"options.space_full_m2", &s.space_full_m2, "area that counts as 1", 1, 10000});
  t.push_back(
      {"options.risk_weight", &s.risk_weight, "share of the score that risk may take", 0, 1});
  t.push_back({"options.max_options", &s.max_options, "how many are kept", 0, 10});
  t.push_back({"options.exclude_goalkeepers", &s.exclude_goalkeepers,
               "goalkeepers are no pass options", 0, 1});
  t.push_back({"options.unseen_goalkeeper", &s.unseen_goalkeeper,
               "a goalkeeper out of view counts as the last defender", 0, 1});
  t.push_back({"options.every_s", &s.every_s, "control and options are computed so often", 0, 10});
}

void add(Table& t, DirectionSettings& s) {
  t.push_back({"direction.attack_a", &s.attack_a,
               "+1, -1: team a attacks +x, -x in the first period; 0: estimated", -1, 1});
  t.push_back({"direction.goalkeeper_rate", &s.goalkeeper_rate,
               "evidence per second of a goalkeeper near a goal", 0, 100});
  t.push_back(
      {"direction.goalkeeper_m", &s.goalkeeper_m, "nearer to a goal line than this", 1, 60});
  t.push_back({"direction.shape_rate", &s.shape_rate,
               "evidence per second of the teams' order along the pitch", 0, 100});
  t.push_back({"direction.shape_scale_m", &s.shape_scale_m, "order that counts as clear", 0.1, 50});
  t.push_back({"direction.known_at", &s.known_at, "evidence from which it is known", 0.01, 1000});
  t.push_back({"direction.max_evidence", &s.max_evidence, "no more is gathered", 0.01, 10000});
  t.push_back({"direction.gap_s", &s.gap_s, "a gap that may hide a change of ends", 1, 10000});
  t.push_back({"direction.gap_keeps", &s.gap_keeps, "share of evidence that survives it", 0, 1});
}

void add(Table& t, MatchSettings& s) {
  t.push_back({"match.periods", &s.periods,
               "START-END of each period by the source's clock, 12.5-2790,1:01:52-1:49:30; nothing "
               "outside counts; empty: found from changes of ends",
               0, 0});
}

void add(Table& t, BarWeights& w, const std::array<const char*, 4>& keys) {
  t.push_back({keys[0], &w.control, "weight of pitch control; the four add up to 1", 0, 1});
  t.push_back({keys[1], &w.threat, "weight of expected threat", 0, 1});
  t.push_back({keys[2], &w.possession, "weight of possession", 0, 1});
  t.push_back({keys[3], &w.pressure, "weight of pressure on the holder", 0, 1});
}

void add(Table& t, EvaluationSettings& s) {
  add(t, s.weights,
      {"evaluation.weights.control", "evaluation.weights.threat", "evaluation.weights.possession",
       "evaluation.weights.pressure"});
  add(t, s.contested_weights,
      {"evaluation.contested_weights.control", "evaluation.contested_weights.threat",
       "evaluation.contested_weights.possession", "evaluation.contested_weights.pressure"});
  t.push_back({"evaluation.gain", &s.gain, "steepness of the bar", 0.01, 100});
  t.push_back({"evaluation.smoothing_s", &s.smoothing_s, "time constant of the drawn bar", 0, 60});
  t.push_back(
      {"evaluation.threat_offset", &s.threat_offset, "expected threat that counts as 0", 0, 1});
  t.push_back({"evaluation.threat_scale", &s.threat_scale, "its scale within tanh", 0.0001, 1});
  t.push_back({"evaluation.stale_per_s", &s.stale_per_s,
               "reliability lost per second without a measured calibration", 0, 10});
  t.push_back({"evaluation.stale_max", &s.stale_max, "the most that is lost so", 0, 1});
  t.push_back({"evaluation.no_ball", &s.no_ball, "reliability lost without a ball", 0, 1});
  t.push_back({"evaluation.contested", &s.contested, "reliability lost while contested", 0, 1});
  t.push_back({"evaluation.missing", &s.missing, "times the share of players not placed", 0, 1});
  t.push_back({"evaluation.sigma_per_m", &s.sigma_per_m, "times the calibration's sigma", 0, 10});
  t.push_back({"evaluation.sigma_max", &s.sigma_max, "the most that is lost so", 0, 1});
  t.push_back({"evaluation.min_reliability", &s.min_reliability, "it never falls below", 0, 1});
}

void add(Table& t, CoverageSettings& s) {
  t.push_back({"coverage.min_per_team", &s.min_per_team, "players placed, for the bar", 0, 11});
  t.push_back({"coverage.max_ball_unplaced_s", &s.max_ball_unplaced_s,
               "the bar is withheld when the ball was not placed for longer", 0, 600});
  t.push_back({"coverage.min_calibrated_share", &s.min_calibrated_share,
               "of the window, for the bar", 0, 1});
  t.push_back({"coverage.window_s", &s.window_s, "time constant of the shares", 0.01, 600});
  t.push_back({"coverage.max_gap_s", &s.max_gap_s, "a longer gap starts afresh", 0.01, 600});
  t.push_back({"coverage.max_off_pitch_m", &s.max_off_pitch_m,
               "people farther beside the pitch do not play", 0, 100});
}

void add(Table& t, ControlSettings& s) {
  t.push_back({"control.mode", &s.mode, "time_to_intercept, soft or voronoi", 0, 0});
  t.push_back({"control.columns", &s.columns, "cells along the pitch", 1, 512});
  t.push_back({"control.rows", &s.rows, "cells across the pitch", 1, 512});
  t.push_back(
      {"control.soft_gain_per_m", &s.soft_gain_per_m, "steepness of the soft mode", 0.001, 100});
  t.push_back(
      {"control.reaction_s", &s.reaction_s, "a player keeps his velocity for so long", 0, 10});
  t.push_back({"control.max_speed_m_s", &s.max_speed_m_s, "then runs so fast", 0.1, 20});
  t.push_back(
      {"control.arrival_sigma_s", &s.arrival_sigma_s, "uncertainty of the arrival", 0.001, 10});
}

}  // namespace

std::vector<SoccerField> fields(SoccerSettings& s) {
  Table table;
  table.reserve(90);
  add(table, s.kinematics);
  add(table, s.possession);
  add(table, s.passes);
  add(table, s.pressure);
  add(table, s.options);
  add(table, s.direction);
  add(table, s.match);
  add(table, s.evaluation);
  add(table, s.coverage);
  add(table, s.control);
  return table;
}

}  // namespace touchline
