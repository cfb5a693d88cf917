#include "sink/mp4_fragments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/file.h"
#include "base/log.h"

namespace touchline::mp4 {
namespace {

/// A moof of ours is a few kilobytes; one far larger is damage.
constexpr std::uint64_t kLargestIndex = std::uint64_t{64} << 20;
constexpr std::uint32_t kNotSync = 0x10000;

Error unknown(const RandomFile& file, const char* what) {
  return fail(Errc::bad_input, redact(file.path()), "{}: {}; expected a video file of a run",
              redact(file.path()), what);
}

/// The header of the box at `offset`; its size is bounded by the file's. None at the end, or where
/// the box is not whole.
Result<std::optional<BoxHeader>> header_at(const RandomFile& file, std::uint64_t offset) {
  std::uint8_t first[16];
  const auto there =
      std::min<std::uint64_t>(sizeof first, file.size() - std::min(offset, file.size()));
  TL_CHECK(file.read(offset, std::span(first).first(static_cast<std::size_t>(there))));
  auto header = read_header(std::span(first).first(static_cast<std::size_t>(there)));
  if (header && header->size == 0) header->size = file.size() - offset;
  if (header && header->size > file.size() - offset) header.reset();
  return header;
}

Result<Bytes> body_at(const RandomFile& file, std::uint64_t offset, const BoxHeader& header) {
  if (header.size > kLargestIndex) return unknown(file, "an index of more than 64 MB");
  Bytes body(static_cast<std::size_t>(header.size) - header.header);
  TL_CHECK(file.read(offset + header.header, body));
  return body;
}

/// trex and tfhd: which sample a track or a fragment has where nothing else is said.
void read_usual(Sample& usual, std::uint32_t flags) { usual.sync = !(flags & kNotSync); }

std::optional<Header::Track> read_track(View trak) {
  Header::Track track;
  track.trak = trak;
  const auto tkhd = find(trak, code("tkhd"));
  const auto mdhd = find(trak, {code("mdia"), code("mdhd")});
  const auto hdlr = find(trak, {code("mdia"), code("hdlr")});
  if (!tkhd || !mdhd || !hdlr || !find(trak, {code("mdia"), code("minf"), code("stbl")}))
    return std::nullopt;
  const auto time_width = [](Reader& reader) { return reader.u32() >> 24 == 1 ? 8U : 4U; };
  Reader id(tkhd->body), clock(mdhd->body), kind(hdlr->body);
  id.take(2 * time_width(id));
  track.id = id.u32();
  clock.take(2 * time_width(clock));
  track.timescale = clock.u32();
  kind.take(8);
  track.video = kind.u32() == code("vide");
  if (!id.ok() || !clock.ok() || !kind.ok() || track.timescale == 0) return std::nullopt;
  return track;
}

Status read_tracks(const RandomFile& file, Header& header) {
  for (const auto& box : boxes_in(header.moov)) {
    if (box.type != code("trak")) continue;
    const auto track = read_track(box.body);
    if (!track) return unknown(file, "a track that does not describe itself");
    header.tracks.push_back(*track);
  }
  if (!find(header.moov, code("mvhd"))) return unknown(file, "a header without its times");
  const auto mvex = find(header.moov, code("mvex"));
  header.fragmented = mvex.has_value();
  if (!mvex) return {};
  for (const auto& box : boxes_in(mvex->body)) {
    if (box.type != code("trex")) continue;
    Reader reader(box.body);
    reader.take(4);
    const auto id = reader.u32();
    reader.take(4);
    for (auto& track : header.tracks) {
      if (track.id != id) continue;
      track.usual.duration = reader.u32();
      track.usual.size = reader.u32();
      read_usual(track.usual, reader.u32());
    }
  }
  return {};
}

/// Reads one traf into runs. False: not as we write them.
bool read_traf(View traf, const Header& header, std::uint64_t moof_offset, std::vector<Run>& runs) {
  const auto tfhd = find(traf, code("tfhd")), tfdt = find(traf, code("tfdt"));
  if (!tfhd || !tfdt) return false;
  Reader head(tfhd->body);
  const auto flags = head.u32();
  const auto id = head.u32();
  const auto track = std::find_if(header.tracks.begin(), header.tracks.end(),
                                  [&](const auto& t) { return t.id == id; });
  constexpr std::uint32_t kBaseOffset = 0x1, kDescription = 0x2, kDuration = 0x8, kSize = 0x10,
                          kFlags = 0x20, kFromMoof = 0x20000;
  if (track == header.tracks.end() || (flags & kBaseOffset) || !(flags & kFromMoof)) return false;
  Sample usual = track->usual;
  if (flags & kDescription) head.u32();
  if (flags & kDuration) usual.duration = head.u32();
  if (flags & kSize) usual.size = head.u32();
  if (flags & kFlags) read_usual(usual, head.u32());
  Reader clock(tfdt->body);
  auto time = clock.number(clock.u32() >> 24 == 1 ? 8 : 4);
  if (!head.ok() || !clock.ok()) return false;

  for (const auto& box : boxes_in(traf)) {
    if (box.type != code("trun")) continue;
    constexpr std::uint32_t kOffset = 0x1, kFirst = 0x4, kEachDuration = 0x100, kEachSize = 0x200,
                            kEachFlags = 0x400, kEachComposition = 0x800;
    Reader reader(box.body);
    const auto what = reader.u32() & 0xffffff;
    const std::uint64_t count = reader.u32();
    if (!(what & kOffset)) return false;
    Run run;
    run.track = static_cast<std::size_t>(track - header.tracks.begin());
    run.time = time;
    run.offset = moof_offset + static_cast<std::uint64_t>(static_cast<std::int32_t>(reader.u32()));
    std::optional<std::uint32_t> first;
    if (what & kFirst) first = reader.u32();
    // A sample that says nothing of itself has a size all the same, and lies in the file.
    if (!(what & kEachSize) && (usual.size == 0 || count > kLargestIndex)) return false;
    if ((what & kEachSize) && count > reader.rest().size() / 4) return false;
    for (std::uint64_t i = 0; i < count; ++i) {
      Sample sample = usual;
      if (what & kEachDuration) sample.duration = reader.u32();
      if (what & kEachSize) sample.size = reader.u32();
      if (what & kEachFlags) read_usual(sample, reader.u32());
      if (i == 0 && first) read_usual(sample, *first);
      if (what & kEachComposition) sample.composition = static_cast<std::int32_t>(reader.u32());
      run.bytes += sample.size;
      time += sample.duration;
      run.samples.push_back(sample);
    }
    if (!reader.ok()) return false;
    if (!run.samples.empty()) runs.push_back(std::move(run));
  }
  return true;
}

}  // namespace

Result<RandomFile> RandomFile::open(const std::string& path) {
  RandomFile file;
  file.path_ = path;
  file.fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file.fd_ < 0) return io_error(path, "open the file", errno);
  struct stat about{};
  if (::fstat(file.fd_, &about) != 0) return io_error(path, "read the file", errno);
  if (!S_ISREG(about.st_mode)) return unknown(file, "is no regular file");
  file.size_ = static_cast<std::uint64_t>(about.st_size);
  return file;
}

