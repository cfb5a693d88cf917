#include "memory/pool.h"

#include <mutex>
#include <new>
#include <vector>

namespace touchline {
namespace {

class HostAllocator final : public Allocator {
 public:
  std::uint8_t* allocate(std::size_t bytes) override {
    return static_cast<std::uint8_t*>(::operator new(bytes, std::align_val_t{kAlignment}));
  }
  void release(std::uint8_t* memory) override {
    ::operator delete(memory, std::align_val_t{kAlignment});
  }
};

}  // namespace

std::shared_ptr<Allocator> host_allocator() {
  static const auto allocator = std::make_shared<HostAllocator>();
  return allocator;
}

struct Pool::State {
  std::mutex mutex;
  std::size_t bytes = 0;
  std::size_t allocated = 0;
  std::shared_ptr<Allocator> allocator;
  std::vector<std::uint8_t*> blocks;  ///< what the allocator gave: of one buffer or of many
  std::vector<std::uint8_t*> free;
  ~State() {
    for (auto* block : blocks) allocator->release(block);
  }
};

Pool::Pool(std::size_t bytes, std::shared_ptr<Allocator> allocator)
    : state_(std::make_shared<State>()) {
  state_->bytes = align_up(bytes);
  state_->allocator = std::move(allocator);
}

Buffer Pool::acquire() {
  std::uint8_t* memory = nullptr;
  {
    std::lock_guard lock(state_->mutex);
    if (!state_->free.empty()) {
      memory = state_->free.back();
      state_->free.pop_back();
    }
  }
  if (!memory) {
    memory = state_->allocator->allocate(state_->bytes);
    if (!memory) return nullptr;
    std::lock_guard lock(state_->mutex);
    state_->blocks.push_back(memory);
    ++state_->allocated;
  }
  return Buffer(memory, [state = state_](std::uint8_t* returned) {
    std::lock_guard lock(state->mutex);
    state->free.push_back(returned);
  });
}

/// The missing ones as one block: a GPU's driver gives that as soon as a single one.
bool Pool::reserve(std::size_t count) {
  const std::size_t have = allocated();
  if (have >= count) return true;
  auto* const memory = state_->allocator->allocate((count - have) * state_->bytes);
  if (!memory) return false;
  std::lock_guard lock(state_->mutex);
  state_->blocks.push_back(memory);
  for (std::size_t i = have; i < count; ++i)
    state_->free.push_back(memory + (i - have) * state_->bytes);
  state_->allocated += count - have;
  return true;
}

std::size_t Pool::bytes() const { return state_->bytes; }

std::size_t Pool::allocated() const {
  std::lock_guard lock(state_->mutex);
  return state_->allocated;
}

}  // namespace touchline
