// Reading a JSON answer of the library for a page: what is missing or null is told apart from 0.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace touchline::cli {

using Json = nlohmann::ordered_json;

/// The value at a path like "/coverage/ball_measured"; null when it is not there.
const Json& at(const Json& json, const char* path);
std::optional<double> number_at(const Json& json, const char* path);
/// Safe to print; empty when there is none.
std::string text_at(const Json& json, const char* path);

/// "62 %", "1.2 m", "4:05", "3.4 MB"; "unknown" for what is not known.
std::string percent(const std::optional<double>& share);
std::string fixed(const std::optional<double>& value, int digits, const char* unit = "");
std::string clock(const std::optional<double>& seconds);
std::string size(const std::optional<double>& bytes);
/// "1 frame", "25 frames".
std::string count(double number, const char* one, const char* many);
/// A value of any kind on one line; lists are joined with commas.
std::string value_text(const Json& value);
/// A key as it is said: "id_switches" is "id switches"; that of a setting stays.
std::string key_words(const std::string& key);
/// The last part of a path or an address.
std::string file_name(const std::string& path);

}  // namespace touchline::cli
