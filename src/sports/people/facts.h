// What the status line says of a record: "12 people   door: 3 inside, 41 s mean".
#pragma once

#include <string>
#include <string_view>

#include "sports/people/record.h"

namespace touchline {

class PeopleFacts {
 public:
  /// Valid until the next call. Of more zones than the line holds the last are only counted.
  std::string_view of(const PeopleRecord& record);

 private:
  std::string text_, fact_;
};

}  // namespace touchline
