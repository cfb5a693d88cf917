#include "reports/convert_file.h"

#include <algorithm>

#include "base/utf8.h"

namespace touchline {

namespace {

/// XML 1.0 has no place for U+FFFE and U+FFFF, however they are written.
std::string without_noncharacters(std::string text) {
  for (auto at = text.find("\xEF\xBF"); at != std::string::npos; at = text.find("\xEF\xBF", at + 3))
    if (static_cast<unsigned char>(text[at + 2]) >= 0xBE) text[at + 2] = '\xBD';
  return text;
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  const auto valid = without_noncharacters(to_valid_utf8(text));
  for (const char c : valid) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

std::string csv_text(std::string_view text) {
  auto valid = to_valid_utf8(text);
  std::replace(valid.begin(), valid.end(), '\0', '?');  // readers stop or give up at it
  if (valid.find_first_of(",\"\r\n") == std::string::npos) return valid;
  std::string out = "\"";
  for (const char c : valid) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string seconds_text(Nanoseconds ns, int decimals) {
  Nanoseconds unit = kSecond;
  for (int i = 0; i < decimals; ++i) unit /= 10;
  const Nanoseconds steps = ((ns < 0 ? -ns : ns) + unit / 2) / unit;
  const Nanoseconds per_second = kSecond / unit;
  const char* sign = ns < 0 && steps > 0 ? "-" : "";
  if (decimals == 0) return fmt::format("{}{}", sign, steps);
  return fmt::format("{}{}.{:0{}}", sign, steps / per_second, steps % per_second, decimals);
}

}  // namespace touchline
