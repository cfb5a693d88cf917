#include "sink/mp4_ordinary.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "base/log.h"
#include "base/text_file.h"
#include "sink/mp4_fragments.h"

namespace touchline {
namespace {

using namespace mp4;

constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kCopy = std::size_t{1} << 20;

/// Equal values that follow each other, as MP4 counts them.
template <class Value>
struct Repeated {
  std::uint32_t count = 0;
  Value value{};
};
template <class Value>
void append(std::vector<Repeated<Value>>& all, Value value) {
  if (all.empty() || all.back().value != value) all.push_back({0, value});
  ++all.back().count;
}

/// One track's index, gathered fragment by fragment.
class Track {
 public:
  /// `offset`: where the run's data will lie, from the beginning of all data.
  void add(const Run& run, std::uint64_t offset) {
    if (sizes_.empty())
      start_ = run.time;
    else
      append(durations_, since_last(run.time));
    auto time = run.time;
    for (std::size_t i = 0; i < run.samples.size(); ++i) {
      const auto& sample = run.samples[i];
      if (i > 0) append(durations_, run.samples[i - 1].duration);
      sizes_.push_back(sample.size);
      append(compositions_, sample.composition);
      if (sample.sync) syncs_.push_back(static_cast<std::uint32_t>(sizes_.size()));
      last_time_ = time;
      last_duration_ = sample.duration;
      time += sample.duration;
    }
    chunks_.push_back(offset);
    if (per_chunk_.empty() || per_chunk_.back().value != run.samples.size())
      per_chunk_.push_back({static_cast<std::uint32_t>(chunks_.size()),
                            static_cast<std::uint32_t>(run.samples.size())});
  }
  /// No run follows.
  void end() {
    if (!sizes_.empty()) append(durations_, last_duration_);
  }

  /// False: two samples are too far apart for an ordinary file.
  [[nodiscard]] bool fits() const { return fits_; }
  [[nodiscard]] std::int64_t samples() const { return static_cast<std::int64_t>(sizes_.size()); }
  /// Of the first sample, and from it to the last one's end, in the track's clock.
  [[nodiscard]] std::uint64_t start() const { return start_; }
  [[nodiscard]] std::uint64_t duration() const {
    return sizes_.empty() ? 0 : last_time_ + last_duration_ - start_;
  }

  /// stbl, with the descriptions of `old`; `data`: where all data begin in the file.
  void write(Bytes& out, View old, std::uint64_t data, bool wide) const {
    const OpenBox stbl(out, code("stbl"));
    if (const auto stsd = find(old, code("stsd"))) put(out, stsd->whole);
    write_repeated(out, code("stts"), 0, durations_);
    const bool composed = std::any_of(compositions_.begin(), compositions_.end(),
                                      [](const auto& c) { return c.value != 0; });
    if (composed) write_repeated(out, code("ctts"), 1 << 24, compositions_);
    if (syncs_.size() != sizes_.size()) {
      const OpenBox stss(out, code("stss"), 0);
      put32(out, syncs_.size());
      for (const auto sample : syncs_) put32(out, sample);
    }
    {
      const OpenBox stsc(out, code("stsc"), 0);
      put32(out, per_chunk_.size());
      for (const auto& [first, samples] : per_chunk_) {
        put32(out, first);
        put32(out, samples);
        put32(out, 1);  // the description
      }
    }
    {
      const OpenBox stsz(out, code("stsz"), 0);
      put32(out, 0);  // each has a size of its own
      put32(out, sizes_.size());
      for (const auto size : sizes_) put32(out, size);
    }
    const OpenBox offsets(out, wide ? code("co64") : code("stco"), 0);
    put32(out, chunks_.size());
    for (const auto offset : chunks_) put(out, data + offset, wide ? 8 : 4);
  }

 private:
  std::uint32_t since_last(std::uint64_t time) {
    const auto apart = time > last_time_ ? time - last_time_ : 0;
    fits_ = fits_ && apart <= kMost32;
    return static_cast<std::uint32_t>(std::min(apart, kMost32));
  }

  template <class Value>
  static void write_repeated(Bytes& out, std::uint32_t type, std::uint32_t version,
                             const std::vector<Repeated<Value>>& all) {
    const OpenBox box(out, type, version);
    put32(out, all.size());
    for (const auto& [count, value] : all) {
      put32(out, count);
      put32(out, static_cast<std::uint32_t>(value));
    }
  }