RandomFile& RandomFile::operator=(RandomFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  std::swap(path_, other.path_);
  return *this;
}

RandomFile::~RandomFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status RandomFile::read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const auto n = ::pread(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return io_error(path_, "read the file", n < 0 ? errno : EIO);
    offset += static_cast<std::uint64_t>(n);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<Header> read_header(const RandomFile& file) {
  Header header;
  for (std::uint64_t at = 0;;) {
    TL_ASSIGN(const auto box, header_at(file, at));
    if (!box) return unknown(file, "no whole header");
    if (at == 0 && box->type != code("ftyp")) return unknown(file, "is no MP4 file");
    if (box->type == code("moov")) {
      TL_ASSIGN(header.moov, body_at(file, at, *box));
      header.first_fragment = at + box->size;
      TL_CHECK(read_tracks(file, header));
      return header;
    }
    at += box->size;
  }
}

Status for_each_run(const RandomFile& file, const Header& header,
                    const std::function<void(const Run&)>& use) {
  for (std::uint64_t at = header.first_fragment;;) {
    TL_ASSIGN(const auto box, header_at(file, at));
    if (!box) return {};
    const auto next = at + box->size;
    if (box->type != code("moof")) {
      at = next;
      continue;
    }
    TL_ASSIGN(const auto data, header_at(file, next));
    if (!data || data->type != code("mdat")) return {};
    TL_ASSIGN(const Bytes moof, body_at(file, at, *box));
    std::vector<Run> runs;
    for (const auto& traf : boxes_in(moof))
      if (traf.type == code("traf") && !read_traf(traf.body, header, at, runs))
        return unknown(file, "a fragment of another kind");
    const auto begin = next + data->header, end = next + data->size;
    for (const auto& run : runs)
      if (run.offset < begin || run.bytes > end - begin || run.offset > end - run.bytes)
        return unknown(file, "a fragment whose data lie elsewhere");
    for (const auto& run : runs) use(run);
    at = end;
  }
}

}  // namespace touchline::mp4
