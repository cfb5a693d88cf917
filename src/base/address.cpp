#include "base/address.h"

#include <algorithm>
#include <array>

#include "base/secrets.h"
#include "base/utf8.h"

namespace touchline {
namespace {

constexpr std::string_view kHidden = "***";

// Values of these keys say how a stream is sent, never who asks for it.
constexpr std::array<std::string_view, 19> kHarmless{
    "channel",     "end",     "format",    "fps",     "height", "latency",    "mode",
    "pkt_size",    "profile", "speed",     "start",   "stream", "streamtype", "subtype",
    "tcp_nodelay", "timeout", "transport", "unicast", "width"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_scheme(char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; }

/// Takes what lies before the first of `marks` from `text`; the mark stays.
std::string_view take_until(std::string_view& text, std::string_view marks) {
  const auto end = std::min(text.find_first_of(marks), text.size());
  const auto taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

/// Whether `text` can stand between "://" and the path: a name or number, and a port.
bool is_host(std::string_view text) {
  if (text.find('@') != std::string_view::npos) return false;
  if (text.starts_with('[')) return text.find(']') != std::string_view::npos;
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  if (name.empty()) return false;
  if (colon == std::string_view::npos) return true;
  const auto port = text.substr(colon + 1);
  return std::all_of(port.begin(), port.end(), is_digit);
}

/// Bytes of the user's part at the start of `rest` (all after "://"); nothing where there is none.
std::optional<std::size_t> user_info_size(std::string_view rest) {
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  auto at = authority.rfind('@');
  if (at == std::string_view::npos && is_host(authority)) return std::nullopt;
  // What stands before the first mark is no host: the mark belongs to a password, which goes on to
  // the next '@' with a host after it.
  const auto is_end = [&](std::size_t place) {
    const auto after = rest.substr(place + 1);
    return is_host(after.substr(0, after.find_first_of("/?#")));
  };
  if (at == std::string_view::npos) at = rest.find('@');
  const auto first = at;
  while (at != std::string_view::npos && !is_end(at)) at = rest.find('@', at + 1);
  if (at == std::string_view::npos) at = first;
  return at == std::string_view::npos ? std::nullopt : std::optional(at);
}

bool is_harmless(std::string_view key, std::string_view value) {
  return std::find(kHarmless.begin(), kHarmless.end(), key) != kHarmless.end() &&
         value.size() <= 16 && std::all_of(value.begin(), value.end(), in_scheme);
}

/// A key that is shown: a word. What is no word may be a token.
bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 32 && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return in_scheme(c) || c == '_'; });
}

/// One "key=value": what is shown of it.
std::string redacted_pair(std::string_view pair) {
  if (pair.empty()) return {};
  const auto equals = std::min(pair.find('='), pair.size());
  const auto key = pair.substr(0, equals);
  const auto value = pair.substr(std::min(equals + 1, pair.size()));
  if (is_harmless(key, value)) return std::string(pair);
  // "c2VjcmV0==" is a token with its padding, not a key.
  const bool named = is_key(key) && value.find_first_not_of('=') != std::string_view::npos;
  return named ? std::string(key) + "=" + std::string(kHidden) : std::string(kHidden);
}

std::string redacted_pairs(std::string_view text) {
  std::string out;
  for (;;) {
    out += redacted_pair(take_until(text, "&;"));
    if (text.empty()) return out;
    out += text.front();
    text.remove_prefix(1);
  }
}

std::string redact_addresses(std::string_view text);

std::string redacted_path(const Address& address) {
  auto path = address.path;
  if (path.find("://") != std::string_view::npos)
    return redact_addresses(path);                        // by way of a proxy
  const bool keyed = address.scheme.starts_with("rtmp");  // host/application/key
  std::string out;
  for (int part = 0; !path.empty(); ++part) {
    if (path.front() == '/') {
      out += '/';
      path.remove_prefix(1);
    }
    if (keyed && part > 0) return out + (path.empty() ? "" : std::string(kHidden));
    const auto segment = take_until(path, "/");
    out += segment.find('=') == std::string_view::npos ? std::string(segment)
                                                       : redacted_pairs(segment);
  }
  return out;
}

/// The host; a port that is none belongs to a password whose '@' is missing.
std::string redacted_host(std::string_view host) {
  return is_host(host) || host.find(':') == std::string_view::npos
             ? std::string(host)
             : std::string(host.substr(0, host.find(':') + 1)) + std::string(kHidden);
}

/// Where the path holds the rest of a password: "user:p@ss/wd@host" and "user:12/34@host" are, to
/// RFC 3986, hosts with a path, and are opened as such; whoever typed them meant another. The place
/// of the '@' in the path.
std::size_t stray_at(const Address& address) {
  const bool may_hold = address.has_user_info || address.host.find(':') != std::string_view::npos;
  return may_hold ? address.path.rfind('@') : std::string_view::npos;
}

/// The same in what follows the path: there is no telling where the password ends.
bool strays_on(const Address& address) {
  return address.has_user_info && (address.query.find('@') != std::string_view::npos ||
                                   address.fragment.find('@') != std::string_view::npos);
}

std::string hidden(const Address& address, std::string_view url) {
  if (address.scheme == "file") return std::string(url);
  std::string out(address.scheme);
  out += "://";
  if (strays_on(address)) return out + std::string(kHidden);
  const auto at = stray_at(address);
  if (address.has_user_info || at != std::string_view::npos) (out += kHidden) += '@';
  out += at == std::string_view::npos ? redacted_host(address.host) + redacted_path(address)
                                      : std::string(address.path.substr(at + 1));
  if (address.has_query) (out += '?') += redacted_pairs(address.query);
  if (address.has_fragment) (out += '#') += address.fragment.empty() ? "" : kHidden;
  return out;
}

std::string redact_addresses(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  for (;;) {
    const auto mark = text.find("://", from);
    if (mark == std::string_view::npos) break;
    auto begin = mark;
    while (begin > from && in_scheme(text[begin - 1])) --begin;
    while (begin < mark && !is_letter(text[begin])) ++begin;
    // A sentence goes on after it: blanks and quotes end it, and so does its last full stop.
    auto end = std::min(text.find_first_of(" \t\r\n'\"`<>|\\", mark), text.size());
    while (end > mark + 3 &&
           std::string_view(".,:;)]}!").find(text[end - 1]) != std::string_view::npos)
      --end;
    out += text.substr(from, begin - from);
    const auto url = text.substr(begin, end - begin);
    const auto address = parse_address(url);
    out += address ? hidden(*address, url) : std::string(url);
    from = end;
  }
  out += text.substr(from);
  return out;
}

}  // namespace

