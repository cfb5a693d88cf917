// A network whose pictures lie in a GPU's memory. Private to infer.
#pragma once

#include <algorithm>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "base/assert.h"
#include "base/guarded.h"
#include "infer/decoder.h"
#include "infer/device_pictures.h"
#include "infer/kept_session.h"
#include "infer/network.h"

namespace touchline {

/// Turns the outputs of a batch into what was found: on the GPU where there is a kernel for it, so
/// that little is copied, else on the host from copies of the outputs.
template <class Found>
class DeviceDecoder {
 public:
  virtual ~DeviceDecoder() = default;
  virtual Status decode(DevicePictureSession& pictures, std::span<Found> found,
                        InferTimes& times) = 0;
};

/// By the host's decoder, result by result.
template <class Found>
class HostDecoder final : public DeviceDecoder<Found> {
 public:
  /// `views`: see views_of().
  explicit HostDecoder(std::unique_ptr<Decoder<Found>> decoder, int views = 1)
      : decoder_(std::move(decoder)), views_(static_cast<std::size_t>(views)) {}
  Status decode(DevicePictureSession& pictures, std::span<Found> found,
                InferTimes& times) override {
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto start = wall_now();
      TL_ASSIGN(auto tensors, pictures.network().results(static_cast<int>(i * views_)));
      if (views_ == 2) {
        kept_.keep(tensors);
        TL_ASSIGN(const auto more, pictures.network().results(static_cast<int>(i * views_ + 1)));
        tensors = kept_.with(more);
      }
      const auto computed = wall_now();
      TL_CHECK(decoder_->decode(tensors, 0, pictures.placement(i * views_), found[i]));
      times.network_ns += computed - start;
      times.decode_ns += wall_now() - computed;
    }
    return {};
  }

 private:
  std::unique_ptr<Decoder<Found>> decoder_;
  std::size_t views_;
  KeptOutputs kept_;
};

template <class Found>
using MakeDeviceDecoder =
    std::function<Result<std::unique_ptr<DeviceDecoder<Found>>>(DevicePictureSession&)>;

/// Frames on the GPU, results on the host: batch by batch, each waited for.
template <class Found>
class DeviceSession final : public NetworkSession<Found> {
 public:
  /// `views`: see views_of().
  DeviceSession(std::unique_ptr<DevicePictureSession> pictures,
                std::unique_ptr<DeviceDecoder<Found>> decoder, int views)
      : pictures_(std::move(pictures)), decoder_(std::move(decoder)), views_(views) {}

  Result<InferTimes> find(std::span<const Picture> pictures, std::span<Found> found) override {
    const auto window = static_cast<std::size_t>(pictures_->window());
    TL_ASSERT(pictures.size() == found.size() * window);
    InferTimes times;
    const auto most = static_cast<std::size_t>(pictures_->batch() / views_);
    for (std::size_t at = 0; at < found.size(); at += most) {
      const auto count = std::min(most, found.size() - at);
      const auto status =
          batch(pictures.subspan(at * window, count * window), found.subspan(at, count), times);
      pictures_->release(!status);
      TL_CHECK(status);
    }
    return times;
  }
  using NetworkSession<Found>::find;

  /// A plain run, for which the library makes what it keeps for each thread and which other streams
  /// may do meanwhile; then the one that records the graph.
  Status warm_up() override {
    Frame frame;
    {
      const std::shared_lock beside(recording_turn());
      TL_ASSIGN(frame, trial_picture(pictures_->stream().context()));
      TL_CHECK(run_once(*this, frame, pictures_->window()));
    }
    const std::lock_guard turn(recording_turn());
    return run_once(*this, frame, pictures_->window());
  }

 private:
  Status batch(std::span<const Picture> pictures, std::span<Found> found, InferTimes& times) {
    TL_CHECK(pictures_->run(views_ == 2 ? with_mirrors(pictures) : pictures, times));
    return decoder_->decode(*pictures_, found, times);
  }
  /// Each beside its mirror image, all of them parts.
  std::span<const Picture> with_mirrors(std::span<const Picture> pictures) {
    both_.clear();
    for (const auto& picture : pictures) {
      both_.push_back(mirror_of(picture));
      both_.push_back(both_.back());
      both_[both_.size() - 2].mirrored = false;
    }
    return both_;
  }

  std::unique_ptr<DevicePictureSession> pictures_;  ///< first, so that it goes last
  std::unique_ptr<DeviceDecoder<Found>> decoder_;
  int views_;
  std::vector<Picture> both_;
};

template <class Found>
class DevicePictureNetwork final : public Network<Found> {
 public:
  static Result<std::unique_ptr<Network<Found>>> create(const ModelManifest& manifest,
                                                        const EngineOptions& options,
                                                        MakeDeviceDecoder<Found> decoder) {
    TL_ASSIGN(auto context, cuda::Context::open(options.device.index));
    TL_ASSIGN(auto raw, make_picture_network(manifest, options));
    const int views = views_of(manifest);
    if (raw->batch() < views)
      return fail(Errc::bad_model, manifest.name,
                  "model '{}': on a GPU it must take two pictures in a call, a crop and its mirror "
                  "image, and takes one; raise detect.max_batch, or leave 'mirrored' out",
                  manifest.name);
    std::unique_ptr<DevicePictureNetwork> network(new DevicePictureNetwork(
        manifest.input, views, std::move(decoder), std::move(context), std::move(raw)));
    // Those of all streams side by side: each takes as long as the first.
    std::vector<std::future<Status>> others;
    for (int stream = 1; stream < options.streams; ++stream)
      others.push_back(start_async("network", [&network] { return network->try_once(); }));
    Status tried = network->try_once();
    for (auto& other : others)
      if (auto status = other.get(); tried && !status) tried = std::move(status);
    TL_CHECK(tried);
    return std::unique_ptr<Network<Found>>(std::move(network));
  }

  Result<std::unique_ptr<NetworkSession<Found>>> session() override {
    if (auto tried = tried_.take()) return tried;
    return open();
  }
  [[nodiscard]] const EngineInfo& engine() const override { return network_->info(); }
  [[nodiscard]] int window() const override { return input_.window; }

 private:
  Result<std::unique_ptr<NetworkSession<Found>>> open() {
    const std::shared_lock turn(recording_turn());
    TL_ASSIGN(auto pictures, DevicePictureSession::create(input_, *network_, context_));
    TL_ASSIGN(auto decoder, decoder_(*pictures));
    return std::unique_ptr<NetworkSession<Found>>(
        std::make_unique<DeviceSession<Found>>(std::move(pictures), std::move(decoder), views_));
  }
  DevicePictureNetwork(const ModelInput& input, int views, MakeDeviceDecoder<Found> decoder,
                       cuda::SharedContext context, std::unique_ptr<DeviceNetwork> network)
      : input_(input),
        views_(views),
        decoder_(std::move(decoder)),
        context_(std::move(context)),
        network_(std::move(network)) {}

  /// One picture through the whole way, as on the CPU; the session is kept. Thread safe.
  Status try_once() {
    TL_ASSIGN(const Frame frame, trial_picture(context_));
    TL_ASSIGN(auto session, open());
    TL_CHECK(run_once(*session, frame, input_.window));
    tried_.keep(std::move(session));
    return {};
  }

  ModelInput input_;
  int views_;
  MakeDeviceDecoder<Found> decoder_;
  cuda::SharedContext context_;
  std::unique_ptr<DeviceNetwork> network_;
  KeptSession<NetworkSession<Found>> tried_;  ///< after network_, so that it goes first
};

}  // namespace touchline
