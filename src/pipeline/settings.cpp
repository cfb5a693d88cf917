#include "pipeline/settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/address.h"
#include "base/hash.h"

namespace touchline {
namespace {

template <class Number>
bool parse_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Empty when `text` was stored, else what the field expects.
std::string assign(const Field& field, std::string_view text) {
  const auto ranged = [&](auto* target, const char* kind) -> std::string {
    auto number = *target;
    const bool fits = parse_number(text, number) &&
                      (field.min == field.max || (number >= field.min && number <= field.max));
    if (fits) {
      *target = number;
      return {};
    }
    return field.min == field.max ? kind
                                  : fmt::format("{} from {} to {}", kind, field.min, field.max);
  };
  if (auto* const* flag = std::get_if<bool*>(&field.value)) {
    if (text != "true" && text != "false") return "true or false";
    **flag = text == "true";
    return {};
  }
  if (auto* const* n = std::get_if<int*>(&field.value)) return ranged(*n, "a whole number");
  if (auto* const* n = std::get_if<std::int64_t*>(&field.value))
    return ranged(*n, "a whole number");
  if (auto* const* n = std::get_if<double*>(&field.value)) return ranged(*n, "a number");
  const auto choice = std::find(field.choices.begin(), field.choices.end(), text);
  if (!field.choices.empty() && choice == field.choices.end())
    return fmt::format("one of {}", fmt::join(field.choices, ", "));
  if (const auto* one = std::get_if<Choice>(&field.value)) {
    one->set(static_cast<std::size_t>(choice - field.choices.begin()));
    return {};
  }
  *std::get<std::string*>(field.value) = text;
  return {};
}

std::string as_text(const Field& field) {
  if (const auto* one = std::get_if<Choice>(&field.value))
    return std::string(field.choices[one->get()]);
  return std::visit(
      [](const auto& value) -> std::string {
        if constexpr (std::is_pointer_v<std::decay_t<decltype(value)>>)
          return fmt::format("{}", *value);
        else
          return {};
      },
      field.value);
}

/// What each profile changes; anything set by hand wins.
struct ProfileEntry {
  std::string_view profile, key, value;
};
constexpr ProfileEntry kProfiles[] = {
    {"fast", "video.preset", "ultrafast"},
    {"accurate", "detect.precision", "f32"},
    {"accurate", "video.preset", "veryfast"},
    {"accurate", "video.crf", "20"},
};

/// What a camera wants otherwise than a file.
constexpr std::pair<std::string_view, std::string_view> kWhileLive[] = {
    {"video.policy", "newest"}, {"follow.lookahead_s", "0.2"}, {"output.trace", "false"}};

}  // namespace

Config::Config() {
  for (const auto& field : fields(settings_)) assign(field, field.fallback);
}

Status Config::set(std::string_view key, std::string_view value, std::string_view origin) {
  for (const auto& field : fields(settings_)) {
    if (field.key != key) continue;
    if (const auto expected = assign(field, value); !expected.empty())
      return fail(Errc::bad_config, std::string(key), "{}: '{}' is not {} (from {})", key, value,
                  expected, origin);
    origin_[std::string(key)] = origin;
    return {};
  }
  return fail(Errc::bad_config, std::string(key),
              "unknown setting '{}' (from {}); 'touchline config print' lists them all", key,
              origin);
}

Status Config::load_environment(char** environment) {
  for (const auto& field : fields(settings_)) {
    std::string name = "TOUCHLINE_";
    for (const char c : field.key) {
      if (c == '.')
        name += "__";
      else
        name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    for (char** entry = environment; entry && *entry; ++entry) {
      const std::string_view text(*entry);
      if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=')
        TL_CHECK(set(field.key, text.substr(name.size() + 1), "env " + name));
    }
  }
  return {};
}

Status Config::fill(std::string_view key, std::string_view value, std::string_view origin) {
  if (origin_.contains(key)) return {};
  return set(key, value, origin);
}

Status Config::apply_profile() {
  const std::string origin = "profile " + settings_.profile;
  for (const auto& entry : kProfiles)
    if (entry.profile == settings_.profile) TL_CHECK(fill(entry.key, entry.value, origin));
  if (settings_.live.enabled)
    for (const auto& [key, value] : kWhileLive) TL_CHECK(fill(key, value, "live"));
  if (settings_.measures.preset == MeasuresPreset::seed) {
    auto seed = SoccerSettings::seed();
    for (const auto& field : touchline::fields(seed)) {
      const auto key = std::string("soccer.") + field.key;
      const auto value =
          std::visit([](const auto* v) { return fmt::format("{}", *v); }, field.value);
      TL_CHECK(fill(key, value, "preset seed"));
    }
  }
  if (const auto wrong = contradiction(settings_.soccer); !wrong.empty())
    return fail(Errc::bad_config, "soccer", "soccer.{}", wrong);
  return {};
}

std::vector<Config::Entry> Config::entries() const {
  std::vector<Entry> out;
  for (const auto& field : fields(const_cast<Settings&>(settings_))) {
    const auto origin = origin_.find(field.key);
    out.push_back({std::string(field.key), shown(as_text(field)),
                   origin == origin_.end() ? "default" : origin->second});
  }
  return out;
}

std::string Config::hash() const {
  std::string text;
  for (const auto& entry : entries()) text += entry.key + "=" + entry.value + "\n";
  return sha256(text);
}

}  // namespace touchline
