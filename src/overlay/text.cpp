#include "overlay/text.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb-ft.h>
#include <hb.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <type_traits>
#include <unordered_map>

namespace touchline {
namespace {

template <auto kFree>
struct FreeWith {
  template <class T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};

using UniqueLibrary =
    std::unique_ptr<std::remove_pointer_t<FT_Library>, FreeWith<FT_Done_FreeType>>;
using UniqueFace = std::unique_ptr<std::remove_pointer_t<FT_Face>, FreeWith<FT_Done_Face>>;
using UniqueHbFont = std::unique_ptr<hb_font_t, FreeWith<hb_font_destroy>>;
using UniqueHbBuffer = std::unique_ptr<hb_buffer_t, FreeWith<hb_buffer_destroy>>;

// Light hinting fits stems to rows only: crisp at small sizes, with the spacing its designer drew.
constexpr FT_Int32 kLoadFlags = FT_LOAD_TARGET_LIGHT;

int round_26_6(long value) { return static_cast<int>((value + 32) >> 6); }

struct Glyph {
  int left = 0, top = 0, width = 0, height = 0;  ///< bearing from the pen, pixels
  std::size_t offset = 0;                        ///< into the atlas, packed rows
};

}  // namespace

struct Typeface::State {
  std::string path;
  UniqueLibrary library;
  UniqueFace face;
  UniqueHbFont font;
  UniqueHbBuffer buffer;
  std::unordered_map<std::uint32_t, Glyph> glyphs;
  std::vector<std::uint8_t> atlas;
  int cap_height = 0;

  /// Draws a glyph into the atlas unless it is there. One that cannot be drawn stays empty.
  void add(std::uint32_t index) {
    if (glyphs.count(index) != 0) return;
    Glyph& glyph = glyphs[index];
    if (FT_Load_Glyph(face.get(), index, kLoadFlags | FT_LOAD_RENDER) != 0) return;
    const FT_GlyphSlot slot = face->glyph;
    if (slot->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY) return;
    glyph = {slot->bitmap_left, slot->bitmap_top, static_cast<int>(slot->bitmap.width),
             static_cast<int>(slot->bitmap.rows), atlas.size()};
    for (int y = 0; y < glyph.height; ++y) {
      const std::uint8_t* row = slot->bitmap.buffer + y * slot->bitmap.pitch;
      atlas.insert(atlas.end(), row, row + glyph.width);
    }
  }
};

Typeface::Typeface(std::unique_ptr<State> state) : state_(std::move(state)) {}
Typeface::~Typeface() = default;
Typeface::Typeface(Typeface&&) noexcept = default;
Typeface& Typeface::operator=(Typeface&&) noexcept = default;

int Typeface::cap_height() const { return state_->cap_height; }
const std::string& Typeface::path() const { return state_->path; }

Result<Typeface> Typeface::open(const std::vector<std::string>& paths, float size_px) {
  const auto found = std::find_if(paths.begin(), paths.end(), [](const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
  });
  if (found == paths.end())
    return fail(Errc::bad_config, "fonts",
                "no font found; tried {}. Install fonts-inter or fonts-dejavu-core, or name a font "
                "file under 'fonts' in the theme",
                fmt::join(paths, ", "));

  auto state = std::make_unique<State>();
  state->path = *found;
  FT_Library library = nullptr;
  if (const int error = FT_Init_FreeType(&library); error != 0)
    return fail(Errc::internal, "FreeType", "FreeType does not start: error {}", error);
  state->library.reset(library);

  FT_Face face = nullptr;
  if (const int error = FT_New_Face(library, found->c_str(), 0, &face); error != 0)
    return fail(Errc::bad_config, *found, "{} is not a font FreeType can open: error {}", *found,
                error);
  state->face.reset(face);
  const auto size = std::max(6L, std::lround(size_px)) * 64;  // whole pixels keep stems even
  if (const int error = FT_Set_Char_Size(face, 0, size, 72, 72); error != 0)
    return fail(Errc::bad_config, *found, "{} cannot be scaled to {} px: error {}", *found,
                size / 64, error);

  state->font.reset(hb_ft_font_create_referenced(face));
  hb_ft_font_set_load_flags(state->font.get(), kLoadFlags);
  state->buffer.reset(hb_buffer_create());

  Typeface typeface(std::move(state));
  for (char c = ' '; c <= '~'; ++c) typeface.shape({&c, 1});
  const TextRun run = typeface.shape("H");
  if (!run.items.empty())
    typeface.state_->cap_height = typeface.state_->glyphs[run.items.front().glyph].top;
  return typeface;
}

TextRun Typeface::shape(std::string_view text) {
  TextRun run;
  shape(text, run);
  return run;
}

void Typeface::shape(std::string_view text, TextRun& run) {
  static const hb_feature_t kTabularDigits = {HB_TAG('t', 'n', 'u', 'm'), 1, 0,
                                              HB_FEATURE_GLOBAL_END};
  hb_buffer_t* buffer = state_->buffer.get();
  hb_buffer_clear_contents(buffer);
  hb_buffer_add_utf8(buffer, text.data(), static_cast<int>(text.size()), 0, -1);
  hb_buffer_guess_segment_properties(buffer);
  hb_shape(state_->font.get(), buffer, &kTabularDigits, 1);

  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* places = hb_buffer_get_glyph_positions(buffer, nullptr);
  run.items.clear();
  long pen = 0;
  for (unsigned i = 0; i < count; ++i) {
    state_->add(infos[i].codepoint);
    run.items.push_back({infos[i].codepoint, round_26_6(pen + places[i].x_offset),
                         -round_26_6(places[i].y_offset)});
    pen += places[i].x_advance;
  }
  run.width = round_26_6(pen);
}

void Typeface::draw(const TextRun& run, int x, int baseline, std::uint8_t* mask, int width,
                    int height) const {
  for (const auto& item : run.items) {
    const auto found = state_->glyphs.find(item.glyph);
    if (found == state_->glyphs.end()) continue;
    const Glyph& glyph = found->second;
    const int left = x + item.x + glyph.left, top = baseline + item.y - glyph.top;
    for (int gy = std::max(0, -top); gy < std::min(glyph.height, height - top); ++gy) {
      const std::uint8_t* from =
          state_->atlas.data() + glyph.offset + static_cast<std::size_t>(gy * glyph.width);
      std::uint8_t* to = mask + (top + gy) * width + left;
      for (int gx = std::max(0, -left); gx < std::min(glyph.width, width - left); ++gx)
        to[gx] = static_cast<std::uint8_t>(std::min(255, to[gx] + from[gx]));
    }
  }
}

}  // namespace touchline
