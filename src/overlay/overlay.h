// Draws people, ball, measures and captions straight onto the YUV planes of a frame.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "image/frame.h"
#include "kernels/canvas.h"
#include "overlay/colour.h"
#include "overlay/drawn.h"
#include "overlay/view.h"
#include "records/field.h"
#include "records/keypoint.h"
#include "records/sport_record.h"
#include "records/track.h"

namespace touchline {

/// How one side is named and coloured.
struct Side {
  std::string_view name;       ///< empty: "A" or "B"
  std::optional<Rgba> colour;  ///< nothing: the theme's
  bool chosen = false;         ///< the user's own colour: goes before the theme's
};

/// Why a side is drawn in its colour: the user's, the kit's, or the theme's: always, because the
/// kits look alike, because the kit is as grey as nobody's colour, because it is not known.
enum class TeamColour : std::uint8_t { chosen, kit, theme, alike, grey, unknown };
const char* to_string(TeamColour from);

struct ShownTeams {
  std::array<Rgba, 2> rgba;
  std::array<TeamColour, 2> from;
  bool operator==(const ShownTeams&) const = default;
};

/// Words about one person or place, beside or instead of a number.
struct Note {
  std::int64_t track_id = -1;
  std::string_view element;  ///< what drawn.jsonl calls it
  char text[24] = {};
  std::uint8_t size = 0;         ///< bytes of `text`
  std::optional<Vec2f> at = {};  ///< pixels; nothing: on the person's own label
  [[nodiscard]] std::string_view words() const { return {text, size}; }
};

/// One side's share of each cell of the field, for the radar's ground.
struct FieldShare {
  std::span<const float> of_a;  ///< 0..1, row-major from (-x, +y)
  int columns = 0, rows = 0;
  Nanoseconds pts_ns = 0;  ///< the frame that it is from
};

/// What one frame shows. Only values of the record appear here; everything is looked at during
/// draw() and not kept.
struct Scene {
  std::span<const TrackSample> people = {};
  const BallSample* ball = nullptr;  ///< null: no ball in this sport
  Nanoseconds pts_ns = 0;
  std::string_view caption = {};        ///< small line at the top left; empty: none
  const FieldView* view = nullptr;      ///< null: not calibrated
  const SportRecord* record = nullptr;  ///< null: nothing is measured
  std::array<Side, 2> sides = {};       ///< of Team::a and Team::b
  /// Teams are told apart in this run, so who has none is drawn neutral rather than by class.
  bool has_teams = false;
  std::int64_t shot = 0;  ///< changes with a cut: what stands in a corner may change it then
  std::span<const Body> bodies = {};
  std::span<const std::string> points = {};  ///< names of a body's points
  std::string_view notice = {};  ///< a state worth a word ("replay, not counted"); empty: none

  // What the sport's layers say of its record, for the general layers to show (Layer::follow):
  std::span<const Note> speeds = {}, marks = {};  ///< on people; at places
  std::span<const Note> names = {};               ///< on people, in place of the track's number
  std::optional<FieldShare> share = {};
  std::optional<std::int64_t> one_body = {};  ///< of this track alone the skeleton shows
  std::string_view facts = {};                ///< on the status line, each after three spaces
};

class Overlay {
 public:
  /// Fonts are shaped and cut into an atlas here, sized for frames of `info`. Errc::bad_config
  /// names the theme's key; Errc::no_device says why frames on `info.device` cannot be drawn on.
  /// Of a view from above, `info` may have any size and need not be the video's.
  static Result<std::unique_ptr<Overlay>> create(const OverlayOptions& options,
                                                 const FrameInfo& info);
  virtual ~Overlay() = default;
  /// Draws into `image` (I420 or NV12, the shape given to create). Stateful: the trail remembers
  /// past balls, and what a sport's layers show may fade.
  virtual void draw(Image& image, const Scene& scene) = 0;
  /// The same, bit for bit, for an overlay made for frames on a GPU: the work is queued on
  /// `stream`, so `image` can be handed on with stream.record(). `scene` is not needed any more
  /// when this returns.
  virtual Status draw(Image& image, const Scene& scene, cuda::Stream& stream) = 0;
  /// The same on any canvas of that shape.
  virtual void draw(Canvas& canvas, const Scene& scene) = 0;
  /// Every text on the picture of the last draw, until the next.
  [[nodiscard]] virtual std::span<const DrawnText> drawn() const = 0;
  /// The sides' colours on it.
  [[nodiscard]] virtual const ShownTeams& teams() const = 0;
};

}  // namespace touchline
