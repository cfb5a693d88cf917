// MOTChallenge: frame,id,left,top,width,height,conf,x,y,z. Frames count from 1; the last three are
// -1, for readers take the eighth column for a class. Predicted boxes stay, their conf decays.
#include "records/decimal.h"
#include "reports/convert_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_run.h"

namespace touchline {
namespace {

void append_row(std::string& out, std::int64_t frame, const TrackSample& sample) {
  append_integer(out, frame + 1);
  out += ',';
  append_integer(out, sample.track_id);
  for (const float v : {sample.box.x, sample.box.y, sample.box.w, sample.box.h}) {
    out += ',';
    append_decimal<2>(out, static_cast<double>(v));
  }
  out += ',';
  append_decimal<3>(out, static_cast<double>(sample.conf));
  out += ",-1,-1,-1\n";
}

}  // namespace

WrittenFiles convert_mot(const ConvertInput& in, const std::string& dir) {
  TL_ASSIGN(auto people, TextFile::create(dir + "/mot/gt-style.txt"));
  TL_ASSIGN(auto ball, TextFile::create(dir + "/mot/ball.txt"));
  std::string line;
  TL_CHECK(each_frame(in, [&](const FrameRecord& row) -> Status {
    for (const auto& sample : row.objects) {
      line.clear();
      append_row(line, row.frame, sample);
      (is_ball(in, sample) ? ball : people).write(line);
    }
    return {};
  }));
  TL_CHECK(people.close());
  TL_CHECK(ball.close());
  return std::vector{people.path(), ball.path()};
}

}  // namespace touchline
