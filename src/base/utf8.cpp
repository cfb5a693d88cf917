#include "base/utf8.h"

#include <cstdint>

namespace touchline {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// What stands at the beginning of a text: one character, or one piece that is none.
struct Piece {
  std::size_t bytes = 1;
  char32_t point = 0;
  bool valid = false;
};

/// What a first byte asks for. The range of the second byte keeps out overlong forms, surrogates
/// and what lies above U+10FFFF (table 3-7 of the standard).
struct Lead {
  int more = -1;  ///< bytes after it; -1: no first byte
  unsigned char low = 0x80, high = 0xBF;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {0};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {1};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte < 0xF0) return {2};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte < 0xF4) return {3};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

Piece first_piece(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Lead lead = lead_of(byte(0));
  if (lead.more < 0) return {};
  Piece piece{1, byte(0), false};
  if (lead.more > 0) piece.point &= 0x3FU >> lead.more;
  for (int i = 0; i < lead.more; ++i, ++piece.bytes) {
    if (piece.bytes == text.size()) return piece;
    const auto next = byte(piece.bytes);
    const bool fits = i == 0 ? next >= lead.low && next <= lead.high : (next & 0xC0) == 0x80;
    if (!fits) return piece;
    piece.point = piece.point << 6 | (next & 0x3FU);
  }
  piece.valid = true;
  return piece;
}

bool is_blank(char32_t point) { return point == '\n' || point == '\r' || point == '\t'; }

bool commands(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) ||  // C0, DEL, C1
         (point >= 0x2028 && point <= 0x202E) ||             // separators, direction
         (point >= 0x2066 && point <= 0x2069);               // isolates
}

}  // namespace

bool valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const Piece piece = first_piece(text);
    if (!piece.valid) return false;
    text.remove_prefix(piece.bytes);
  }
  return true;
}

std::string to_valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Piece piece = first_piece(text);
    out += piece.valid ? text.substr(0, piece.bytes) : kReplacement;
    text.remove_prefix(piece.bytes);
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Piece piece = first_piece(text);
    if (!piece.valid)
      out += kReplacement;
    else if (is_blank(piece.point))
      out += ' ';
    else
      out += commands(piece.point) ? kReplacement : text.substr(0, piece.bytes);
    text.remove_prefix(piece.bytes);
  }
  return out;
}

}  // namespace touchline
