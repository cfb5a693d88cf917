#include "reports/convert.h"

#include <algorithm>

#include "reports/convert_formats.h"
#include "reports/named_people.h"

namespace touchline {
namespace {

std::vector<ConvertFormat> all_formats(const SportFormats& sport) {
  std::vector<ConvertFormat> all{{"mot", convert_mot},         {"csv", convert_csv},
                                 {"parquet", convert_parquet}, {"sportscode", convert_sportscode},
                                 {"coco", convert_coco},       {"vtt", convert_vtt}};
  all.insert(all.end(), sport.own.begin(), sport.own.end());
  return all;
}

}  // namespace

std::vector<std::string> convert_formats(const SportFormats& sport) {
  std::vector<std::string> names;
  for (const auto& format : all_formats(sport)) names.emplace_back(format.name);
  return names;
}

Result<Converted> convert(const ConvertInput& in, const std::string& format,
                          const std::string& output_dir) {
  const auto formats = all_formats(in.sport);
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [&](const ConvertFormat& f) { return format == f.name; });
  if (found == formats.end())
    return fail(Errc::usage, "--to",
                "--to {}: there is no such format for a run of {}; its formats are {}", format,
                in.sport_name, fmt::join(convert_formats(in.sport), ", "));
  TL_CHECK(check_people(in));
  Converted done;
  TL_ASSIGN(done.files, found->write(in, output_dir, done.unknown));
  return done;
}

}  // namespace touchline
