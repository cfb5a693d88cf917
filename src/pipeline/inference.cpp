#include "pipeline/inference.h"

#include <algorithm>

#include "base/guarded.h"

namespace touchline {

Inference::Inference(Detector& detector, LandmarkDetector* landmarks, int streams, Batcher& batcher,
                     std::vector<std::unique_ptr<Lane>>& lanes)
    : detector_(detector),
      landmarks_(landmarks),
      streams_(streams),
      batcher_(batcher),
      lanes_(lanes),
      warm_(streams) {}

void Inference::start(bool warm) {
  const auto give_up = [this](const Error& error) {
    for (auto& lane : lanes_) lane->give_up(error);
  };
  for (int i = 0; i < streams_; ++i) {
    const auto started = guarded("inference", [&] {
      threads_.push_back(start_thread("inference", [this, warm] { serve(warm); }, give_up));
    });
    if (started) continue;
    give_up(started.error());
    warm_.count_down();
  }
}

void Inference::join() {
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

Result<Inference::Sessions> Inference::open_sessions(bool warm) {
  Sessions sessions;
  TL_ASSIGN(sessions.detector, detector_.session());
  TL_CHECK(sessions.detector->warm_up());
  if (warm && landmarks_) TL_CHECK(open_landmarks(sessions));
  return sessions;
}

Status Inference::open_landmarks(Sessions& sessions) {
  TL_ASSIGN(sessions.landmarks, landmarks_->session());
  return sessions.landmarks->warm_up();
}

void Inference::serve(bool warm) {
  auto sessions = guarded("inference", [&] { return open_sessions(warm); });
  warm_.count_down();
  if (!sessions)
    for (auto& lane : lanes_) lane->fail(sessions.error());
  for (auto batch = batcher_.pop(); !batch.empty(); batch = batcher_.pop()) {
    // Whatever happens, every moment goes on: the lanes count them.
    if (sessions)
      if (auto done = guarded("inference", [&] { return detect(*sessions, batch); }); !done)
        for (const auto& moment : batch) lanes_[moment.lane]->fail(done.error());
    for (auto& moment : batch) {
      auto& lane = *lanes_[moment.lane];
      if (moment.look && sessions && landmarks_)
        if (auto seen = guarded("inference", [&] { return see_landmarks(*sessions, moment); });
            !seen)
          lane.fail(seen.error());
      lane.accept(std::move(moment));
    }
  }
}

Status Inference::detect(Sessions& sessions, std::vector<Moment>& batch) {
  auto& [frames, found] = sessions.scratch;
  frames.clear();
  for (const auto& moment : batch) frames.push_back(moment.picture.frame);
  found.assign(batch.size(), {});
  Span call;
  Result<InferTimes> times = InferTimes{};
  {
    SpanTimer timer(call);
    times = sessions.detector->detect(frames, found);
  }
  frames.clear();  // or they would live on until the next batch
  ++calls_;
  frames_ += static_cast<std::int64_t>(batch.size());
  // A batch is one piece of work: each of its frames carries an equal share of it, laid end to end.
  const auto shares = static_cast<Nanoseconds>(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto k = static_cast<Nanoseconds>(i);
    const Nanoseconds wall = call.end - call.begin;
    batch[i].spans[static_cast<std::size_t>(Stage::infer)] = {
        call.begin + wall * k / shares, call.begin + wall * (k + 1) / shares, call.cpu / shares};
    batch[i].seen.detections = std::move(found[i]);
  }
  if (!times) return times.error();
  return {};
}

Status Inference::see_landmarks(Sessions& sessions, Moment& moment) {
  if (!sessions.landmarks) TL_CHECK(open_landmarks(sessions));
  SpanTimer timer(moment.spans[static_cast<std::size_t>(Stage::landmarks)]);
  moment.landmarks.emplace();
  TL_CHECK(sessions.landmarks->detect(moment.picture.frame, *moment.landmarks));
  return {};
}

}  // namespace touchline
