// What kind of shot a hit was, from where and how it was struck and where it was answered.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "records/known.h"
#include "sports/badminton/hitters.h"
#include "sports/badminton/stroke_kind.h"

namespace touchline::badminton {

enum class Side : std::uint8_t { forehand, backhand };
const char* to_string(Side side);
enum class Hand : std::uint8_t { left, right };
const char* to_string(Hand hand);

/// What a shot is told by. Depths are from the net, along the court.
struct ShotFacts {
  bool first = false;           ///< of its rally
  Known<bool> overhead;         ///< the wrist was above the head when it was struck
  Known<double> depth_m;        ///< of the hitter's feet
  Known<double> reply_depth_m;  ///< of who answered, when it was answered
  Known<double> flight_s;       ///< until it was answered
};

/// Metres and metres per second. Chosen on one match of ShuttleSet and tried on another, see
/// `touchline eval badminton`.
struct ShotRule {
  double rear_m = 3.5;          ///< overhead shots come from deeper than this
  double smash_m_s = 14;        ///< mean speed along the court, at least
  double long_service_m = 4.2;  ///< a long service is answered from deeper than this
  double clear_reply_m = 4.5;   ///< a clear is answered from deeper than this, a drop is not
  double net_reply_m = 3.5;     ///< a net shot is answered from less
  double drive_m_s = 10;        ///< what is answered from there is a drive if it was faster
  double lift_m_s = 7;          ///< a lift is slower than this, a drive is not
  double overhead_s = 0.1;      ///< the wrist is looked at so long around the hit
};

struct Shot {
  Hit hit;
  ShotFacts facts;
  Known<StrokeKind> kind;
  double confidence = 0;  ///< of the kind; meaningless without one
  Known<Side> side;
};

/// The kind and how sure it is: 0.5 at a threshold, 1 far from all.
struct JudgedShot {
  Known<StrokeKind> kind;
  double confidence = 0;
};
JudgedShot judge_shot(const ShotFacts& facts, const ShotRule& rule = {});

ShotFacts shot_facts(const Hit& hit, const Hit* next, bool first, const BodySeries& bodies,
                     const ShotRule& rule = {});

/// The hand whose wrist is nearer to the shuttle at a hit of a player's; nothing where not both
/// were seen.
std::optional<Hand> hand_at(const Hit& hit, const BodySeries& bodies);
/// The hand that holds the racket, by how often it was which. Nothing before three hits, or where
/// it is less than two of three.
Known<Hand> hitting_hand(int left, int right);

/// On which side of the body the racket hand was, at its farthest from the spine in the half
/// second before the hit.
Known<Side> hitting_side(const Hit& hit, const Known<Hand>& hand, const BodySeries& bodies);

/// Who of the end it was: the body whose wrist was nearer to the shuttle; null: nobody was seen.
const BodyAt* hitting_body(const Hit& hit, const BodySeries& bodies);

}  // namespace touchline::badminton