  std::vector<Repeated<std::uint32_t>> durations_;
  std::vector<Repeated<std::int32_t>> compositions_;
  std::vector<std::uint32_t> sizes_, syncs_;
  std::vector<std::uint64_t> chunks_;
  std::vector<Repeated<std::uint32_t>>
      per_chunk_;  ///< `count`: the first chunk of which this holds
  std::uint64_t start_ = 0, last_time_ = 0;
  std::uint32_t last_duration_ = 0;
  bool fits_ = true;
};

/// `time` of a clock of `from` per second in one of `to`, rounded up: nothing is cut off.
std::uint64_t rescaled(std::uint64_t time, std::uint64_t from, std::uint64_t to) {
  const auto whole = time / from * to, part = time % from * to;
  return whole + (part + from - 1) / from;
}

/// mvhd, tkhd and mdhd: both times of `old` kept, `between` them and the duration as it is there.
void write_times(Bytes& out, std::uint32_t type, View old, std::size_t between,
                 std::optional<std::uint32_t> timescale, std::uint64_t duration) {
  Reader reader(old);
  const auto version_and_flags = reader.u32();
  const std::size_t had = version_and_flags >> 24 == 1 ? 8 : 4;
  const auto created = reader.number(had), changed = reader.number(had);
  Bytes middle;
  put(middle, reader.take(between));
  reader.number(had);
  const bool wide = duration >= kMost32 || created > kMost32 || changed > kMost32;
  const OpenBox box(out, type, (version_and_flags & 0xffffff) | (wide ? 1U << 24 : 0));
  const std::size_t width = wide ? 8 : 4;
  put(out, created, width);
  put(out, changed, width);
  if (timescale) {
    middle.clear();
    put32(middle, *timescale);
  }
  put(out, middle);
  put(out, duration, width);
  put(out, reader.rest());
}

/// Everything of the new file but the data.
class Index {
 public:
  explicit Index(const Header& header) : header_(header), tracks_(header.tracks.size()) {}

  Status gather(const RandomFile& file) {
    TL_CHECK(for_each_run(file, header_, [&](const Run& run) {
      tracks_[run.track].add(run, bytes_);
      if (!ranges_.empty() && ranges_.back().offset + ranges_.back().bytes == run.offset)
        ranges_.back().bytes += run.bytes;
      else
        ranges_.push_back({run.offset, run.bytes});
      bytes_ += run.bytes;
    }));
    for (auto& track : tracks_) {
      track.end();
      if (!track.fits())
        return fail(Errc::internal, redact(file.path()),
                    "a pause of many hours, longer than an ordinary file can hold");
    }
    set_clock();
    return {};
  }

  struct Range {
    std::uint64_t offset, bytes;
  };
  /// The data, in the order of the new file.
  [[nodiscard]] const std::vector<Range>& ranges() const { return ranges_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::int64_t samples(bool video) const {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < tracks_.size(); ++i)
      if (header_.tracks[i].video == video) count += tracks_[i].samples();
    return count;
  }

  /// ftyp, moov and the header of mdat.
  [[nodiscard]] Bytes head() const {
    // The index's size decides where the data begin, and that the width of its offsets.
    Bytes out = head_with(0, false);
    const bool wide = out.size() + bytes_ > kMost32;
    if (wide) out = head_with(0, true);
    return head_with(out.size(), wide);
  }

 private:
  /// A track that starts late says so in the movie's clock, which must hold its times exactly.
  void set_clock() {
    Reader reader(find(header_.moov, code("mvhd"))->body);
    reader.take(reader.u32() >> 24 == 1 ? 16 : 8);
    clock_ = std::max<std::uint64_t>(1, reader.u32());
    std::uint64_t exact = 1;
    bool late = false;
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      if (tracks_[i].start() == 0) continue;
      late = true;
      exact = std::lcm(exact, std::uint64_t{header_.tracks[i].timescale});
    }
    if (late && exact <= kMost32) clock_ = exact;
  }

  [[nodiscard]] std::uint64_t in_movie(std::size_t track, std::uint64_t time) const {
    return rescaled(time, header_.tracks[track].timescale, clock_);
  }
  [[nodiscard]] std::uint64_t length(std::size_t track) const {
    return in_movie(track, tracks_[track].start()) + in_movie(track, tracks_[track].duration());
  }

  [[nodiscard]] Bytes head_with(std::uint64_t data, bool wide) const {
    Bytes out;
    {
      const OpenBox ftyp(out, code("ftyp"));
      put32(out, code("isom"));
      put32(out, 0x200);
      for (const auto brand : {code("isom"), code("iso2"), code("avc1"), code("mp41")})
        put32(out, brand);
    }
    {
      const OpenBox moov(out, code("moov"));
      std::size_t track = 0;
      for (const auto& box : boxes_in(header_.moov)) {
        if (box.type == code("mvhd"))
          write_movie_header(out, box.body);
        else if (box.type == code("trak"))
          write_track(out, track++, data, wide);
        else if (box.type != code("mvex"))
          put(out, box.whole);
      }
    }
    const bool long_data = bytes_ + 8 > kMost32;
    put32(out, long_data ? 1 : bytes_ + 8);
    put32(out, code("mdat"));
    if (long_data) put(out, bytes_ + 16, 8);
    return out;
  }

  void write_movie_header(Bytes& out, View old) const {
    std::uint64_t longest = 0;
    for (std::size_t i = 0; i < tracks_.size(); ++i) longest = std::max(longest, length(i));
    write_times(out, code("mvhd"), old, 4, static_cast<std::uint32_t>(clock_), longest);
  }

