// A network compiled by OpenVINO, with all that a later start need not do again. Private to infer.
#pragma once

#include <memory>
#include <mutex>
#include <openvino/openvino.hpp>
#include <string>

#include "infer/engine.h"

namespace touchline {

/// Compiles one network as often as it is asked; callable from any thread. The network as it is
/// after reading and shaping is kept in the cache folder, as a file of OpenVINO's own: a later
/// start compiles that, which with OpenVINO's compiled networks beside it means that nothing is
/// read. It is known again by its path, size and time of change. Nothing is kept without a cache
/// folder and one shape. What cannot be kept costs time, never the run.
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
  [[nodiscard]] ov::CompiledModel compile_kept() const;
  void keep(const std::shared_ptr<ov::Model>& model) const;
  void drop_kept() const;
  [[nodiscard]] bool is_kept() const;
  [[nodiscard]] std::string file(const char* extension) const { return stem_ + extension; }

  EngineSpec spec_;
  ov::AnyMap settings_;
  std::string stem_;  ///< path of what is kept, without extension; empty: nothing is
  std::mutex mutex_;
  std::shared_ptr<ov::Model> model_;  ///< where nothing is kept: read once
};

}  // namespace touchline
