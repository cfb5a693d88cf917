// Networks that are compiled once, and the streams that run them for whoever joins.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "pipeline/batcher.h"
#include "pipeline/inference.h"
#include "pipeline/networks.h"

namespace touchline {

class Service {
 public:
  /// Compiles what `assembly` needs, and on a CPU starts the streams.
  static Result<std::shared_ptr<Service>> start(const Assembly& assembly);
  /// Starts the streams, unless they are.
  void begin();
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Batcher& batcher() { return batcher_; }
  /// Says once what runs the networks and where: when the first source begins.
  void announce(const Assembly& assembly);
  /// Nobody joins any more: the streams end with the last source. Waits for them.
  void finish();
  /// Returns when no frame would have to wait for a network that is still compiled, where that
  /// matters: on a GPU and for frames that come at their own pace.
  void wait_until_warm();
  /// Returns when every stream has tried to open its networks: who failed by then has been told.
  void wait_until_open() { inference_.wait_until_warm(); }
  /// Of the detector.
  [[nodiscard]] const EngineInfo& engine() const { return networks_.detector->engine(); }
  /// Of the network that has the last word on bodies; null: none looks at them.
  [[nodiscard]] const EngineInfo* bodies_engine() const {
    return networks_.bodies.empty() ? nullptr : &networks_.bodies.back()->engine();
  }
  /// Wall clock when the networks were there, and whether the cache held all of them.
  [[nodiscard]] Nanoseconds networks_ready_ns() const { return networks_ready_ns_; }
  [[nodiscard]] bool networks_kept() const { return networks_kept_; }
  /// See touchline::expected_fps(); null: the sport leaves no choice that depends on it.
  [[nodiscard]] std::optional<double> expected_fps() const { return expected_fps_; }
  [[nodiscard]] double mean_batch() const { return inference_.mean_batch(); }

 private:
  Service(Networks networks, std::vector<std::unique_ptr<BatchGlance>> glances,
          const Assembly& assembly);

  Networks networks_;
  bool warm_, networks_kept_ = false;
  Nanoseconds networks_ready_ns_ = 0;
  std::optional<double> expected_fps_;
  std::once_flag begun_, announced_;
  Batcher batcher_;
  Inference inference_;
};

/// The services in use, by what is looked through them. Thread safe.
class Services {
 public:
  /// One that looks as `assembly` says, shared with all who ask alike.
  Result<std::shared_ptr<Service>> find(const Assembly& assembly);

 private:
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<Service>> services_;
};

}  // namespace touchline
