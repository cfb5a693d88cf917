// Who may make an NVDEC session now.
#pragma once

#include <semaphore>

namespace touchline {

/// Held while a session is made. The driver makes all of them under one lock, and the more wait for
/// it, the longer each takes: so few wait there, and the others here.
class NvdecTurn {
 public:
  static constexpr int kAtOnce = 4;
  NvdecTurn() { turns().acquire(); }
  ~NvdecTurn() { turns().release(); }
  NvdecTurn(const NvdecTurn&) = delete;
  NvdecTurn& operator=(const NvdecTurn&) = delete;

 private:
  static std::counting_semaphore<kAtOnce>& turns() {
    static std::counting_semaphore<kAtOnce> all(kAtOnce);
    return all;
  }
};

}  // namespace touchline
