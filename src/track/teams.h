// Who plays for whom, from the clip alone.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "records/kit.h"
#include "records/track.h"
#include "track/field_presence.h"
#include "track/guard_sides.h"
#include "track/kit_space.h"
#include "track/line_walk.h"
#include "track/two_clusters.h"

namespace touchline {

struct TeamsOptions {
  /// What the user calls the teams, and what they wear: then team a is the one nearer to the first
  /// colour. One colour is enough.
  std::array<std::string, 2> names = {"a", "b"};
  std::array<std::optional<Rgb>, 2> colours;
  /// Class ids of the sport; -1: it has none. Without a player class everybody may be a player. A
  /// guard stays before one end and wears a kit of its own (a goalkeeper), an official is in no
  /// team.
  int player_class = -1, guard_class = -1, official_class = -1;
  double field_half_length_m = 52.5;  ///< for who stands in a guard's place
  double field_half_width_m = 0;      ///< for who stands beside the field; 0: nobody is asked
};

/// Teams of one source, fed in presentation order.
///
/// - Every track keeps an average kit (memory 3 s). Twice a second the averages of the people seen
///   in the last 2 s, officials and guards by class left out, are cut in two (TwoClusters).
///   When that has looked like the same two teams (is_two_teams) over 1 s, the teams are known;
///   before, and when there is one cluster only, everybody's team is none. From then on the teams'
///   kits follow what is seen with a time constant of 15 s.
/// - A sample votes with its log-likelihood ratio between the teams (two Gaussians of one diagonal
///   covariance, learnt), at most 2.5, as if one in 0.4 s were independent; votes fade over 10 s
///   and add up to at most 12. A team is given at 2.2 (nine in ten) and changes only at -2.2;
///   team_conf is the votes' posterior probability. A change of team is a change of person: the
///   average begins again.
/// - Someone whose average is far from both kits (0.8 of their distance, 12 to 25 units, and four
///   standard deviations of the players) has no team by kit. The class of the detector stands
///   unless the kit says otherwise: a player in the officials' kit (learnt from those the detector
///   calls officials) is an official; an official or, away from the ends, a guard in a team's
///   kit is a player; a calibrated player in nobody's kit who stays before an end is a guard; a
///   guard who walks along a side line is an official. Officials have no team.
/// - Whoever stands beside the field (FieldPresence) is in no team, and not asked what the teams
///   wear.
/// - Guards have the team whose players stand nearer to the end they guard (GuardSides).
/// - Without colours from the user, team a is the one in the lighter shirt: no left or right, and
///   the same in every clip of a match.
class Teams {
 public:
  explicit Teams(TeamsOptions options);

  /// One frame. `people` as the tracker gives them, by track id; `kits` beside them (weight 0:
  /// nothing measured), or empty. Sets team, team_conf, class_id and
  /// on_field. `pts_ns` only grows.
  void update(Nanoseconds pts_ns, std::span<TrackSample> people, std::span<const KitSample> kits);

  [[nodiscard]] bool known() const { return known_; }
  /// The shirts as measured, for drawing; nothing while the teams are not known.
  [[nodiscard]] std::array<std::optional<Rgb>, 2> palette() const;
  [[nodiscard]] const std::string& name(Team team) const;
  /// Distance of the kits in units of the kit space and in the players' standard deviations; 0
  /// while not known.
  [[nodiscard]] double distance() const { return known_ ? teams_.distance() : 0; }
  [[nodiscard]] double separation() const { return known_ ? teams_.separation() : 0; }

 private:
  struct Person {
    std::int64_t id = 0;
    Nanoseconds seen = 0;  ///< last sample
    Nanoseconds kit_seen = 0;
    int voted = -1;  ///< class by the tracker
    KitAverage kit;
    double votes = 0;        ///< > 0: team a
    Team worn = Team::none;  ///< by votes alone
    bool odd = false;        ///< in nobody's kit
    double end_s = 0;        ///< time spent before an end, fading
    LineWalk line;
    FieldPresence presence;
    Team team = Team::none;
    int role = -1;          ///< corrected class
    double side_votes = 0;  ///< of a guard
  };

  Person& person(std::int64_t id, Nanoseconds now);
  void see(Person& person, const TrackSample& sample, const KitSample& kit, Nanoseconds now);
  void vote(Person& person, const KitVector& kit, double seconds, double passed_s);
  void cluster(Nanoseconds now);
  void wait_for_teams(const KitClusters* found, double dt_s);
  void establish(const KitClusters& found);
  void follow(const KitClusters& found, double dt_s);
  void learn_officials(double dt_s);
  void note_place(Person& person, const TrackSample& sample, double passed_s) const;
  void settle_role(Person& person) const;
  void settle_team(Person& person) const;
  [[nodiscard]] double outlier_limit() const;
  [[nodiscard]] double nearest_team(const KitVector& kit) const;
  /// The same squared, in standard deviations of the teams' players.
  [[nodiscard]] double scatter2_from_teams(const KitVector& kit) const;
  [[nodiscard]] bool in_team_kit(const Person& person) const;
  [[nodiscard]] bool in_officials_kit(const Person& person) const;
  [[nodiscard]] bool is_class(int class_id, int wanted) const {
    return wanted >= 0 && class_id == wanted;
  }

  TeamsOptions options_;
  std::vector<Person> people_;  ///< by track id
  KitClusters teams_;
  GuardSides sides_;
  bool known_ = false, started_ = false;
  double agreed_s_ = 0, known_s_ = 0;
  KitClusters seen_before_;  ///< at the last look, while the teams are not known
  Nanoseconds last_ = 0, clustered_ = 0;
  KitVector officials_{};
  double officials_s_ = 0;
  // Scratch.
  TwoClusters finder_;
  std::vector<KitPoint> points_;
};

}  // namespace touchline
