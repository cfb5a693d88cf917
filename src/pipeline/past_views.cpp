#include "pipeline/past_views.h"

namespace touchline {

void PastViews::sent(std::span<const Moment> moments) {
  for (const auto& moment : moments) sent_.push_back({moment.picture.pts_ns, moment.picture.epoch});
}

const std::optional<FieldView>& PastViews::before(const SourceFrame& picture) {
  const auto is_past = [&](const Sent& one) {
    return one.epoch != picture.epoch || one.pts_ns <= picture.pts_ns - ago_;
  };
  for (; !sent_.empty() && is_past(sent_.front()); sent_.pop_front()) {
    past_ = views_.pop();
    if (!past_) break;  // closed
    if (sent_.front().epoch != picture.epoch) past_.reset();
  }
  return past_;
}

}  // namespace touchline
