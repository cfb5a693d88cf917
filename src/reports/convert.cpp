#include "reports/convert.h"

#include <algorithm>
#include <array>

#include "reports/convert_formats.h"
#include "reports/convert_people.h"

namespace touchline {
namespace {

struct Format {
  const char* name;
  WrittenFiles (*write)(const ConvertInput&, const std::string&, Unknown&);
};

constexpr std::array kFormats{
    Format{"mot", convert_mot},         Format{"csv", convert_csv},
    Format{"parquet", convert_parquet}, Format{"cdf", convert_cdf},
    Format{"tracab", convert_tracab},   Format{"sportscode", convert_sportscode},
    Format{"coco", convert_coco},       Format{"gsr", convert_gsr},
    Format{"vtt", convert_vtt},         Format{"epts", convert_epts}};

}  // namespace

std::vector<std::string> convert_formats() {
  std::vector<std::string> names;
  for (const auto& format : kFormats) names.emplace_back(format.name);
  return names;
}

Result<Converted> convert(const ConvertInput& in, const std::string& format,
                          const std::string& output_dir) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const Format& f) { return format == f.name; });
  if (found == kFormats.end())
    return fail(Errc::usage, "--to", "--to {}: there is no such format; the formats are {}", format,
                fmt::join(convert_formats(), ", "));
  TL_CHECK(check_people(in));
  Converted done;
  TL_ASSIGN(done.files, found->write(in, output_dir, done.unknown));
  return done;
}

}  // namespace touchline
