// Callbacks as a listener.
#pragma once

#include "touchline/session.h"

namespace touchline {

/// They outlive it.
class CallbackListener final : public Listener {
 public:
  explicit CallbackListener(const Callbacks& callbacks) : callbacks_(callbacks) {}
  void on_frame(const FrameResult& result) override {
    if (callbacks_.on_frame) callbacks_.on_frame(result);
  }
  void on_event(const EventResult& result) override {
    if (callbacks_.on_event) callbacks_.on_event(result);
  }

 private:
  const Callbacks& callbacks_;
};

}  // namespace touchline
