// MOTChallenge: frame,id,left,top,width,height,conf,x,y,z. Frames count from 1; the last three are
// -1, for readers take the eighth column for a class. Predicted boxes stay, their conf decays.
#include <algorithm>

#include "base/decimal.h"
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

/// What MOTChallenge keeps beside a sequence's boxes; a line of its own says whose clock it is.
Result<std::string> write_sequence(const ConvertInput& in, const std::string& path,
                                   std::int64_t length) {
  std::string name = in.source_id;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  TL_ASSIGN(auto file, TextFile::create(path));
  file.print("[Sequence]\n; {}\nname={}\nimDir=img1\nframeRate={}\nseqLength={}\n", clock_text(in),
             name, whole_fps(in), length);
  file.print("imWidth={}\nimHeight={}\nimExt=.jpg\noriginNs={}\n", in.width, in.height,
             in.clock.origin_ns);
  TL_CHECK(file.close());
  return path;
}

}  // namespace

WrittenFiles convert_mot(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(auto people, TextFile::create(dir + "/mot/gt-style.txt"));
  TL_ASSIGN(auto ball, TextFile::create(dir + "/mot/ball.txt"));
  std::string line;
  std::int64_t length = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    for (const auto& sample : f.row.objects) {
      line.clear();
      append_row(line, f.number, sample);
      (is_ball(in, sample) ? ball : people).write(line);
    }
    length = f.number + 1;
    return {};
  }));
  TL_ASSIGN(auto info, write_sequence(in, dir + "/mot/seqinfo.ini", length));
  TL_CHECK(people.close());
  TL_CHECK(ball.close());
  return std::vector{people.path(), ball.path(), info};
}

}  // namespace touchline
