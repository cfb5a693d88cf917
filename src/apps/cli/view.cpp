#include "view.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "text.h"

namespace touchline::cli {

const Json& at(const Json& json, const char* path) {
  static const Json nothing;
  const Json::json_pointer pointer{std::string(path)};
  return json.is_structured() && json.contains(pointer) ? json.at(pointer) : nothing;
}

std::optional<double> number_at(const Json& json, const char* path) {
  const auto& value = at(json, path);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::string text_at(const Json& json, const char* path) {
  const auto& value = at(json, path);
  return value.is_string() ? printable(value.get_ref<const std::string&>()) : std::string();
}

std::string fixed(const std::optional<double>& value, int digits, const char* unit) {
  if (!value) return "unknown";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f%s", digits, *value, unit);
  return text;
}

std::string percent(const std::optional<double>& share) {
  return fixed(share ? std::optional(*share * 100) : share, 0, " %");
}

std::string clock(const std::optional<double>& seconds) {
  if (!seconds) return "unknown";
  if (*seconds < 60) return fixed(seconds, 1, " s");
  const auto whole = std::llround(*seconds);
  char text[48];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

std::string size(const std::optional<double>& bytes) {
  if (!bytes) return "unknown";
  if (*bytes >= 1e9) return fixed(*bytes / 1e9, 1, " GB");
  if (*bytes >= 1e6) return fixed(*bytes / 1e6, 1, " MB");
  return *bytes >= 1e3 ? fixed(*bytes / 1e3, 0, " kB") : fixed(bytes, 0, " B");
}

std::string count(double number, const char* one, const char* many) {
  return fixed(number, 0, " ") + (number == 1 ? one : many);
}

std::string value_text(const Json& value) {
  if (value.is_null()) return "unknown";
  if (value.is_string()) return printable(value.get_ref<const std::string&>());
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_float()) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value.get<double>());
    return text;
  }
  if (!value.is_structured()) return value.dump();
  std::string text;
  for (const auto& [key, item] : value.items())
    text += (text.empty() ? "" : ", ") + (value.is_object() ? key_words(key) + " " : "") +
            value_text(item);
  return text.empty() ? "none" : text;
}

std::string key_words(const std::string& key) {
  auto words = printable(key);
  if (words.find('.') == std::string::npos) std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string file_name(const std::string& path) {
  const auto end = path.find_last_not_of('/');
  if (end == std::string::npos) return path;
  const auto slash = path.rfind('/', end);
  return path.substr(slash == std::string::npos ? 0 : slash + 1,
                     slash == std::string::npos ? end + 1 : end - slash);
}

}  // namespace touchline::cli
