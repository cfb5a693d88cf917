#include "kernels/cuda/soccer_steps.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/soccer_args.h"

namespace touchline {
namespace {

constexpr std::size_t kWord = sizeof(float);
/// Threads of a frame's block: many blocks share a multiprocessor, one alone should be wide.
constexpr unsigned kManyFrames = 128, kOneFrame = 640;

std::size_t input_words(const SoccerFrame& f) { return 5 * f.u.size() + 2 * f.at_x.size(); }

Status check(const SoccerConstants& c) {
  const std::size_t kits = c.kit_l.size(), cells = c.cell_x.size() * c.cell_y.size();
  const bool threat = c.threat.columns > 0 && c.threat.rows > 0 &&
                      c.threat.cells.size() == static_cast<std::size_t>(c.threat.columns) *
                                                   static_cast<std::size_t>(c.threat.rows);
  if (kits > 0 && c.kit_a.size() == kits && c.kit_b.size() == kits && cells > 0 &&
      cells <= kMaxControlCells && c.gain_per_m > 0 && threat)
    return {};
  return fail(Errc::usage, "soccer steps",
              "{}, {} and {} colours of kits, a control grid of {}x{} (at most {} cells) with gain "
              "{} and a threat grid of {}x{} do not make a match",
              kits, c.kit_a.size(), c.kit_b.size(), c.cell_x.size(), c.cell_y.size(),
              kMaxControlCells, c.gain_per_m, c.threat.columns, c.threat.rows);
}

Status check(const SoccerFrame& f, std::size_t index) {
  const std::size_t n = f.u.size();
  constexpr std::size_t kMost = 1U << 24U;
  if (f.v.size() == n && f.l.size() == n && f.a.size() == n && f.b.size() == n && n < kMost &&
      f.count_a >= 0 && static_cast<std::size_t>(f.count_a) <= n &&
      f.at_x.size() == f.at_y.size() && f.at_x.size() < kMost)
    return {};
  return fail(
      Errc::usage, "soccer steps",
      "frame {} of the list has {} people ({} of team a) with {}, {}, {}, {} coordinates and "
      "colours, and {} look-ups with {} places: the lists must fit each other",
      index, n, f.count_a, f.v.size(), f.l.size(), f.a.size(), f.b.size(), f.at_x.size(),
      f.at_y.size());
}

/// A buffer that grows when it must.
struct Memory {
  std::shared_ptr<Allocator> allocator;
  Buffer buffer;
  std::size_t bytes = 0;

  Status reserve(std::size_t wanted, const char* where) {
    if (wanted <= bytes) return {};
    const std::size_t grown = std::max(wanted, bytes + bytes / 2);
    buffer = nullptr;
    buffer = Pool(grown, allocator).acquire();
    bytes = buffer ? grown : 0;
    if (buffer) return {};
    return fail(Errc::no_device, "soccer steps",
                "no room for {} bytes in {}; take fewer frames at a time", grown, where);
  }
  [[nodiscard]] float* floats() const { return reinterpret_cast<float*>(buffer.get()); }
};

float* pack(std::span<const float> list, float* to) {
  return std::copy(list.begin(), list.end(), to);
}
void pack(const SoccerFrame& f, float* to) {
  for (const auto& list : {f.u, f.v, f.l, f.a, f.b, f.at_x, f.at_y}) to = pack(list, to);
}

}  // namespace

struct DeviceSoccerSteps::State {
  cuda::SharedContext context;
  cuda::Kernel kernel;
  SoccerStepsArgs args;  ///< of the next launch
  Buffer constants;
  Memory host_in, host_out, device_in, device_out;
  std::vector<SoccerJob> jobs;  ///< of what is loaded
  std::size_t output_words = 0;

