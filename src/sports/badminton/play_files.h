// A match's rallies and strokes as files: play.json and strokes.csv.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_line.h"
#include "base/text_file.h"
#include "sports/badminton/match_play.h"

namespace touchline::badminton {

/// What a file of rallies says about the recording.
struct PlaySheet {
  std::string video_name;
  double fps = 0;  ///< nominal; strokes have their own times
  PlayRules rules;
  const char* why_none = nullptr;  ///< why nothing could be told; null: it could
};

/// Both grow while rallies end, and take their places when they are closed.
class PlayFiles {
 public:
  /// In the folder `dir`. Errc::io names the file.
  static Result<PlayFiles> create(const std::string& dir, const PlaySheet& sheet);
  void write(const PlayedRally& rally);
  /// The sums follow. `total_frames` that were followed. The files' paths.
  Result<std::vector<std::string>> close(const Hands& hands, std::int64_t total_frames);

 private:
  PlayFiles(TextFile json, TextFile csv, const PlaySheet& sheet)
      : json_(std::move(json)),
        csv_(std::move(csv)),
        video_(sheet.video_name),
        method_(sheet.rules.method) {}
  void begin(const PlaySheet& sheet);

  TextFile json_, csv_;
  std::unique_ptr<JsonLine> line_ = std::make_unique<JsonLine>();
  std::string video_;
  HitMethod method_;
  PlaySums sums_;
  bool any_ = true;  ///< rallies could be told
};

/// The line's columns, and a stroke's line of strokes.csv.
std::string strokes_csv_header();
std::string strokes_csv_line(const std::string& video, const PlayedShot& played, int rally,
                             int number);

}  // namespace touchline::badminton
