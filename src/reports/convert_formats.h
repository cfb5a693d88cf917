// One writer per format of every sport.
#pragma once

#include "reports/convert.h"

namespace touchline {

WrittenFiles convert_mot(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_csv(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_parquet(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_sportscode(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_coco(const ConvertInput& in, const std::string& dir, Unknown& unknown);
WrittenFiles convert_vtt(const ConvertInput& in, const std::string& dir, Unknown& unknown);

}  // namespace touchline
