// A match that never took place: what `touchline demo` films, and what it holds a run against.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/linear.h"
#include "image/frame.h"

namespace touchline {

struct DemoAsk {
  double seconds = 10;
  std::uint64_t seed = 1;  ///< which match
  std::string camera;      ///< empty: the sport's first
  std::string game = {};   ///< likewise, where it has several
};

/// For a sport with one game: Errc::usage where another is asked for.
inline Status only_game(const DemoAsk& ask) {
  if (ask.game.empty()) return {};
  return fail(Errc::usage, "--game",
              "no game '{}': this sport's demo has only one; leave --game out", ask.game);
}

/// The run of what was filmed.
struct DemoRun {
  std::string dir;
  std::vector<std::string> classes;  ///< their names; a class id is the index
  int ball_class = -1;
};

class Demo {
 public:
  virtual ~Demo() = default;

  std::string camera;              ///< its name
  int width = 1280, height = 720;  ///< of its pictures
  double fps = 25;

  /// Valid as long as the frame lives; times are asked for in any order.
  virtual Frame picture(double t_s) = 0;
  /// Where the ball is in the picture of that time, pixels; null: at least half of it does not
  /// show, or there is no ball.
  [[nodiscard]] virtual std::optional<Vec2d> ball_at(double /*t_s*/) const { return std::nullopt; }
  /// How far the run's numbers are from the truth.
  [[nodiscard]] virtual Result<nlohmann::ordered_json> score(const DemoRun& run) const = 0;
};

/// Errc::usage for a camera or a game that the sport has not.
using MakeDemo = Result<std::unique_ptr<Demo>> (*)(const DemoAsk& ask);

}  // namespace touchline
