// A network compiled by OpenVINO, with all that a later start need not do again. Private to infer.
#pragma once

#include <memory>
#include <mutex>
#include <openvino/openvino.hpp>
#include <string>

#include "infer/engine.h"

namespace touchline {

/// Compiles one network as often as it is asked; callable from any thread. What was compiled is
/// kept in the cache folder: a later start reads no network. It is known again by the network's
/// path, size and time of change, by the settings, OpenVINO's version and the processor. We keep it
/// ourselves, because OpenVINO's own cache writes in place what other processes have mapped: two
/// first starts at the same time could end one of them with SIGBUS. Nothing is kept without a
/// cache folder and one shape. What cannot be kept, or is damaged, costs time, never the run.
class OpenvinoNetwork {
 public:
  OpenvinoNetwork(const EngineSpec& spec, const EngineOptions& options, ov::AnyMap settings);

  /// Errc::bad_model when the file is not what the spec says; throws what OpenVINO throws.
  Result<ov::CompiledModel> compile();

  /// Whether an earlier start tried it, read as the spec's identity says, and found it sound.
  [[nodiscard]] bool was_tried() const;
  void keep_tried() const;

 private:
  Result<std::shared_ptr<ov::Model>> read();
  ov::CompiledModel compile_kept();
  ov::Tensor kept();

  EngineSpec spec_;
  ov::AnyMap settings_;
  std::string path_;  ///< of what is kept; empty: nothing is
  std::mutex mutex_;
  std::shared_ptr<ov::Model> model_;  ///< read once
  ov::Tensor kept_;                   ///< read once; every network imported from it shares it
};

}  // namespace touchline
