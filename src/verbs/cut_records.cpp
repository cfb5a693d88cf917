#include "verbs/cut_records.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text_file.h"
#include "records/pose_file.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

/// With a line per frame and row of events.jsonl: which key says the frame.
struct Record {
  const char *file, *key;
  bool every_frame;  ///< a frame without its line was not written whole
};
constexpr Record kRecords[] = {
    {"observations.jsonl", "\"frame\":", true}, {"tracking.jsonl", "\"frame\":", true},
    {"calibration.jsonl", "\"frame\":", true},  {"measures.jsonl", "\"frame\":", true},
    {"drawn.jsonl", "\"frame\":", false},       {"events.jsonl", "\"row\":", false},
    {"sounds.jsonl", "\"frame\":", false}};  // of no frame: what was heard stays

/// The number after `key`; none when it is null.
std::optional<std::int64_t> number_after(std::string_view line, std::string_view key) {
  const auto at = line.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  const auto* from = line.data() + at + key.size();
  const auto parsed = std::from_chars(from, line.data() + line.size(), value);
  return parsed.ec == std::errc() ? std::optional(value) : std::nullopt;
}

/// What a power cut leaves is a line without its end, or zeros.
bool looks_whole(std::string_view line) {
  return line.size() > 2 && line.front() == '{' && line.back() == '}' &&
         line.find('\0') == std::string_view::npos;
}

struct Extent {
  std::uint64_t bytes = 0;           ///< of whole lines
  std::optional<std::int64_t> last;  ///< frame of the last of them
};

/// How far the lines of `path` are whole and of frames up to `until`.
Extent extent_of(const std::string& path, const Record& record, std::optional<std::int64_t> until) {
  Extent extent, before;
  std::ifstream in(path, std::ios::binary);
  std::string line;
  std::string last_line;
  while (std::getline(in, line) && !in.eof() && looks_whole(line)) {
    const auto frame = number_after(line, record.key);
    if (until && frame && *frame > *until) break;
    before = extent;
    extent.bytes += line.size() + 1;
    if (frame) extent.last = frame;
    last_line.swap(line);
  }
  const bool parses = last_line.empty() || nlohmann::json::accept(last_line);
  return parses ? extent : before;
}

Status cut(const std::string& path, std::uint64_t bytes) {
  std::error_code error;
  if (fs::file_size(path, error) == bytes) return {};
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return io_error(path, "open the file", errno);
  const bool done = ::ftruncate(fd, static_cast<off_t>(bytes)) == 0 && ::fsync(fd) == 0;
  const int reason = errno;
  ::close(fd);
  if (!done) return io_error(path, "cut the file to its last whole line", reason);
  return {};
}

/// The last frame of poses.bin that is whole.
Result<std::optional<std::int64_t>> last_of(PoseReader& poses) {
  std::optional<std::int64_t> last;
  Observation seen;
  for (;;) {
    TL_ASSIGN(const bool any, poses.next(seen));
    if (!any) return last;
    last = seen.frame;
  }
}

/// Its frames up to `last` again, with their index.
Status mend(const std::string& path, PoseReader& poses, std::optional<std::int64_t> last) {
  TL_ASSIGN(auto writer, PoseWriter::create(part_of(path), poses.header()));
  poses.seek(0);
  Observation seen;
  for (;;) {
    TL_ASSIGN(const bool any, poses.next(seen));
    if (!any || !last || seen.frame > *last) break;
    TL_CHECK(writer.write(seen));
  }
  TL_CHECK(writer.close());
  return sync_and_put_in_place(path);
}

/// poses.bin of `dir`; null where there is none, or nothing that could be mended, which is removed.
Result<std::optional<PoseReader>> poses_in(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::optional<PoseReader>();
  if (auto poses = PoseReader::open(path)) return std::optional(std::move(*poses));
  if (!fs::remove(path, error)) return io_error(path, "remove the file", error.value());
  return std::optional<PoseReader>();
}

}  // namespace

Result<std::optional<std::int64_t>> cut_records(const std::string& dir) {
  const auto path = [&](const Record& record) { return (fs::path(dir) / record.file).string(); };
  const auto exists = [&](const Record& record) {
    std::error_code error;
    return fs::exists(path(record), error);
  };
  std::optional<std::int64_t> last;
  bool any = false;
  for (const auto& record : kRecords) {
    if (!record.every_frame || !exists(record)) continue;
    const auto its_last = extent_of(path(record), record, {}).last;
    // A file without a line leaves no frame at all.
    last = any ? std::min(last, its_last) : its_last;
    any = true;
  }
  const auto poses_path = (fs::path(dir) / "poses.bin").string();
  TL_ASSIGN(auto poses, poses_in(poses_path));
  if (poses) {
    TL_ASSIGN(const auto its_last, last_of(*poses));
    last = any ? std::min(last, its_last) : its_last;
    TL_CHECK(mend(poses_path, *poses, last));
  }
  for (const auto& record : kRecords)
    if (exists(record))
      TL_CHECK(cut(path(record), extent_of(path(record), record, last.value_or(-1)).bytes));
  return last;
}

}  // namespace touchline
