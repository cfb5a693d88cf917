// CSV: the long tables, and the ball as TrackNet's tools want it. An empty cell is unknown.
#include "base/decimal.h"
#include "reports/convert_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_run.h"
#include "reports/convert_table.h"

namespace touchline {
namespace {

struct CellText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const { return csv_text(value); }
};

template <class Each>
Result<std::string> write_table(const ConvertInput& in, const std::string& path,
                                std::span<const Column> columns, Each each_row) {
  TL_ASSIGN(auto file, TextFile::create(path));
  for (const auto& column : columns)
    file.print("{}{}", &column == columns.data() ? "" : ",", column.name);
  file.write("\n");
  std::string line;
  TL_CHECK(each_row(in, [&](Nanoseconds, std::span<const Cell> row) -> Status {
    line.clear();
    for (const auto& cell : row) {
      if (&cell != row.data()) line += ',';
      line += std::visit(CellText{}, cell);
    }
    line += '\n';
    file.write(line);
    return {};
  }));
  TL_CHECK(file.close());
  return path;
}

/// Visibility is 1 only where the ball was measured; X and Y, its middle in pixels, are empty where
/// there is not even a prediction.
std::string ball_line(std::int64_t frame, const TrackSample* s) {
  std::string line = std::to_string(frame);
  if (!s) return line + ",0,,,,\n";
  line += s->source == SampleSource::measured ? ",1," : ",0,";
  append_decimal<2>(line, static_cast<double>(s->box.x + s->box.w / 2));
  line += ',';
  append_decimal<2>(line, static_cast<double>(s->box.y + s->box.h / 2));
  line += fmt::format(",{},", to_string(s->source));
  append_decimal<3>(line, static_cast<double>(s->conf));
  return line + '\n';
}

Result<std::string> write_ball(const ConvertInput& in, const std::string& path) {
  TL_ASSIGN(auto file, TextFile::create(path));
  file.write("Frame,Visibility,X,Y,Src,Conf\n");
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    const TrackSample* ball = nullptr;
    for (const auto& sample : f.row.objects)
      if (is_ball(in, sample)) ball = &sample;
    file.write(ball_line(f.number, ball));
    return {};
  }));
  TL_CHECK(file.close());
  return path;
}

}  // namespace

WrittenFiles convert_csv(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(auto tracking,
            write_table(in, dir + "/tracking.csv", tracking_columns(), each_tracking_row));
  TL_ASSIGN(auto events, write_table(in, dir + "/events.csv", event_columns(), each_event_row));
  TL_ASSIGN(auto ball, write_ball(in, dir + "/ball.csv"));
  return std::vector{tracking, events, ball};
}

}  // namespace touchline
