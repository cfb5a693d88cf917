#include "sports/badminton/layers.h"

#include <algorithm>

#include "overlay/note_text.h"
#include "sports/badminton/play_layers.h"
#include "sports/badminton/record.h"

namespace touchline::badminton {
namespace {

/// General layers are handed the players instead of everybody, unless bystanders are to show.
class PlayersLayer final : public Layer {
 public:
  explicit PlayersLayer(const LayerSetup& s)
      : Layer(Depth::lines), all_(s.options.show_bystanders), speeds_(s.shows("speed")) {}

  void follow(Scene& scene) override {
    const auto* record = badminton_of(scene.record);
    if (!record) return;
    if (speeds_) tell_speeds(*record, scene);
    name_players(*record, scene);
    if (all_) return;
    const auto plays = [&](std::int64_t track_id) {
      return std::any_of(
          record->players.begin(), record->players.end(),
          [&](const PlayerNow& player) { return player.track_id && *player.track_id == track_id; });
    };
    people_.clear();
    for (const auto& one : scene.people)
      if (plays(one.track_id)) people_.push_back(one);
    bodies_.clear();
    for (const auto& body : scene.bodies)
      if (plays(body.track_id)) bodies_.push_back(body);
    scene.people = people_;
    scene.bodies = bodies_;
  }

 private:
  /// By the numbers that record and report give them.
  void name_players(const BadmintonRecord& record, Scene& scene) {
    names_.clear();
    for (const PlayerNow& player : record.players) {
      if (!player.track_id) continue;
      auto& note = names_.emplace_back();
      note.track_id = *player.track_id;
      note.element = "id";
      write(note, "P{}", player.number);
    }
    scene.names = names_;
  }

  void tell_speeds(const BadmintonRecord& record, Scene& scene) {
    notes_.clear();
    for (const PlayerNow& player : record.players) {
      if (!player.track_id || !player.speed_m_s) continue;
      auto& note = notes_.emplace_back();
      note.track_id = *player.track_id;
      note.element = "speed";
      write(note, "{:.1f} m/s", *player.speed_m_s);
    }
    scene.speeds = notes_;
  }

  bool all_, speeds_;
  std::vector<Note> notes_, names_;
  std::vector<TrackSample> people_;
  std::vector<Body> bodies_;
};

}  // namespace

std::vector<std::unique_ptr<Layer>> badminton_layers(const LayerSetup& s) {
  std::vector<std::unique_ptr<Layer>> layers;
  layers.push_back(std::make_unique<PlayersLayer>(s));
  add_play_layers(s, layers);
  return layers;
}

}  // namespace touchline::badminton
