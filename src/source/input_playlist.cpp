// Playlists: what their text says, and those that are opened section by section.
#include <algorithm>

#include "base/address.h"
#include "source/input.h"

namespace touchline {
namespace {

constexpr int kSectionBuffer = 64 * 1024;

}  // namespace

void Input::read_list() {
  whitelist_ = container_->protocol_whitelist ? container_->protocol_whitelist : "";
  list_ = read_playlist(location_.url,
                        [this](const std::string& url, std::int64_t offset, std::int64_t size) {
                          return read_address(url, offset, size);
                        });
}

/// Empty when it cannot be read.
std::string Input::read_address(const std::string& url, std::int64_t offset, std::int64_t size) {
  AVIOContext* io = nullptr;
  AVDictionary* settings = nullptr;
  if (!whitelist_.empty()) av_dict_set(&settings, "protocol_whitelist", whitelist_.c_str(), 0);
  const AVIOInterruptCB interrupt{should_stop, this};
  allow(timeout_s_);
  const int code =
      avio_open2(&io, with_encoded_user(url).c_str(), AVIO_FLAG_READ, &interrupt, &settings);
  av_dict_free(&settings);
  std::string text;
  if (code < 0) return text;
  if (offset <= 0 || avio_seek(io, offset, SEEK_SET) >= 0) {
    unsigned char chunk[16384];
    while (const std::int64_t left = size - static_cast<std::int64_t>(text.size())) {
      const int got =
          avio_read(io, chunk, static_cast<int>(std::min<std::int64_t>(left, sizeof chunk)));
      if (got <= 0) break;
      text.append(reinterpret_cast<const char*>(chunk), static_cast<std::size_t>(got));
    }
  }
  avio_closep(&io);
  return text;
}

bool Input::loses_header() const { return list_.sections.size() > 1 && sections_ == 0; }

bool Input::says_discontinuity() {
  if (!list_.is_whole) read_list();
  return list_.has_discontinuity;
}

Nanoseconds Input::claimed_duration() const {
  if (sections_ > 0) return list_.duration;
  return container_->duration > 0 ? to_ns(container_->duration, AV_TIME_BASE_Q) : kNoTime;
}

Status Input::open_section(std::size_t section) {
  section_ = section;
  video_ = audio_ = nullptr;
  container_.reset();
  TL_CHECK(open_container(location_));
  return choose_streams(redacted(options_.url));
}

/// libav reads a section's list from memory, and what it lists from where the whole one lies.
void Input::give_section(AVFormatContext& context) {
  section_read_ = 0;
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kSectionBuffer));
  io_.reset(avio_alloc_context(buffer, kSectionBuffer, 0, this, read_section, nullptr, nullptr));
  context.pb = io_.get();
}

int Input::read_section(void* self, std::uint8_t* buffer, int size) {
  auto& input = *static_cast<Input*>(self);
  const std::string& text = input.list_.sections[input.section_].text;
  const auto count = text.copy(reinterpret_cast<char*>(buffer), static_cast<std::size_t>(size),
                               input.section_read_);
  input.section_read_ += count;
  return count > 0 ? static_cast<int>(count) : AVERROR_EOF;
}

}  // namespace touchline
