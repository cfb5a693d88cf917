#include "track/shots.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr float kUnlike = 0.65F;       // unexplained() of a cut; within shots it stays below 0.55
constexpr float kDisturbed = 0.5F;     // of the pictures inside a wipe
constexpr float kLeastDifference = 5;  // grey levels: below it nothing can have been cut
constexpr double kFlashS = 0.25, kWipeGapS = 0.25, kShortestWipeS = 0.2, kLongestWipeS = 2;
constexpr double kShortestReplayS = 2, kLongestReplayS = 90;
constexpr double kDissolveS = 0.6, kMemoryS = 0.8;
constexpr double kSettleS = 1.1;  // the rest of a dissolve is no dissolve of its own
constexpr float kDissolveResidual = 0.4F;
constexpr float kRepeatShare = 0.3F;
constexpr std::size_t kWipePictures = 12, kMostWipes = 8, kMostMoves = 64;
constexpr float kFieldSeen = 0.35F;

double seconds_between(Nanoseconds from, Nanoseconds to) { return to_seconds(to - from); }

}  // namespace

const char* to_string(ShotKind kind) {
  constexpr const char* kNames[] = {"live", "replay", "close_up", "crowd", "unknown"};
  return kNames[static_cast<std::size_t>(kind)];
}

ShotUpdate ShotDetector::push(const Glance& glance, Nanoseconds pts_ns) {
  now_.picture = thumbnail(glance.cells);
  now_.pts_ns = pts_ns;
  ShotUpdate update;
  if (!any_) {
    any_ = true;
    begin_shot(now_);
  } else if (is_flash(now_)) {
    judge(now_, update);
    return update;  // compared with the picture before it again next time
  } else {
    const float moved = difference(previous_.picture, now_.picture);
    const bool cut = is_cut(now_, update);
    follow_wipe(now_, update);
    if (cut) begin_shot(now_);
    if (!cut && !update.gradual && watch_motion(now_, moved))
      update.replay = ReplayRange{shot_, shot_};
  }
  remember(now_);
  judge(now_, update);
  previous_ = now_;
  return update;
}

bool ShotDetector::is_cut(const Past& now, ShotUpdate& update) {
  const float moved = difference(previous_.picture, now.picture);
  const float unlike = moved > 2 ? unexplained(previous_.picture, now.picture) : 0;
  const bool unlike_all = unlike > kUnlike && unlike > 2 * usual_unlike_ &&
                          moved > kLeastDifference &&
                          (correlation(previous_.picture, now.picture) < 0.9F ||
                           colour_change(previous_.picture, now.picture) > 0.15F);
  const bool in_wipe = wipe_ && seconds_between(wipe_->last_ns, now.pts_ns) <= kWipeGapS;
  const bool disturbed = unlike_all || (in_wipe && unlike > kDisturbed);
  if (disturbed) {
    if (!in_wipe) wipe_ = Wipe{{}, now.pts_ns, now.pts_ns, shot_, replay_};
    wipe_->last_ns = now.pts_ns;
    if (wipe_->pictures.size() < kWipePictures) wipe_->pictures.push_back(now.picture);
  }
  update.gradual = disturbed && in_wipe;
  if (unlike_all) {
    update.cut = !in_wipe;
  } else if (!disturbed && is_dissolve(now)) {
    update.cut = update.gradual = true;
  }
  if (!disturbed) usual_unlike_ += 0.1F * (unlike - usual_unlike_);
  if (update.cut) ++shot_;
  return update.cut;
}

/// Burnt out: so bright that what it shows cannot be compared.
bool ShotDetector::is_flash(const Past& now) {
  const bool bright = now.picture.mean > 190 && now.picture.mean > previous_.picture.mean + 45;
  if (!bright) {
    flash_begin_ns_ = kNoTime;
    return false;
  }
  if (flash_begin_ns_ == kNoTime) flash_begin_ns_ = now.pts_ns;
  return seconds_between(flash_begin_ns_, now.pts_ns) < kFlashS;
}

bool ShotDetector::is_dissolve(const Past& now) const {
  if (seconds_between(shot_begin_ns_, now.pts_ns) < kSettleS) return false;
  if (past_.size() < 5 || seconds_between(past_.front().pts_ns, now.pts_ns) < 0.9 * kDissolveS)
    return false;
  const Past& first = ago(now.pts_ns, kDissolveS);
  const Past& middle = ago(now.pts_ns, kDissolveS / 2);
  if (difference(first.picture, now.picture) < kLeastDifference) return false;
  float mix = 0;
  if (blend_residual(first.picture, middle.picture, now.picture, mix) > kDissolveResidual)
    return false;
  return mix > 0.2F && mix < 0.8F && correlation(first.picture, now.picture) < 0.85F &&
         unexplained(first.picture, now.picture) > kUnlike;
}

void ShotDetector::follow_wipe(const Past& now, ShotUpdate& update) {
  if (wipe_ && seconds_between(wipe_->last_ns, now.pts_ns) > kWipeGapS) {
    end_wipe(update);
    wipe_.reset();
  }
}

/// A wipe that is over: does it open or close a replay?
void ShotDetector::end_wipe(ShotUpdate& update) {
  const double lasted = seconds_between(wipe_->begin_ns, wipe_->last_ns);
  if (lasted < kShortestWipeS || lasted > kLongestWipeS) return;
  const auto like = [&](const Wipe& other) { return alike(other, *wipe_); };
  if (std::any_of(logos_.begin(), logos_.end(), like)) {
    replay_ = !wipe_->replay_before;
    replay_why_ = "after the wipe that encloses replays";
    if (replay_) update.replay = ReplayRange{wipe_->shot_before + 1, shot_};
    return;
  }
  const auto first = std::find_if(wipes_.begin(), wipes_.end(), like);
  if (first == wipes_.end()) {
    if (wipes_.size() == kMostWipes) wipes_.erase(wipes_.begin());
    wipes_.push_back(*wipe_);
    return;
  }
  const double apart = seconds_between(first->last_ns, wipe_->begin_ns);
  if (apart >= kShortestReplayS && apart <= kLongestReplayS) {
    update.replay = ReplayRange{first->shot_before + 1, wipe_->shot_before};
    if (logos_.size() == kMostWipes) logos_.erase(logos_.begin());
    logos_.push_back(*wipe_);
    wipes_.erase(first);
    replay_ = false;
  } else {
    *first = *wipe_;
  }
}

