#include "base/secrets.h"

#include <algorithm>
#include <charconv>

namespace touchline {
namespace {

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// "%2F" -> "/": libraries decode before they complain.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

Secrets& Secrets::known() {
  static auto& secrets = *new Secrets;  // threads may complain while statics go
  return secrets;
}

void Secrets::add(std::string_view secret, std::string_view shown, bool word,
                  std::size_t shortest) {
  if (secret.size() < shortest || secret == shown) return;
  const std::lock_guard lock(mutex_);
  const auto same = [&](const Entry& entry) { return entry.secret == secret; };
  if (std::any_of(entries_.begin(), entries_.end(), same)) return;
  const auto place = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.secret.size() < secret.size();
  });
  entries_.insert(place, {std::string(secret), std::string(shown), word});
}

void Secrets::add_address(std::string_view url, std::string_view shown) {
  add(url, shown, false, 1);
}

void Secrets::add_password(std::string_view password) {
  constexpr std::size_t kShortest = 2;
  for (const auto& whole : {std::string(password), decoded(password)}) {
    add(whole, "***", true, kShortest);
    std::string_view rest = whole;
    while (!rest.empty()) {
      const auto end = std::min(rest.find_first_of("/?#@:"), rest.size());
      add(rest.substr(0, end), "***", true, kShortest);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

void Secrets::add_token(std::string_view token) {
  constexpr std::size_t kShortest = 6;
  add(token, "***", true, kShortest);
  add(decoded(token), "***", true, kShortest);
}

std::string Secrets::hide(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  std::string out(text);
  for (const auto& entry : entries_) {
    for (auto at = out.find(entry.secret); at != std::string::npos;) {
      const auto end = at + entry.secret.size();
      const bool alone = (at == 0 || !is_word(out[at - 1]) || !is_word(entry.secret.front())) &&
                         (end == out.size() || !is_word(out[end]) || !is_word(entry.secret.back()));
      if (entry.word && !alone) {
        at = out.find(entry.secret, at + 1);
        continue;
      }
      out.replace(at, entry.secret.size(), entry.shown);
      at = out.find(entry.secret, at + entry.shown.size());
    }
  }
  return out;
}

}  // namespace touchline
