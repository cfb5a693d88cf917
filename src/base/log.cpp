#include "base/log.h"

namespace touchline {

const std::shared_ptr<spdlog::logger>& log() {
  static const auto logger = std::make_shared<spdlog::logger>("touchline");
  return logger;
}

}  // namespace touchline
