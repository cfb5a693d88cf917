// One writer per format. Each writes below `dir` and returns the files it wrote.
#pragma once

#include "reports/convert.h"

namespace touchline {

using WrittenFiles = Result<std::vector<std::string>>;
/// Converted::unknown: a writer adds what its format must have and was not told.
using Unknown = std::set<std::string>;

WrittenFiles convert_mot(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_csv(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_parquet(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_cdf(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_tracab(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_sportscode(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_coco(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_gsr(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_vtt(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_epts(const ConvertInput& in, const std::string& dir, Unknown& unknown);

}  // namespace touchline
