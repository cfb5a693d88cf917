// What the virtual camera shows of a picture, and the rules it goes by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "director/ball_course.h"
#include "geometry/polygon.h"

namespace touchline::director {

/// What the camera is about.
enum class Subject { ball, play, all };
/// "ball"; "play": the people, as no ball is known; "all": the whole picture, as nobody is known.
const char* to_string(Subject subject);

/// One frame's window, in widths of the picture.
struct Framing {
  Nanoseconds pts_ns = 0;
  Vec2d centre;
  double width = 1, height = 0.5625;
  Subject subject = Subject::all;
  std::optional<BallView> ball;  ///< as the director takes it; null: lost
};

/// How far the camera may go from one moment to the next. The zoom is the width's logarithm.
struct PathLimits {
  double speed = 0.5;              ///< of the centre, widths/s, along each axis
  double acceleration = 1.2;       ///< widths/s^2
  double zoom_speed = 0.4;         ///< 1/s
  double zoom_acceleration = 0.8;  ///< 1/s^2
  double stiffness = 4;            ///< of the approach near the aim, 1/s
};

struct DirectorOptions {
  double aspect = 16.0 / 9;  ///< of what is shown, width / height
  /// It sees so far ahead, and tells of a frame so much later. Widths, centres and limits hold for
  /// any.
  double lookahead_s = 1;
  bool people_only = false;  ///< no ball is followed
  double body = 0.17;        ///< a body's height in the shown picture's
  double faster = 0.4;       ///< how much wider for a ball at `fast`
  double fast = 10;          ///< bodies/s
  double wider = 1.5;        ///< how much wider at least when no ball is known
  double dead_zone = 0.1;    ///< the ball may move so far from the middle, in shown widths/heights
  double zoom_dead_zone = 0.08;  ///< relative
  double narrowest = 0.2;        ///< widths: how far it may zoom in
  double widest = 1;             ///< widths: how much of the picture it uses at most
  PathLimits limits;
  BallRule ball;
  std::vector<Polygon> excluded;  ///< no ball is looked for here; widths
};

/// "broadcast", "action", "wide" or "players"; null: there is no such preset.
std::optional<DirectorOptions> director_preset(std::string_view name);
/// Their names.
std::vector<std::string> director_presets();

/// The widest window of this shape in a picture `height` widths high.
double widest_window(const DirectorOptions& options, double height);

}  // namespace touchline::director
