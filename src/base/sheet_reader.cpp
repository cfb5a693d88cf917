#include "base/sheet_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>

#include "base/utf8.h"

namespace touchline {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostFaults = 20, kMostShown = 40, kMostTracks = 1000;

/// A byte-order mark is passed over.
std::string_view without_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

Status check_utf8(const std::string& text, const std::string& path, const SheetKind& kind) {
  if (valid_utf8(text)) return {};
  std::size_t line = 1, from = 0;
  for (std::size_t end = text.find('\n');
       end != std::string::npos && valid_utf8({text.data() + from, end - from});
       end = text.find('\n', from)) {
    from = end + 1;
    ++line;
  }
  return fail(Errc::bad_config, path, "{}:{}: is not UTF-8 text; save the {} as UTF-8", path, line,
              kind.name);
}

bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
}

/// The start of a value as a message can show it; never half a character.
std::string shown_start(const std::string& text) {
  std::size_t end = std::min(text.size(), kMostShown);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end) + (end < text.size() ? "..." : "");
}

template <class Number>
std::optional<Number> parse(const std::string& text) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

}  // namespace

Result<std::string> read_sheet_text(const std::string& path, const SheetKind& kind) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(Errc::bad_config, path, "cannot read the {} '{}'; {} is one to begin with",
                kind.name, path, kind.example);
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (text.size() > kMostBytes)
    return fail(Errc::bad_config, path, "{}: expected a {} of at most {} bytes", path, kind.name,
                kMostBytes);
  return text;
}

Result<YAML::Node> parse_sheet(const std::string& text, const std::string& path,
                               const SheetKind& kind) {
  TL_CHECK(check_utf8(text, path, kind));
  try {
    YAML::Node root = YAML::Load(std::string(without_mark(text)));
    if (root.IsDefined() && !root.IsNull()) return root;
    return fail(Errc::bad_config, path, "{}: the {} is empty; {} shows its keys", path, kind.name,
                kind.example);
  } catch (const YAML::Exception& error) {
    return fail(Errc::bad_config, path, "{}:{}: not valid YAML: {}", path, error.mark.line + 1,
                error.msg);
  }
}

void SheetFaults::add(const YAML::Node& node, const std::string& key, const std::string& what) {
  if (++count_ > kMostFaults) return;
  const auto line = node.IsDefined() ? node.Mark().line + 1 : 0;
  lines_.push_back(line > 0 ? fmt::format("{}:{}: {}: {}", path_, line, key, what)
                            : fmt::format("{}: {}: {}", path_, key, what));
}

void SheetFaults::expected(const YAML::Node& node, const std::string& key,
                           const std::string& what) {
  const std::string found = !node.IsDefined() || node.IsNull() ? "nothing"
                            : node.IsMap()                     ? "a map"
                            : node.IsSequence()                ? "a list"
                                                : "'" + shown_start(node.Scalar()) + "'";
  add(node, key, fmt::format("expected {}, found {}", what, found));
}

std::string SheetFaults::text() const {
  std::string out = fmt::format("{}", fmt::join(lines_, "; "));
  if (count_ > kMostFaults) out += fmt::format("; ... and {} more", count_ - kMostFaults);
  return out;
}

namespace {

/// `node` where it is a map, else an empty one; nothing at all is no fault.
YAML::Node map_or_empty(SheetFaults& faults, const YAML::Node& node, const std::string& key) {
  if (node.IsDefined() && node.IsMap()) return node;
  if (node.IsDefined() && !node.IsNull())
    faults.expected(node, key.empty() ? "the file" : key, "'key: value' lines");
  return YAML::Node(YAML::NodeType::Map);
}

}  // namespace

SheetMap::SheetMap(SheetFaults& faults, const YAML::Node& node, std::string key)
    : faults_(faults), node_(map_or_empty(faults, node, key)), key_(std::move(key)) {}

std::string SheetMap::key_of(const std::string& key) const {
  return key_.empty() ? key : key_ + "." + key;
}

bool SheetMap::has(const char* key) const {
  const YAML::Node& node = node_;
  const auto value = node[key];
  return value.IsDefined() && !value.IsNull();
}

YAML::Node SheetMap::at(const char* key) const {
  const YAML::Node& node = node_;
  const auto value = node[key];
  return value.IsDefined() ? value : node_;
}

YAML::Node SheetMap::find(const char* key) {
  known_.insert(key);
  const YAML::Node& node = node_;  // asking a const node makes no key
  return node[key];
}

