#include "pipeline/inference.h"

#include <algorithm>

#include "base/guarded.h"

namespace touchline {

Inference::Inference(std::vector<LookSetup> looks, int streams, Batcher& batcher,
                     std::vector<std::unique_ptr<BatchGlance>> glances)
    : setups_(std::move(looks)),
      streams_(streams),
      batcher_(batcher),
      warm_(streams),
      glances_(std::move(glances)) {}

void Inference::start(bool warm) {
  const auto last_word = [this](const Error& error) { batcher_.fail(error, true); };
  for (int i = 0; i < streams_; ++i) {
    auto* const glance =
        glances_.empty() ? nullptr : glances_.at(static_cast<std::size_t>(i)).get();
    const auto started = guarded("inference", [&] {
      threads_.push_back(
          start_thread("inference", [this, warm, glance] { serve(warm, glance); }, last_word));
    });
    if (started) continue;
    last_word(started.error());
    warm_.count_down();
  }
}

void Inference::join() {
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

Result<std::unique_ptr<Look>> Inference::open(const LookSetup& setup) {
  TL_ASSIGN(auto look, setup.open());
  TL_CHECK(look->warm_up());
  return look;
}

Result<Inference::Looks> Inference::open_all(bool warm) {
  Looks looks;
  for (const auto& setup : setups_) {
    looks.emplace_back();
    if (setup.every_s > 0 && !warm) continue;
    TL_ASSIGN(looks.back(), open(setup));
  }
  return looks;
}

void Inference::send_home(std::vector<Clip>& batch) {
  for (auto& clip : batch)
    for (auto& moment : clip.moments) clip.home->accept(std::move(moment));
}

void Inference::serve(bool warm, BatchGlance* glance) {
  auto looks = guarded("inference", [&] { return open_all(warm); });
  warm_.count_down();
  if (!looks) batcher_.fail(looks.error(), false);
  constexpr std::size_t kBatches = 2;
  Channel<std::vector<Clip>> seen(kBatches);
  std::thread glancing;
  if (glance)
    glancing = start_thread(
        "inference", [&] { glance_at(*glance, seen); },
        [&](const Error& error) {
          seen.abandon();
          batcher_.fail(error, true);
        });
  for (auto batch = batcher_.pop(); !batch.empty(); batch = batcher_.pop()) {
    // Whatever happens, every moment goes home: the lanes count them.
    if (looks) see(*looks, batch);
    if (glancing.joinable())
      seen.push(std::move(batch));
    else
      send_home(batch);
  }
  seen.close();
  if (glancing.joinable()) glancing.join();
}

void Inference::glance_at(BatchGlance& glance, Channel<std::vector<Clip>>& seen) {
  while (auto batch = seen.pop()) {
    const auto glanced = guarded("inference", [&] { return glance.see(*batch); });
    if (!glanced)
      for (const auto& clip : *batch) clip.home->fail(glanced.error());
    send_home(*batch);
  }
}

/// One look after the other. Whose frames one could not see fails.
void Inference::see(Looks& looks, std::vector<Clip>& batch) {
  ++calls_;
  for (const auto& clip : batch) frames_ += static_cast<std::int64_t>(clip.moments.size());
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const auto is_due = [i](const Clip& clip) {
      return std::any_of(clip.moments.begin(), clip.moments.end(),
                         [i](const Moment& moment) { return moment.due.test(i); });
    };
    if (std::none_of(batch.begin(), batch.end(), is_due)) continue;
    const auto seen = guarded("inference", [&]() -> Status {
      if (!looks[i]) {
        TL_ASSIGN(looks[i], open(setups_[i]));
      }
      return looks[i]->see(batch);
    });
    if (seen) continue;
    for (const auto& clip : batch)
      if (is_due(clip)) clip.home->fail(seen.error());
  }
}

}  // namespace touchline
