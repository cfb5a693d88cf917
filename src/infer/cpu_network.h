// A network whose pictures lie on the host. Private to infer.
#pragma once

#include <utility>

#include "base/assert.h"
#include "infer/decoder.h"
#include "infer/kept_session.h"
#include "infer/network.h"
#include "infer/picture_network.h"

namespace touchline {

template <class Found>
class CpuSession final : public NetworkSession<Found> {
 public:
  /// `views`: see views_of().
  CpuSession(PictureSession network, std::unique_ptr<Decoder<Found>> decoder, int views)
      : network_(std::move(network)), decoder_(std::move(decoder)), views_(views) {}

  Result<InferTimes> find(std::span<const Picture> pictures, std::span<Found> found) override {
    const auto window = static_cast<std::size_t>(network_.window());
    TL_ASSERT(pictures.size() == found.size() * window);
    InferTimes times;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto shown = pictures.subspan(i * window, window);
      TL_ASSIGN(auto outputs, network_.run(shown, times));
      if (views_ == 2) TL_CHECK(run_mirrored(shown, outputs, times));
      const auto computed = wall_now();
      TL_CHECK(decoder_->decode(outputs.tensors, 0, outputs.placement, found[i]));
      times.decode_ns += wall_now() - computed;
    }
    return times;
  }
  using NetworkSession<Found>::find;

 private:
  /// Adds to the outputs those of the mirror image.
  Status run_mirrored(std::span<const Picture> shown, PictureSession::Outputs& outputs,
                      InferTimes& times) {
    kept_.keep(outputs.tensors);
    const Picture mirror = mirror_of(shown[0]);
    TL_ASSIGN(const auto more, network_.run({&mirror, 1}, times));
    outputs.tensors = kept_.with(more.tensors);
    return {};
  }

  PictureSession network_;
  std::unique_ptr<Decoder<Found>> decoder_;
  int views_;
  KeptOutputs kept_;
};

template <class Found>
class CpuNetwork final : public Network<Found> {
 public:
  static Result<std::unique_ptr<Network<Found>>> create(const ModelManifest& manifest,
                                                        const EngineOptions& options,
                                                        MakeDecoder<Found> decoder) {
    TL_ASSIGN(auto engine, make_picture_engine(manifest, options));
    std::unique_ptr<CpuNetwork> network(
        new CpuNetwork(manifest.input, views_of(manifest), std::move(decoder), std::move(engine)));
    TL_CHECK(network->try_once());
    return std::unique_ptr<Network<Found>>(std::move(network));
  }

  Result<std::unique_ptr<NetworkSession<Found>>> session() override {
    if (auto tried = tried_.take()) return tried;
    TL_ASSIGN(auto decoder, decoder_());
    TL_ASSIGN(auto network, engine_->session());
    return std::unique_ptr<NetworkSession<Found>>(std::make_unique<CpuSession<Found>>(
        PictureSession(input_, std::move(network)), std::move(decoder), views_));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return info_; }
  [[nodiscard]] int window() const override { return input_.window; }

 private:
  CpuNetwork(const ModelInput& input, int views, MakeDecoder<Found> decoder,
             std::unique_ptr<InferenceEngine> engine)
      : input_(input),
        views_(views),
        decoder_(std::move(decoder)),
        engine_(std::move(engine)),
        info_(engine_->info()) {
    info_.reason += "; a batch runs as single images";
  }

  /// One picture through the whole way: a network that is not what its manifest says fails here
  /// and not in the run. The session is kept for the first that asks.
  Status try_once() {
    if (engine_->was_tried()) return {};
    TL_ASSIGN(auto first, session());
    TL_CHECK(run_once(*first, trial_picture(), input_.window));
    tried_.keep(std::move(first));
    engine_->keep_tried();
    return {};
  }

  ModelInput input_;
  int views_;
  MakeDecoder<Found> decoder_;
  std::unique_ptr<InferenceEngine> engine_;
  EngineInfo info_;
  KeptSession<NetworkSession<Found>> tried_;  ///< after engine_, so that it goes first
};

}  // namespace touchline
