// The class of a track, settled over time: one frame cannot tell a referee from a goalkeeper.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

namespace touchline {

/// Votes weigh score x time, so neither the frame rate nor one odd frame decides. The leader
/// changes only when another class has clearly more. Keeps the four strongest classes.
class ClassVote {
 public:
  /// `seconds`: the time this detection speaks for.
  void add(int class_id, float score, double seconds) {
    const double keep = std::exp(-seconds / kMemory_s);
    Entry* slot = &entries_[0];
    for (Entry& entry : entries_) {
      entry.weight *= keep;
      if (slot->class_id == class_id) continue;
      if (entry.class_id == class_id || entry.weight < slot->weight) slot = &entry;
    }
    if (slot->class_id != class_id) *slot = {class_id, 0};
    slot->weight += score * seconds;
    const double leader_weight = weight(leader_);
    if (leader_ < 0 || slot->weight > kMargin * leader_weight + kLead_s) leader_ = class_id;
  }
  /// -1 before the first vote.
  [[nodiscard]] int leader() const { return leader_; }

 private:
  static constexpr double kMemory_s = 20, kMargin = 1.2, kLead_s = 0.08;
  struct Entry {
    int class_id = -1;
    double weight = 0;
  };
  [[nodiscard]] double weight(int class_id) const {
    for (const Entry& entry : entries_) {
      if (entry.class_id == class_id) return entry.weight;
    }
    return 0;
  }

  std::array<Entry, 4> entries_{};
  int leader_ = -1;
};

}  // namespace touchline
