// Lets an application hear the library's log without meeting the logging library.
#include <spdlog/sinks/base_sink.h>

#include <mutex>

#include "base/address.h"
#include "base/log.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

LogLevel from_spdlog(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return LogLevel::error;
  if (level == spdlog::level::warn) return LogLevel::warning;
  return level == spdlog::level::info ? LogLevel::info : LogLevel::debug;
}

class CallbackSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit CallbackSink(std::function<void(LogLevel, std::string_view)> hear)
      : hear_(std::move(hear)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    hear_(from_spdlog(message.level), shown({message.payload.data(), message.payload.size()}));
  }
  void flush_() override {}

 private:
  std::function<void(LogLevel, std::string_view)> hear_;
};

}  // namespace

void set_log(LogLevel least, std::function<void(LogLevel, std::string_view)> hear) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                   spdlog::level::warn, spdlog::level::err};
  log()->set_level(kLevels[static_cast<int>(least)]);
  log()->sinks() = {std::make_shared<CallbackSink>(std::move(hear))};
}

}  // namespace touchline
