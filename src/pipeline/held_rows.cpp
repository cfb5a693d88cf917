#include "pipeline/held_rows.h"

#include <algorithm>
#include <cmath>

namespace touchline {

int rows_held(const Settings& settings, bool delays, double fps) {
  constexpr double kUsualFps = 30;
  constexpr int kSpare = 2, kMost = 32;
  const bool held = settings.track.first_samples.value_or(delays && !settings.input.realtime);
  if (!held) return 0;
  const double frames = std::ceil(settings.track.confirm_s * (fps > 0 ? fps : kUsualFps));
  return static_cast<int>(std::min<double>(frames + kSpare, kMost));
}

Moment* HeldRows::find(std::int64_t frame) {
  const auto at = std::lower_bound(
      waiting_.begin(), waiting_.end(), frame,
      [](const Moment& moment, std::int64_t wanted) { return moment.seen.frame < wanted; });
  return at != waiting_.end() && at->seen.frame == frame ? &*at : nullptr;
}

void HeldRows::complete(const TrackUpdate& update, std::span<const TrackSample> judged,
                        std::vector<Event>& events) {
  open_since_ = update.open_since;
  for (const auto& [frame, sample] : update.firsts) {
    Moment* moment = find(frame);
    if (moment == nullptr) continue;  // it waited as long as it may
    auto& people = moment->row.objects;
    const auto behind = std::upper_bound(
        people.begin(), people.end(), sample.track_id,
        [](std::int64_t id, const TrackSample& other) { return id < other.track_id; });
    const auto same = std::find_if(
        judged.begin(), judged.end(),
        [id = sample.track_id](const TrackSample& other) { return other.track_id == id; });
    people.insert(behind, sample)->on_field = same == judged.end() || same->on_field;
  }
  for (const auto& [frame, ball] : update.ball_firsts)
    if (Moment* moment = find(frame); moment != nullptr && moment->ball.state != BallState::visible)
      moment->ball = ball;
  if (waiting_.empty()) return;
  std::erase_if(events, [&](Event& event) {
    if (event.type != "track_start") return false;
    Moment* first = find(event.evidence.front());
    if (first == nullptr) return false;
    first->events.push_back(std::move(event));
    return true;
  });
}

std::optional<Moment> HeldRows::next() {
  if (waiting_.empty()) return std::nullopt;
  if (waiting_.size() <= most_ && waiting_.front().seen.frame >= open_since_) return std::nullopt;
  std::optional<Moment> moment = std::move(waiting_.front());
  waiting_.pop_front();
  return moment;
}

}  // namespace touchline
