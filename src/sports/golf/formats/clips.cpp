#include "sports/golf/formats/clips.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/text_file.h"
#include "records/read.h"
#include "sink/mp4_cut.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

namespace fs = std::filesystem;

bool is_clip(const std::string& name) {
  return name.starts_with("swing-") && name.ends_with(".mp4");
}

/// What an earlier cut left of swings that are no more.
void remove_others(const fs::path& folder, const std::vector<std::string>& written) {
  std::error_code error;
  std::vector<fs::path> old;
  for (const auto& file : fs::directory_iterator(folder, error))
    if (is_clip(file.path().filename().string()) &&
        std::find(written.begin(), written.end(), file.path().string()) == written.end())
      old.push_back(file.path());
  for (const auto& path : old) fs::remove(path, error);
}

}  // namespace

WrittenFiles convert_clips(const ConvertInput& in, const std::string& dir) {
  if (!in.clock.video)
    return fail(Errc::usage, in.run_dir,
                "'{}': clips are cut out of annotated.mp4, by its own clock; 'touchline render' "
                "draws it where there is none",
                in.run_dir);
  const auto video = (fs::path(in.run_dir) / "annotated.mp4").string();
  TL_ASSIGN(const auto events, read_events((fs::path(in.run_dir) / "events.jsonl").string()));
  std::vector<std::string> written;
  for (const Event& event : events) {
    const auto swing = swing_of(event);
    if (!swing) continue;
    const auto path = (fs::path(dir) / clip_file(swing->number)).string();
    TL_CHECK(make_folder_of(path));
    const Nanoseconds from = clip_begin(event.start_ns, in.clock.origin_ns);
    TL_CHECK(cut_mp4(video, path, from - in.clock.origin_ns,
                     event.end_ns + kClipMargin - in.clock.origin_ns));
    written.push_back(path);
  }
  remove_others(fs::path(dir) / kClips, written);
  return written;
}

std::set<std::int64_t> clips_in(const std::string& run_dir, std::span<const Swing> swings) {
  std::set<std::int64_t> numbers;
  std::error_code error;
  for (const Swing& swing : swings)
    if (!swing.rejected && fs::exists(fs::path(run_dir) / clip_file(swing.number), error))
      numbers.insert(swing.number);
  return numbers;
}

}  // namespace touchline::golf
