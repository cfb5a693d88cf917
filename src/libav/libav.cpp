#include "libav/libav.h"

#include <array>
#include <mutex>

#include "base/log.h"

namespace touchline {
namespace {

thread_local std::string* captured_error = nullptr;

void on_libav_log(void* object, int level, const char* format, va_list arguments) {
  const bool wants_reason = captured_error && captured_error->empty() && level <= AV_LOG_ERROR;
  const bool wants_line = level <= AV_LOG_INFO && log()->should_log(spdlog::level::debug);
  if (!wants_reason && !wants_line) return;
  std::array<char, 1024> line{};
  int prefix = 0;  // no "[h264 @ 0x55..]" in what a person reads
  va_list copy;
  va_copy(copy, arguments);
  av_log_format_line2(nullptr, level, format, copy, line.data(), static_cast<int>(line.size()),
                      &prefix);
  va_end(copy);
  std::string text = redact(line.data());
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '.'))
    text.pop_back();
  if (text.empty()) return;
  if (wants_reason) *captured_error = text;
  const AVClass* type = object ? *static_cast<AVClass**>(object) : nullptr;
  if (wants_line) log()->debug("libav {}: {}", type ? type->class_name : "", text);
}

}  // namespace

std::string libav_error_text(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

std::string connection_advice(int code) {
  if (code == AVERROR_PROTOCOL_NOT_FOUND)
    return "this build of FFmpeg does not know the protocol; check its spelling";
  if (code == AVERROR_HTTP_UNAUTHORIZED || code == AVERROR_HTTP_FORBIDDEN)
    return "check user name and password";
  if (code == AVERROR_HTTP_NOT_FOUND) return "check the address";
  if (code == AVERROR(ECONNREFUSED) || code == AVERROR(EHOSTUNREACH))
    return "check that the server runs and the port";
  return {};
}

void route_libav_log() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(on_libav_log); });
}

LibavErrorCapture::LibavErrorCapture() : outer_(captured_error) {
  route_libav_log();  // or there is nothing to keep
  captured_error = &text_;
}
LibavErrorCapture::~LibavErrorCapture() { captured_error = outer_; }
std::string LibavErrorCapture::reason() const { return text_.empty() ? "" : " (" + text_ + ")"; }

}  // namespace touchline
