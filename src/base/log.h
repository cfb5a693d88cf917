// The one logger. The library never prints: an application that wants to hear adds a sink.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <string_view>

namespace touchline {

/// The library's logger; silent until an application adds a sink.
const std::shared_ptr<spdlog::logger>& log();

/// `text` with the user and password of every URL in it replaced: rtsp://user:pw@host ->
/// rtsp://***@host. Every path or URL passes through here before it reaches a log, an error or a
/// record.
std::string redact(std::string_view text);

}  // namespace touchline
