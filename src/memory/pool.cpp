#include "memory/pool.h"

#include <mutex>
#include <new>
#include <vector>

namespace touchline {
namespace {
void release(std::uint8_t* bytes) { ::operator delete(bytes, std::align_val_t{kAlignment}); }
}  // namespace

struct Pool::State {
  std::mutex mutex;
  std::size_t bytes = 0;
  std::size_t allocated = 0;
  std::vector<std::uint8_t*> free;
  ~State() {
    for (auto* buffer : free) release(buffer);
  }
};

Pool::Pool(std::size_t bytes) : state_(std::make_shared<State>()) {
  state_->bytes = align_up(bytes);
}

Buffer Pool::acquire() {
  std::uint8_t* bytes = nullptr;
  {
    std::lock_guard lock(state_->mutex);
    if (!state_->free.empty()) {
      bytes = state_->free.back();
      state_->free.pop_back();
    } else {
      ++state_->allocated;
    }
  }
  if (!bytes)
    bytes = static_cast<std::uint8_t*>(::operator new(state_->bytes, std::align_val_t{kAlignment}));
  return Buffer(bytes, [state = state_](std::uint8_t* returned) {
    std::lock_guard lock(state->mutex);
    state->free.push_back(returned);
  });
}

std::size_t Pool::bytes() const { return state_->bytes; }

std::size_t Pool::allocated() const {
  std::lock_guard lock(state_->mutex);
  return state_->allocated;
}

}  // namespace touchline