/// Most pictures of the shorter wipe have their like in the other.
bool ShotDetector::alike(const Wipe& a, const Wipe& b) {
  const auto& few = a.pictures.size() < b.pictures.size() ? a.pictures : b.pictures;
  const auto& many = a.pictures.size() < b.pictures.size() ? b.pictures : a.pictures;
  std::size_t found = 0;
  for (const Thumbnail& p : few)
    found += std::any_of(many.begin(), many.end(),
                         [&](const Thumbnail& q) {
                           return correlation(p, q) > 0.8F && colour_change(p, q) < 0.2F;
                         })
                 ? 1U
                 : 0U;
  return found >= 3 && 2 * found >= few.size();
}

/// Counts pictures that repeat the one before while the rest move; true when slow motion is found.
bool ShotDetector::watch_motion(const Past& now, float moved) {
  moved_.push_back(moved), moved_at_.push_back(now.pts_ns);
  while (moved_.size() > kMostMoves || seconds_between(moved_at_.front(), now.pts_ns) > 1)
    moved_.erase(moved_.begin()), moved_at_.erase(moved_at_.begin());
  if (moved_.size() < 12 || seconds_between(moved_at_.front(), now.pts_ns) < 0.8) return false;
  const float most = *std::max_element(moved_.begin(), moved_.end());
  if (most < 0.8F) return false;  // nothing moves: repeats mean nothing
  // A repeat stands between pictures that move; a camera that has come to rest repeats nothing.
  const auto fastest = [&](std::size_t from, std::size_t to) {
    return *std::max_element(moved_.begin() + static_cast<std::ptrdiff_t>(from),
                             moved_.begin() + static_cast<std::ptrdiff_t>(to));
  };
  int repeats = 0;
  for (std::size_t i = 3; i + 3 < moved_.size(); ++i) {
    const float around = std::min(fastest(i - 3, i), fastest(i + 1, i + 4));
    repeats += around > 0.4F && moved_[i] < 0.12F * around ? 1 : 0;
  }
  repeats_ = static_cast<float>(repeats) / static_cast<float>(moved_.size() - 6);
  if (repeats_ < kRepeatShare || usual_repeats_ < 0 || usual_repeats_ >= 0.1F || replay_)
    return false;
  replay_ = true;
  replay_why_ = "slow motion: pictures repeat";
  return true;
}

void ShotDetector::begin_shot(const Past& now) {
  if (shot_ > 0 && seconds_between(shot_begin_ns_, now.pts_ns) > 1 && !replay_)
    usual_repeats_ = usual_repeats_ < 0 ? repeats_ : 0.5F * (usual_repeats_ + repeats_);
  // Slow motion ends with its shot; what a wipe opened a wipe closes.
  if (replay_why_[0] == 's') replay_ = false, replay_why_ = "";
  if (replay_ && seconds_between(shot_begin_ns_, now.pts_ns) > kLongestReplayS) replay_ = false;
  shot_begin_ns_ = now.pts_ns;
  past_.clear(), moved_.clear(), moved_at_.clear();
  repeats_ = 0;
  usual_unlike_ = 0.1F;
  grass_ = now.picture.grass, middle_ = now.picture.green_middle;
}

void ShotDetector::remember(const Past& now) {
  // No more than 25 pictures a second: a longer memory would only cost time.
  if (!past_.empty() && seconds_between(past_.back().pts_ns, now.pts_ns) < 0.03) return;
  while (!past_.empty() && seconds_between(past_.front().pts_ns, now.pts_ns) > kMemoryS)
    past_.erase(past_.begin());
  past_.push_back(now);
}

const ShotDetector::Past& ShotDetector::ago(Nanoseconds now_ns, double seconds) const {
  const auto it = std::find_if(past_.rbegin(), past_.rend(), [&](const Past& p) {
    return seconds_between(p.pts_ns, now_ns) >= seconds - 0.005;
  });
  return it == past_.rend() ? past_.front() : *it;
}

void ShotDetector::judge(const Past& now, ShotUpdate& update) {
  const double dt =
      previous_.pts_ns < now.pts_ns ? seconds_between(previous_.pts_ns, now.pts_ns) : 0;
  const float gain = static_cast<float>(1 - std::exp(-dt / 0.3));
  grass_ += gain * (now.picture.grass - grass_);
  middle_ += gain * (now.picture.green_middle - middle_);
  seen_grass_ = std::max(seen_grass_, grass_);
  update.shot = shot_;
  update.grass = grass_;
  const auto say = [&](ShotKind kind, const char* why) { update.kind = kind, update.why = why; };
  if (replay_)
    say(ShotKind::replay, replay_why_);
  else if (seen_grass_ < kFieldSeen)
    say(ShotKind::unknown, "no field seen in this video yet");
  else if (grass_ >= 0.3F && middle_ >= 0.4F)
    say(ShotKind::live, "field over most of the picture");
  else if (grass_ >= 0.05F)
    say(ShotKind::close_up, "little field, or somebody large before it");
  else
    say(ShotKind::crowd, "no field");
}

}  // namespace touchline
