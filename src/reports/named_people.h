// Who is who in an export, as the match sheet says it.
#pragma once

#include "records/record.h"
#include "reports/convert.h"

namespace touchline {

/// Null where nobody is said to be the track.
const NamedPerson* named_person(const ConvertInput& in, std::int64_t track);
/// Writes the sheet's word over team and class.
void settle_people(const ConvertInput& in, FrameRecord& row);
/// The sheet's id, else the source's.
std::string match_id(const ConvertInput& in);
/// The sheet's, else the run's, else "a" and "b"; empty for none.
std::string team_name(const ConvertInput& in, Team team);

/// Errc::usage when the sheet names a track that the run does not have, or two tracks for one
/// person that are both seen in one frame.
Status check_people(const ConvertInput& in);

}  // namespace touchline
