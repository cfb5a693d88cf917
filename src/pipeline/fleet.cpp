#include "pipeline/fleet.h"

#include <algorithm>

#include "base/address.h"

namespace touchline {

Fleet::Fleet(std::shared_ptr<const Assembly> assembly,
             std::function<Result<std::shared_ptr<Service>>()> service, Listener* listener,
             std::string folder)
    : parts_{std::move(assembly), std::move(service),           listener,
             std::move(folder),   [this] { return account(); }, [this] { return lanes(); }} {}

Fleet::~Fleet() {
  end_all(false);
  wait();
}

Status Fleet::join(std::vector<Joining> sources, Began began) {
  const auto line = std::make_shared<StartingLine>(static_cast<std::ptrdiff_t>(sources.size()));
  std::vector<Run> coming;
  // Cameras are out of phase, so those that are files are, too.
  const auto count = static_cast<double>(sources.size());
  for (auto& [options, dir, targets] : sources)
    coming.push_back(std::make_shared<SourceRun>(parts_, std::move(options), dir,
                                                 std::move(targets), began,
                                                 static_cast<double>(coming.size()) / count));
  const std::lock_guard lock(mutex_);
  for (const auto& run : coming)
    for (const auto& other : runs_) {
      if (other->id() == run->id())
        return fail(Errc::usage, run->id(), "there is a source '{}' already; give another id",
                    run->id());
      if (other->dir() == run->dir())
        return fail(Errc::usage, run->dir(),
                    "source '{}' writes to '{}' already; give another folder", other->id(),
                    run->dir());
    }
  runs_.insert(runs_.end(), coming.begin(), coming.end());
  for (const auto& run : coming) run->start(line);
  return {};
}

Result<Fleet::Run> Fleet::find(std::string_view id) const {
  for (const auto& run : all())
    if (run->id() == id) return run;
  return fail(Errc::usage, std::string(id), "there is no source '{}' in this session", shown(id));
}

Status Fleet::push(std::string_view id, const PictureView& picture) {
  TL_ASSIGN(const auto run, find(id));
  return run->push(picture);
}

Status Fleet::end(std::string_view id) {
  TL_ASSIGN(const auto run, find(id));
  run->end(false);
  return {};
}

Result<SourceStats> Fleet::remove(std::string_view id) {
  TL_ASSIGN(const auto run, find(id));
  run->end(false);
  run->wait();
  const std::lock_guard lock(mutex_);
  if (std::erase(runs_, run) > 0) {
    of_removed_.add(run->account());
    lanes_of_removed_ += run->had_lane();
  }
  return run->stats();
}

void Fleet::end_all(bool cancelled) {
  for (const auto& run : all()) run->end(cancelled);
}

void Fleet::wait() const {
  for (const auto& run : all()) run->wait();
}

std::vector<SourceStats> Fleet::stats() const {
  std::vector<SourceStats> stats;
  for (const auto& run : all()) stats.push_back(run->stats());
  return stats;
}

Progress Fleet::progress() const {
  Progress progress{0, 0, 0.0, {}};
  double sources = 0;
  for (const auto& run : all()) {
    progress.frames += run->frames();
    if (run->error() && !run->had_lane()) continue;
    const auto share = run->share();
    ++sources;
    if (!share) progress.share.reset();
    if (progress.share) *progress.share += *share;
  }
  if (progress.share && sources > 0) *progress.share /= sources;
  return progress;
}

std::vector<const SourceRun*> Fleet::sources() const {
  std::vector<const SourceRun*> sources;
  for (const auto& run : all()) sources.push_back(run.get());
  return sources;
}

std::vector<Fleet::Run> Fleet::all() const {
  const std::lock_guard lock(mutex_);
  return runs_;
}

Account Fleet::account() const {
  Account all;
  for (const auto& run : this->all()) all.add(run->account());
  const std::lock_guard lock(mutex_);
  all.add(of_removed_);
  return all;
}

int Fleet::lanes() const {
  int lanes = 0;
  for (const auto& run : all()) lanes += run->had_lane();
  const std::lock_guard lock(mutex_);
  return lanes + lanes_of_removed_;
}

}  // namespace touchline
