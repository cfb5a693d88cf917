#include "base/result.h"

#include "base/address.h"

namespace touchline {

Error make_error(Errc code, const std::string& where, const std::string& message) {
  return {code, shown(message), shown(where)};
}

}  // namespace touchline