void SheetMap::wrong(const char* key, const std::string& expected) {
  faults_.expected(at(key), key_of(key), expected);
}

std::optional<std::string> SheetMap::scalar(const char* key, const std::string& expected) {
  const auto value = find(key);
  if (!value.IsDefined() || value.IsNull()) return std::nullopt;
  if (value.IsScalar()) return value.Scalar();
  faults_.expected(value, key_of(key), expected);
  return std::nullopt;
}

std::string SheetMap::text(const char* key, std::size_t most) {
  const auto expected = fmt::format("a text of at most {} bytes without control characters", most);
  const auto value = scalar(key, expected);
  if (!value) return {};
  if (value->size() <= most && !has_control(*value)) return *value;
  faults_.add(at(key), key_of(key),
              fmt::format("expected {}, found {} bytes{}", expected, value->size(),
                          has_control(*value) ? " with some" : ""));
  return {};
}

std::string SheetMap::word(const char* key, std::span<const char* const> choices) {
  const auto expected = fmt::format("one of {}", fmt::join(choices, ", "));
  const auto value = scalar(key, expected);
  if (!value) return {};
  if (std::find(choices.begin(), choices.end(), *value) != choices.end()) return *value;
  wrong(key, expected);
  return {};
}

std::optional<std::int64_t> SheetMap::whole(const char* key, std::int64_t least,
                                            std::int64_t most) {
  const auto expected = fmt::format("a whole number from {} to {}", least, most);
  const auto text = scalar(key, expected);
  if (!text) return std::nullopt;
  const auto value = parse<std::int64_t>(*text);
  if (value && *value >= least && *value <= most) return value;
  wrong(key, expected);
  return std::nullopt;
}

std::optional<double> SheetMap::number(const char* key, double least, double most) {
  const auto expected = fmt::format("a number from {} to {}", least, most);
  const auto text = scalar(key, expected);
  if (!text) return std::nullopt;
  const auto value = parse<double>(*text);
  if (value && std::isfinite(*value) && *value >= least && *value <= most) return value;
  wrong(key, expected);
  return std::nullopt;
}

std::optional<bool> SheetMap::flag(const char* key) {
  const auto text = scalar(key, "true or false");
  if (!text) return std::nullopt;
  if (*text == "true" || *text == "yes") return true;
  if (*text == "false" || *text == "no") return false;
  wrong(key, "true or false");
  return std::nullopt;
}

SheetMap SheetMap::map(const char* key) { return {faults_, find(key), key_of(key)}; }

std::vector<YAML::Node> SheetMap::list(const char* key, std::size_t most) {
  const auto value = find(key);
  if (!value.IsDefined() || value.IsNull()) return {};
  if (!value.IsSequence()) {
    faults_.expected(value, key_of(key), "a list");
    return {};
  }
  if (value.size() > most) {
    faults_.add(value, key_of(key),
                fmt::format("expected at most {} of them, found {}", most, value.size()));
    return {};
  }
  std::vector<YAML::Node> members;
  for (const auto& member : value) members.push_back(member);
  return members;
}

std::vector<std::int64_t> SheetMap::tracks(const char* key) {
  std::vector<std::int64_t> tracks;
  std::size_t i = 0;
  for (const auto& node : list(key, kMostTracks)) {
    const auto place = fmt::format("{}[{}]", key_of(key), i++);
    const auto value = node.IsScalar() ? parse<std::int64_t>(node.Scalar()) : std::nullopt;
    if (!value || *value < 1)
      faults_.expected(node, place, "a track's id, a whole number from 1");
    else if (std::find(tracks.begin(), tracks.end(), *value) != tracks.end())
      faults_.add(node, place, fmt::format("track {} stands in this list twice", *value));
    else
      tracks.push_back(*value);
  }
  return tracks;
}

void SheetMap::done() {
  std::set<std::string> seen;
  for (const auto& item : node_) {
    if (!item.first.IsScalar()) {
      faults_.expected(item.first, key_.empty() ? "the file" : key_, "a word as the key");
      continue;
    }
    const auto key = item.first.Scalar();
    const auto shown = key_of(shown_start(key));
    if (!seen.insert(key).second) faults_.add(item.first, shown, "stands here twice");
    if (!known_.contains(key))
      faults_.add(item.first, shown,
                  fmt::format("unknown key; the keys here are {}", fmt::join(known_, ", ")));
  }
}

}  // namespace touchline
