// Sources that come and go on networks that stay: follows every file it is given, one beside the
// other, and sends each away after its first second. Usage: join_and_leave OUTPUT_DIR FILE...
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>

#include "touchline/session.h"

namespace {

/// Wakes the program when a source has been watched for a second, or has ended.
class Watcher final : public touchline::Listener {
 public:
  void on_frame(const touchline::FrameResult& frame) override {
    if (frame.pts_ns >= 1'000'000'000) seen_enough(frame.source_id);
  }
  void on_state(const touchline::StateResult& now) override {
    std::printf("%.*s: %s\n", static_cast<int>(now.source_id.size()), now.source_id.data(),
                touchline::to_string(now.state));
    if (now.state >= touchline::SourceState::ended) seen_enough(now.source_id);
  }
  void wait_for(const std::string& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_[id]; });
  }

 private:
  void seen_enough(std::string_view id) {
    const std::lock_guard lock(mutex_);
    done_[std::string(id)] = true;
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, bool> done_;
};

int failed(const touchline::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return touchline::exit_code(error.code);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "usage: %s OUTPUT_DIR FILE...\n", argv[0]), 2;
  const auto watcher = std::make_shared<Watcher>();
  touchline::SessionOptions options;
  options.settings = {{"sport", "soccer"}, {"profile", "fast"}, {"video.enabled", "false"}};
  options.listener = watcher;
  touchline::Engine engine;
  auto session = engine.session(options);
  if (!session) return failed(session.error());
  std::vector<std::string> ids;
  for (int i = 2; i < argc; ++i) {
    const auto id = session->add({argv[i], "", std::string(argv[1]) + "/" + std::to_string(i - 1)});
    if (!id) return failed(id.error());
    ids.push_back(*id);
  }
  for (const auto& id : ids) {
    watcher->wait_for(id);
    const auto gone = session->remove(id);
    if (!gone) return failed(gone.error());
    std::printf("%s: %lld frames\n", id.c_str(), static_cast<long long>(gone->frames));
  }
  return 0;
}
