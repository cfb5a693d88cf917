#include "sports/badminton/formats/tracknet.h"

#include <cmath>
#include <filesystem>
#include <vector>

#include "base/text_file.h"
#include "reports/convert_run.h"
#include "sports/badminton/play_input.h"

namespace touchline::badminton {

WrittenFiles convert_tracknet(const ConvertInput& in, const std::string& dir) {
  if (in.ball_class < 0)
    return fail(Errc::usage, in.run_dir, "'{}': no network looked for the shuttle in this run",
                in.run_dir);
  TL_ASSIGN(auto file, TextFile::create((std::filesystem::path(dir) / "ball.csv").string()));
  file.write_line("Frame,Visibility,X,Y");
  TL_CHECK(each_frame(in, [&](const ExportFrame& frame) {
    FrameRecord row = frame.row;
    row.counted = true;  // where the shuttle is in a replay is known too
    const auto shuttle = shuttle_of(row, in.ball_class);
    if (shuttle.sight == Sight::seen)
      file.print("{},1,{},{}\n", frame.number, std::llround(shuttle.at_px.x),
                 std::llround(shuttle.at_px.y));
    else
      file.print("{},0,0,0\n", frame.number);
    return Status();
  }));
  TL_CHECK(file.close());
  return std::vector{file.path()};
}

}  // namespace touchline::badminton
