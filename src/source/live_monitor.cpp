#include "source/live_monitor.h"

#include <cerrno>

#include "libav/libav.h"

namespace touchline {

const char* to_string(Connection connection) {
  switch (connection) {
    case Connection::waiting:
      return "waiting";
    case Connection::live:
      return "live";
    case Connection::reconnecting:
      return "reconnecting";
    case Connection::ended:
      return "ended";
  }
  return "?";
}

const char* to_string(StreamFault fault) {
  switch (fault) {
    case StreamFault::none:
      return "";
    case StreamFault::connection_failed:
      return "STREAM_CONNECTION_FAILED";
    case StreamFault::auth_failed:
      return "STREAM_AUTH_FAILED";
    case StreamFault::tls:
      return "STREAM_TLS";
    case StreamFault::timeout:
      return "STREAM_TIMEOUT";
    case StreamFault::not_found:
      return "STREAM_NOT_FOUND";
    case StreamFault::codec_unsupported:
      return "STREAM_CODEC_UNSUPPORTED";
    case StreamFault::stalled:
      return "STREAM_STALLED";
    case StreamFault::ended_by_sender:
      return "STREAM_ENDED";
  }
  return "";
}

StreamFault stream_fault_of(int libav_code) {
  switch (libav_code) {
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_FORBIDDEN:
      return StreamFault::auth_failed;
    case AVERROR_HTTP_NOT_FOUND:
    case AVERROR_STREAM_NOT_FOUND:
      return StreamFault::not_found;
    case AVERROR(ETIMEDOUT):
      return StreamFault::timeout;
    case AVERROR_DECODER_NOT_FOUND:
      return StreamFault::codec_unsupported;
    case AVERROR_EOF:
      return StreamFault::ended_by_sender;
    default:
      return StreamFault::connection_failed;
  }
}

}  // namespace touchline
