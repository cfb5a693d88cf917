// The formats of other tools that are soccer's.
#pragma once

#include "reports/convert.h"

namespace touchline::soccer {

/// What soccer adds to the formats of every sport.
SportFormats formats();

WrittenFiles convert_cdf(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_tracab(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_gsr(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_epts(const ConvertInput& in, const std::string& dir, Unknown& unknown);

}  // namespace touchline::soccer
