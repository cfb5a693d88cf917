#include "pipeline/inference.h"

#include <algorithm>

namespace touchline {

Inference::Inference(Detector& detector, LandmarkDetector* landmarks, int streams, Batcher& batcher,
                     std::vector<std::unique_ptr<Lane>>& lanes)
    : detector_(detector),
      landmarks_(landmarks),
      streams_(streams),
      batcher_(batcher),
      lanes_(lanes),
      warm_(streams) {}

void Inference::start() {
  for (int i = 0; i < streams_; ++i) threads_.emplace_back([this] { serve(); });
}

void Inference::join() {
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

Result<Inference::Sessions> Inference::open_sessions() {
  Sessions sessions;
  TL_ASSIGN(sessions.detector, detector_.session());
  TL_CHECK(sessions.detector->warm_up());
  if (landmarks_) {
    TL_ASSIGN(sessions.landmarks, landmarks_->session());
    TL_CHECK(sessions.landmarks->warm_up());
  }
  return sessions;
}

void Inference::serve() {
  const auto sessions = open_sessions();
  if (!sessions)
    for (auto& lane : lanes_) lane->fail(sessions.error());
  warm_.count_down();
  std::vector<Frame> frames;
  std::vector<Detections> found;
  for (auto batch = batcher_.pop(); !batch.empty(); batch = batcher_.pop()) {
    for (const auto& moment : batch) frames.push_back(moment.picture.frame);
    found.assign(batch.size(), {});
    Span call;
    Result<InferTimes> times = InferTimes{};
    {
      SpanTimer timer(call);
      if (sessions) times = sessions->detector->detect(frames, found);
    }
    frames.clear();  // or they would live on until the next batch
    ++calls_;
    frames_ += static_cast<std::int64_t>(batch.size());
    // A batch is one piece of work: each of its frames carries an equal share of it, laid end to
    // end.
    const auto shares = static_cast<Nanoseconds>(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      auto& moment = batch[i];
      const auto k = static_cast<Nanoseconds>(i);
      const Nanoseconds wall = call.end - call.begin;
      moment.spans[static_cast<std::size_t>(Stage::infer)] = {
          call.begin + wall * k / shares, call.begin + wall * (k + 1) / shares, call.cpu / shares};
      moment.seen.detections = std::move(found[i]);
      auto& lane = *lanes_[moment.lane];
      if (!times) lane.fail(times.error());
      if (moment.look && sessions && sessions->landmarks)
        if (auto seen = see_landmarks(*sessions->landmarks, moment); !seen) lane.fail(seen.error());
      lane.accept(std::move(moment));
    }
  }
}

Status Inference::see_landmarks(LandmarkSession& session, Moment& moment) {
  SpanTimer timer(moment.spans[static_cast<std::size_t>(Stage::landmarks)]);
  moment.landmarks.emplace();
  TL_CHECK(session.detect(moment.picture.frame, *moment.landmarks));
  return {};
}

}  // namespace touchline
