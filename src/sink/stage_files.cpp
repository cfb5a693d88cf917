#include "sink/stage_files.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text_file.h"

namespace touchline {
namespace {

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

double microseconds(Nanoseconds time) { return static_cast<double>(time) * 1e-3; }

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
  auto writer = std::unique_ptr<TraceWriter>(new TraceWriter(std::move(file), options));
  writer->json_.begin_array();
  writer->begin_metadata("process_name", 0).key("name").string("touchline");
  writer->end_event();
  writer->write_text();
  TL_CHECK(writer->status_);
  return writer;
}

TraceWriter::Lane& TraceWriter::lane(std::string_view name) {
  std::lock_guard lock(mutex_);
  const int thread = static_cast<int>(lanes_.size()) + 1;
  lanes_.push_back(std::unique_ptr<Lane>(new Lane(*this, thread)));
  begin_metadata("thread_name", thread).key("name").string(name);
  end_event();
  begin_metadata("thread_sort_index", thread).key("sort_index").integer(thread);
  end_event();
  write_text();
  return *lanes_.back();
}

JsonLine& TraceWriter::begin_metadata(std::string_view name, int thread) {
  json_.new_line();
  json_.begin_object();
  json_.key("name").string(name);
  json_.key("ph").string("M");
  json_.key("pid").integer(1);
  json_.key("tid").integer(thread);
  json_.key("args").begin_object();
  return json_;
}

void TraceWriter::end_event() {
  json_.end_object();  // args
  json_.end_object();
}

void TraceWriter::flush(int thread, std::vector<TraceEvent>& events) {
  std::lock_guard lock(mutex_);
  for (const auto& event : events) {
    if (written_ < options_.max_events && status_ && !closed_) {
      append_event(thread, event);
      continue;
    }
    if (dropped_++ == 0 && status_ && !closed_) append_limit(thread, event);
  }
  events.clear();
  write_text();
}

void TraceWriter::append_event(int thread, const TraceEvent& event) {
  ++written_;
  json_.new_line();
  json_.begin_object();
  json_.key("name").string(event.name);
  json_.key("cat").string("stage");
  json_.key("ph").string("X");
  json_.key("ts").decimal<3>(microseconds(event.start_ns - begin_ns_));
  json_.key("dur").decimal<3>(microseconds(event.end_ns - event.start_ns));
  json_.key("pid").integer(1);
  json_.key("tid").integer(thread);
  json_.key("args").begin_object();
  if (event.source >= 0) json_.key("source").integer(event.source);
  if (event.frame >= 0) json_.key("frame").integer(event.frame);
  end_event();
}

void TraceWriter::append_limit(int thread, const TraceEvent& event) {
  json_.new_line();
  json_.begin_object();
  json_.key("name").string(fmt::format("trace limit reached: {} events", options_.max_events));
  json_.key("ph").string("i");
  json_.key("s").string("g");
  json_.key("ts").decimal<3>(microseconds(event.start_ns - begin_ns_));
  json_.key("pid").integer(1);
  json_.key("tid").integer(thread);
  json_.end_object();
}

void TraceWriter::write_text() {
  if (const auto text = json_.take(); status_ && !text.empty())
    status_ = file_.append(text.data(), text.size());
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
  constexpr std::string_view kEnd = "\n]\n";
  if (status_) status_ = file_.append(kEnd.data(), kEnd.size());
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