  [[nodiscard]] bool parcel() const { return args.input == nullptr; }
  [[nodiscard]] std::size_t cells() const {
    return static_cast<std::size_t>(args.columns) * static_cast<std::size_t>(args.rows);
  }
  Status place(const SoccerConstants& c);
  std::size_t list(std::span<const SoccerFrame> frames);
  Status send(std::span<const SoccerFrame> frames, std::size_t words, cuda::Stream& stream);
};

/// Puts the constants into GPU memory.
Status DeviceSoccerSteps::State::place(const SoccerConstants& c) {
  std::vector<float> all;
  const auto add = [&](const std::vector<float>& list) {
    all.insert(all.end(), list.begin(), list.end());
    return all.size() - list.size();
  };
  const std::size_t l = add(c.kit_l), a = add(c.kit_a), b = add(c.kit_b), x = add(c.cell_x),
                    y = add(c.cell_y), threat = all.size();
  static_assert(sizeof(ThreatCell) == 4 * kWord);
  all.resize(threat + 4 * c.threat.cells.size());
  std::memcpy(all.data() + threat, c.threat.cells.data(),
              c.threat.cells.size() * sizeof(ThreatCell));
  constants = Pool(all.size() * kWord, cuda::device_allocator(context)).acquire();
  if (!constants)
    return fail(Errc::no_device, "soccer steps", "no GPU memory for {} constants", all.size());
  const auto* base = reinterpret_cast<const float*>(constants.get());
  args.prototypes = {base + l, base + a, base + b};
  args.kits = static_cast<int>(c.kit_l.size());
  args.weight_l = c.weight_l;
  args.weight_a = c.weight_a;
  args.weight_b = c.weight_b;
  args.cell_x = base + x;
  args.cell_y = base + y;
  args.columns = static_cast<int>(c.cell_x.size());
  args.rows = static_cast<int>(c.cell_y.size());
  args.gain_per_m = c.gain_per_m;
  for (int i = 0; i < 2; ++i) {
    args.towards[i] = ThreatLookUp<float>(c.threat, i == 0 ? 1 : -1);
    args.towards[i].cells = reinterpret_cast<const ThreatCell*>(base + threat);
  }
  TL_ASSIGN(const auto stream, cuda::Stream::create(context));
  TL_CHECK(stream->to_device(constants.get(), all.data(), all.size() * kWord));
  return stream->synchronize();
}

/// Lays the frames out one after another; words of their input.
std::size_t DeviceSoccerSteps::State::list(std::span<const SoccerFrame> frames) {
  jobs.clear();
  std::size_t input = 0;
  output_words = 0;
  for (const SoccerFrame& f : frames) {
    jobs.push_back({f.projection, f.count_a, static_cast<int>(f.u.size()),
                    static_cast<int>(f.at_x.size()), f.direction, input, output_words});
    input += input_words(f);
    output_words += 4 * f.u.size() + f.at_x.size() + cells() + 1;
  }
  return input;
}

/// Jobs and input through pinned memory to the GPU.
Status DeviceSoccerSteps::State::send(std::span<const SoccerFrame> frames, std::size_t words,
                                      cuda::Stream& stream) {
  const std::size_t table = align_up(jobs.size() * sizeof(SoccerJob)), all = table + words * kWord;
  TL_CHECK(host_in.reserve(all, "pinned memory"));
  TL_CHECK(device_in.reserve(all, "GPU memory"));
  TL_CHECK(device_out.reserve(output_words * kWord, "GPU memory"));
  std::memcpy(host_in.buffer.get(), jobs.data(), jobs.size() * sizeof(SoccerJob));
  auto* lists = reinterpret_cast<float*>(host_in.buffer.get() + table);
  for (std::size_t i = 0; i < frames.size(); ++i) pack(frames[i], lists + jobs[i].input);
  TL_CHECK(stream.to_device(device_in.buffer.get(), host_in.buffer.get(), all));
  args.jobs = reinterpret_cast<const SoccerJob*>(device_in.buffer.get());
  args.input = reinterpret_cast<const float*>(device_in.buffer.get() + table);
  args.output = device_out.floats();
  return {};
}

DeviceSoccerSteps::DeviceSoccerSteps(std::unique_ptr<State> state) : state_(std::move(state)) {}
DeviceSoccerSteps::~DeviceSoccerSteps() = default;

Result<std::unique_ptr<DeviceSoccerSteps>> DeviceSoccerSteps::create(
    const SoccerConstants& constants, cuda::SharedContext context) {
  TL_CHECK(check(constants));
  auto state = std::make_unique<State>();
  state->context = std::move(context);
  TL_ASSIGN(state->kernel,
            cuda::find_kernel(state->context, kernel_image("soccer_steps"), "soccer_steps"));
  for (Memory* memory : {&state->host_in, &state->host_out})
    memory->allocator = cuda::pinned_allocator(state->context);
  for (Memory* memory : {&state->device_in, &state->device_out})
    memory->allocator = cuda::device_allocator(state->context);
  TL_CHECK(state->place(constants));
  return std::unique_ptr<DeviceSoccerSteps>(new DeviceSoccerSteps(std::move(state)));
}

Status DeviceSoccerSteps::load(std::span<const SoccerFrame> frames, cuda::Stream& stream) {
  State& state = *state_;
  for (std::size_t i = 0; i < frames.size(); ++i) TL_CHECK(check(frames[i], i));
  const std::size_t words = state.list(frames);
  if (frames.empty()) return {};
  TL_CHECK(state.host_out.reserve(state.output_words * kWord, "pinned memory"));
  if (frames.size() > 1 || words > kSoccerParcel) return state.send(frames, words, stream);
  state.args.job = state.jobs[0];
  state.args.jobs = nullptr;
  state.args.input = nullptr;
  state.args.output = state.host_out.floats();
  pack(frames[0], state.args.parcel);
  return {};
}

Status DeviceSoccerSteps::launch(cuda::Stream& stream) {
  const State& state = *state_;
  if (state.jobs.empty()) return {};
  const unsigned threads = state.jobs.size() > 1 ? kManyFrames : kOneFrame;
  return stream.launch(state.kernel, {static_cast<unsigned>(state.jobs.size()), 1, 1},
                       {threads, 1, 1}, state.args);
}

Status DeviceSoccerSteps::collect(cuda::Stream& stream) {
  State& state = *state_;
  if (state.jobs.empty()) return {};
  if (!state.parcel()) {
    TL_CHECK(stream.to_host(state.host_out.buffer.get(), state.device_out.buffer.get(),
                            state.output_words * kWord));
  }
  return stream.synchronize();
}

Status DeviceSoccerSteps::run(std::span<const SoccerFrame> frames, cuda::Stream& stream) {
  TL_CHECK(load(frames, stream));
  TL_CHECK(launch(stream));
  return collect(stream);
}

SoccerMeasures DeviceSoccerSteps::measures(std::size_t i) const {
  const SoccerJob& job = state_->jobs[i];
  const float* at = state_->host_out.floats() + job.output;
  const auto n = static_cast<std::size_t>(job.count), looks = static_cast<std::size_t>(job.looks);
  const float* surface = at + 4 * n + looks;
  return {{at, n},
          {at + n, n},
          {reinterpret_cast<const std::int32_t*>(at + 3 * n), n},
          {at + 2 * n, n},
          {at + 4 * n, looks},
          {surface, state_->cells()},
          surface[state_->cells()]};
}

}  // namespace touchline