  void write_track(Bytes& out, std::size_t track, std::uint64_t data, bool wide) const {
    const OpenBox trak(out, code("trak"));
    for (const auto& box : boxes_in(header_.tracks[track].trak)) {
      if (box.type == code("tkhd")) {
        write_times(out, code("tkhd"), box.body, 8, {}, length(track));
        write_edits(out, track);
      } else if (box.type == code("mdia")) {
        write_media(out, box.body, track, data, wide);
      } else if (box.type != code("edts")) {
        put(out, box.whole);
      }
    }
  }

  void write_edits(Bytes& out, std::size_t track) const {
    if (tracks_[track].start() == 0) return;
    const OpenBox edts(out, code("edts"));
    const bool wide = length(track) >= kMost32;
    const std::size_t width = wide ? 8 : 4;
    const OpenBox elst(out, code("elst"), wide ? 1U << 24 : 0);
    put32(out, 2);
    put(out, in_movie(track, tracks_[track].start()), width);
    put(out, ~std::uint64_t{0}, width);  // -1: nothing is shown
    put32(out, 1 << 16);
    put(out, in_movie(track, tracks_[track].duration()), width);
    put(out, 0, width);
    put32(out, 1 << 16);
  }

  void write_media(Bytes& out, View old, std::size_t track, std::uint64_t data, bool wide) const {
    const OpenBox mdia(out, code("mdia"));
    for (const auto& box : boxes_in(old)) {
      if (box.type == code("mdhd")) {
        write_times(out, code("mdhd"), box.body, 4, {}, tracks_[track].duration());
      } else if (box.type == code("minf")) {
        const OpenBox minf(out, code("minf"));
        for (const auto& part : boxes_in(box.body)) {
          if (part.type == code("stbl"))
            tracks_[track].write(out, part.body, data, wide);
          else
            put(out, part.whole);
        }
      } else {
        put(out, box.whole);
      }
    }
  }

  const Header& header_;
  std::vector<Track> tracks_;
  std::vector<Range> ranges_;
  std::uint64_t bytes_ = 0, clock_ = 1000;
};

/// Size of the pictures, from the first video track's description.
void read_size(const Header& header, Mp4Contents& contents) {
  for (const auto& track : header.tracks) {
    if (!track.video) continue;
    const auto stsd = find(track.trak, {code("mdia"), code("minf"), code("stbl"), code("stsd")});
    if (!stsd || stsd->body.size() < 8) return;
    const auto entries = boxes_in(stsd->body.subspan(8));
    if (entries.empty()) return;
    Reader entry(entries.front().body);
    entry.take(24);
    contents.width = static_cast<int>(entry.number(2));
    contents.height = static_cast<int>(entry.number(2));
    return;
  }
}

/// Of a file that is ordinary already.
void count_samples(const Header& header, Mp4Contents& contents) {
  for (const auto& track : header.tracks) {
    const auto stsz = find(track.trak, {code("mdia"), code("minf"), code("stbl"), code("stsz")});
    if (!stsz) continue;
    Reader reader(stsz->body);
    reader.take(8);
    (track.video ? contents.pictures : contents.sounds) += reader.u32();
  }
}

Status write_beside(const RandomFile& file, const Index& index) {
  const auto& path = file.path();
  TL_ASSIGN(File part, File::create(part_of(path), path));
  const Bytes head = index.head();
  // All room at once: a disk too small for two copies is not filled to the last byte first.
  TL_CHECK(part.reserve(head.size() + index.bytes()));
  TL_CHECK(part.append(head.data(), head.size()));
  Bytes buffer(kCopy);
  for (auto [offset, bytes] : index.ranges()) {
    while (bytes > 0) {
      const auto piece = std::span(buffer).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(bytes, buffer.size())));
      TL_CHECK(file.read(offset, piece));
      TL_CHECK(part.append(piece.data(), piece.size()));
      offset += piece.size();
      bytes -= piece.size();
    }
  }
  TL_CHECK(part.sync());
  return part.close();
}

}  // namespace

Result<Mp4Contents> make_ordinary_mp4(const std::string& path) {
  TL_ASSIGN(const RandomFile file, RandomFile::open(path));
  TL_ASSIGN(const Header header, read_header(file));
  Mp4Contents contents;
  contents.bytes = static_cast<std::int64_t>(file.size());
  read_size(header, contents);
  if (!header.fragmented) {
    count_samples(header, contents);
    return contents;
  }
  Index index(header);
  TL_CHECK(index.gather(file));
  contents.pictures = index.samples(true);
  contents.sounds = index.samples(false);
  if (index.bytes() == 0) return contents;
  if (auto written = write_beside(file, index); !written) {
    remove_part(path);
    return written.error();
  }
  TL_CHECK(put_in_place(path));
  contents.bytes = static_cast<std::int64_t>(index.head().size() + index.bytes());
  return contents;
}

}  // namespace touchline
