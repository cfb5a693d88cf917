// Numbers as the page's script reads them: whole, and as small as they can be.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/report_data.h"

namespace touchline::report {

/// Whole numbers, each as the difference from the one before.
class Differences {
 public:
  void add(double value) {
    const auto now = std::llround(value);
    list_.push_back(now - last_);
    last_ = now;
  }
  nlohmann::ordered_json take() { return std::move(list_); }

 private:
  nlohmann::ordered_json list_ = nlohmann::ordered_json::array();
  long long last_ = 0;
};

/// On the page's clock.
inline double milliseconds(const Data& data, Nanoseconds time) { return 1e3 * data.seconds(time); }

/// [from, to, key], in milliseconds.
inline nlohmann::ordered_json run_json(const Data& data, const Run& run) {
  return {std::llround(milliseconds(data, run.from)), std::llround(milliseconds(data, run.to)),
          run.key};
}

}  // namespace touchline::report
