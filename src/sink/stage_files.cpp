#include "sink/stage_files.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/text_file.h"

namespace touchline {
namespace {

/// `text` as the inside of a JSON string.
std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

/// A CSV field of RFC 4180: quoted when it has to be.
std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '"') out += '"';
  }
  return out + '"';
}

std::string csv_number(double value, int decimals) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "";
}

}  // namespace

void TraceWriter::Lane::record(const TraceEvent& event) {
  std::lock_guard lock(mutex_);
  events_.push_back(event);
  if (events_.size() >= kBuffered) writer_.flush(thread_, events_);
}

TraceWriter::TraceWriter(File file, const TraceOptions& options)
    : file_(std::move(file)), options_(options), begin_ns_(wall_now()) {}

TraceWriter::~TraceWriter() {
  if (const auto status = close(); !status) return;  // asked for or not, nobody is left to tell
}

Result<std::unique_ptr<TraceWriter>> TraceWriter::open(const std::string& path,
                                                       const TraceOptions& options) {
  TL_ASSIGN(File file, File::create(path));
  // Commas lead, so that the text is always "[" and whole elements.
  constexpr std::string_view kStart =
      "[\n{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"tid\":0,\"args\":{\"name\":"
      "\"touchline\"}}";
  TL_CHECK(file.append(kStart.data(), kStart.size()));
  return std::unique_ptr<TraceWriter>(new TraceWriter(std::move(file), options));
}

TraceWriter::Lane& TraceWriter::lane(std::string_view name) {
  std::lock_guard lock(mutex_);
  const int thread = static_cast<int>(lanes_.size()) + 1;
  lanes_.push_back(std::unique_ptr<Lane>(new Lane(*this, thread)));
  fmt::format_to(std::back_inserter(text_),
                 ",\n{{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":{0},\"args\":{{"
                 "\"name\":\"{1}\"}}}}"
                 ",\n{{\"name\":\"thread_sort_index\",\"ph\":\"M\",\"pid\":1,\"tid\":{0},\"args\":{"
                 "{\"sort_index\":{0}}}}}",
                 thread, json_escaped(name));
  write_text();
  return *lanes_.back();
}

void TraceWriter::flush(int thread, std::vector<TraceEvent>& events) {
  std::lock_guard lock(mutex_);
  for (const auto& event : events) {
    if (written_ < options_.max_events && status_ && !closed_) {
      append_event(thread, event);
      continue;
    }
    if (dropped_++ == 0 && status_ && !closed_)
      fmt::format_to(
          std::back_inserter(text_),
          ",\n{{\"name\":\"trace limit reached: {} events\",\"ph\":\"i\",\"s\":\"g\",\"ts\":{:.3f},"
          "\"pid\":1,\"tid\":{}}}",
          options_.max_events, static_cast<double>(event.start_ns - begin_ns_) * 1e-3, thread);
  }
  events.clear();
  write_text();
}

void TraceWriter::append_event(int thread, const TraceEvent& event) {
  ++written_;
  auto out = std::back_inserter(text_);
  fmt::format_to(
      out,
      ",\n{{\"name\":\"{}\",\"cat\":\"stage\",\"ph\":\"X\",\"ts\":{:.3f},\"dur\":{:.3f},\"pid\":1,"
      "\"tid\":{},\"args\":{{",
      json_escaped(event.name), static_cast<double>(event.start_ns - begin_ns_) * 1e-3,
      static_cast<double>(event.end_ns - event.start_ns) * 1e-3, thread);
  if (event.source >= 0) fmt::format_to(out, "\"source\":{}", event.source);
  if (event.frame >= 0)
    fmt::format_to(out, "{}\"frame\":{}", event.source >= 0 ? "," : "", event.frame);
  text_ += "}}";
}

void TraceWriter::write_text() {
  if (status_ && !text_.empty()) status_ = file_.append(text_.data(), text_.size());
  text_.clear();
}

Status TraceWriter::close() {
  std::vector<Lane*> lanes;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return status_;
    for (const auto& lane : lanes_) lanes.push_back(lane.get());
  }
  for (Lane* lane : lanes) {
    std::lock_guard lock(lane->mutex_);
    flush(lane->thread_, lane->events_);
  }
  std::lock_guard lock(mutex_);
  closed_ = true;
  text_ = "\n]\n";
  write_text();
  if (auto closing = file_.close(); status_ && !closing) status_ = closing;
  return status_;
}

Status write_stages_csv(const std::string& path, const std::vector<StageRow>& rows) {
  std::string text =
      "stage,frames,wall_ms_total,wall_us_p50,wall_us_p95,wall_us_p99,cpu_us_mean,"
      "queue_wait_us_mean,share\n";
  for (const auto& row : rows)
    text += fmt::format("{},{},{},{},{},{},{},{},{}\n", csv_field(row.stage), row.frames,
                        csv_number(row.wall_ms_total, 3), csv_number(row.wall_us_p50, 1),
                        csv_number(row.wall_us_p95, 1), csv_number(row.wall_us_p99, 1),
                        csv_number(row.cpu_us_mean, 1), csv_number(row.queue_wait_us_mean, 1),
                        csv_number(row.share, 4));
  return write_file_atomically(path, text);
}

}  // namespace touchline