std::optional<Address> parse_address(std::string_view url) {
  const auto mark = url.find("://");
  if (mark == std::string_view::npos || mark == 0 || !is_letter(url.front())) return std::nullopt;
  Address address;
  address.scheme = url.substr(0, mark);
  if (!std::all_of(address.scheme.begin(), address.scheme.end(), in_scheme)) return std::nullopt;
  auto rest = url.substr(mark + 3);
  if (const auto size = user_info_size(rest)) {
    address.has_user_info = true;
    address.user_info = rest.substr(0, *size);
    rest.remove_prefix(*size + 1);
  }
  address.host = take_until(rest, "/?#");
  address.path = take_until(rest, "?#");
  if (rest.starts_with('?')) {
    address.has_query = true;
    rest.remove_prefix(1);
    address.query = take_until(rest, "#");
  }
  if (rest.starts_with('#')) {
    address.has_fragment = true;
    address.fragment = rest.substr(1);
  }
  return address;
}

std::string redacted(std::string_view url) {
  const auto address = parse_address(url);
  return address ? hidden(*address, url) : redact_addresses(url);
}

std::string with_encoded_user(std::string_view url) {
  constexpr char kHex[] = "0123456789ABCDEF";
  const auto address = parse_address(url);
  if (!address || !address->has_user_info) return std::string(url);
  const auto begin = address->scheme.size() + 3;
  std::string out(url.substr(0, begin));
  for (const char c : address->user_info) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::string_view("/?#@[] ").find(c) == std::string_view::npos && byte > 0x20) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out + std::string(url.substr(begin + address->user_info.size()));
}

std::string ambiguity_of(std::string_view url) {
  constexpr const char* kEncode =
      "write '/' as %2F, '?' as %3F, '#' as %23, '@' as %40 and '\\' as %5C where they are no "
      "marks";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::any_of(url.begin(), url.end(), is_control))
    return "the address holds a line end, a tab or the like; leave it out";
  const auto address = parse_address(url);
  if (!address || address->scheme == "file") return {};
  const std::string why = "it cannot be told which host is meant: ";
  if (address->host.empty() || address->user_info.starts_with('/'))
    return why + "none stands behind '://'; give one";
  if (address->user_info.find('\\') != std::string_view::npos ||
      address->host.find('\\') != std::string_view::npos)
    return why + "a '\\' stands before it; " + kEncode;
  const auto mail = address->query.find('@');
  const bool ends_late = address->path.find('@') != std::string_view::npos ||
                         address->fragment.find('@') != std::string_view::npos ||
                         (mail != std::string_view::npos && address->query.find('=') > mail);
  return address->has_user_info && ends_late
             ? why + "another '@' follows the one behind the password; " + kEncode
             : "";
}

void remember_secrets_of_word(std::string_view word) {
  const auto mark = word.find("://");
  if (mark == std::string_view::npos) return;
  auto begin = mark;
  while (begin > 0 && in_scheme(word[begin - 1])) --begin;
  remember_secrets(word.substr(begin));
}

void remember_secrets(std::string_view url) {
  const auto address = parse_address(url);
  if (!address || address->scheme == "file") return;  // a path keeps no secret
  auto& secrets = Secrets::known();
  if (const auto hidden = redacted(url); hidden != url) secrets.add_address(url, hidden);
  if (const auto colon = address->user_info.find(':'); colon != std::string_view::npos)
    secrets.add_password(address->user_info.substr(colon + 1));
  else
    secrets.add_token(address->user_info);
  if (const auto at = stray_at(*address); at != std::string_view::npos) {
    const auto port = address->host.find(':') + 1;
    secrets.add_password(address->has_user_info ? address->host : address->host.substr(port));
    secrets.add_password(address->path.substr(0, at));
  }
  for (auto query = address->query; !query.empty();) {
    const auto pair = take_until(query, "&;");
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? pair : pair.substr(equals + 1);
    if (equals == std::string_view::npos || !is_harmless(pair.substr(0, equals), value))
      secrets.add_token(value);
    if (!query.empty()) query.remove_prefix(1);
  }
  if (address->scheme.starts_with("rtmp"))
    if (const auto key = address->path.rfind('/'); key != std::string_view::npos && key > 0)
      secrets.add_token(address->path.substr(key + 1));
}

std::string redact(std::string_view text) { return redact_addresses(Secrets::known().hide(text)); }

std::string shown(std::string_view text) { return printable(redact(text)); }

}  // namespace touchline
