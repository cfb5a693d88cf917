#include "pipeline/batch_glance.h"

#include <vector>

#include "image/transfer.h"
#include "kernels/kit_colour.h"

namespace touchline {

struct BatchGlance::State {
  explicit State(std::unique_ptr<cuda::Stream> of)
      : stream(std::move(of)), glances(*stream), zones(*stream) {}

  Status glance_at(std::span<Clip> batch) {
    moments.clear();
    frames.clear();
    for (auto& clip : batch)
      for (auto& moment : clip.moments) {
        const Frame& frame = moment.picture.frame;
        if (!moment.needs.glance || !frame.info().device.is_cuda()) continue;
        moments.push_back(&moment);
        frames.push_back({&frame, moment.needs.motion});
      }
    TL_ASSIGN(const auto fetched, glances.make(frames));
    for (std::size_t i = 0; i < moments.size(); ++i) {
      auto& moment = *moments[i];
      moment.glance = std::move(fetched[i]);
      moment.glance->read_samples(samples);
      moment.grass = learn_grass(samples);
    }
    return {};
  }

  Status see_kits() {
    worn.clear();
    boxes.resize(moments.size());
    std::size_t used = 0;
    for (auto* moment : moments) {
      if (!moment->needs.kits) continue;
      auto& of = boxes[used++];
      of.clear();
      for (const auto& detection : moment->seen.detections) of.push_back(detection.box);
      worn.push_back({&moment->picture.frame, &*moment->grass, of, &moment->seen.kits});
      moment->kits_seen = true;
    }
    if (worn.empty()) return {};
    return kits.measure(worn, {}, zones);
  }

  std::unique_ptr<cuda::Stream> stream;
  DeviceGlances glances;
  DeviceKitZones zones;
  KitMeter kits;
  std::vector<Moment*> moments;  ///< of the batch, those that are glanced at
  std::vector<GlanceOf> frames;
  std::vector<KitsOf> worn;
  std::vector<std::vector<Box>> boxes;  ///< of each of worn
  Glance samples;
};

BatchGlance::BatchGlance(std::unique_ptr<State> state) : state_(std::move(state)) {}
BatchGlance::~BatchGlance() = default;

Result<std::unique_ptr<BatchGlance>> BatchGlance::open(cuda::SharedContext context) {
  TL_ASSIGN(auto stream, cuda::Stream::create(std::move(context), cuda::Urgency::urgent));
  std::unique_ptr<BatchGlance> glance(new BatchGlance(std::make_unique<State>(std::move(stream))));
  TL_CHECK(glance->warm_up());
  return glance;
}

/// Loads the kernels, on a grey picture.
Status BatchGlance::warm_up() {
  auto& s = *state_;
  TL_ASSIGN(const Frame grey,
            grey_picture({PixelFormat::nv12, 64, 64, {}, {}}, s.stream->context()));
  const GlanceOf one{&grey, true};
  TL_ASSIGN(const auto fetched, s.glances.make({&one, 1}));
  fetched.front() = {};
  const GrassColour grass;
  const Box somebody{8, 8, 20, 40};
  std::vector<KitSample> samples;
  const KitsOf worn{&grey, &grass, {&somebody, 1}, &samples};
  return s.kits.measure({&worn, 1}, {}, s.zones);
}

Status BatchGlance::see(std::span<Clip> batch) {
  const auto begun = thread_cpu_now();
  TL_CHECK(state_->glance_at(batch));
  const auto glanced = thread_cpu_now();
  TL_CHECK(state_->see_kits());
  const auto measured = thread_cpu_now();
  const auto all = static_cast<Nanoseconds>(state_->moments.size());
  for (auto* moment : state_->moments) {
    span(*moment, Stage::calibrate).cpu = (glanced - begun) / all;
    span(*moment, Stage::track).cpu = (measured - glanced) / all;
  }
  return {};
}

Result<std::vector<std::unique_ptr<BatchGlance>>> open_glances(const cuda::SharedContext& gpu,
                                                               int streams) {
  std::vector<std::unique_ptr<BatchGlance>> glances;
  for (int i = 0; gpu && i < streams; ++i) {
    TL_ASSIGN(auto glance, BatchGlance::open(gpu));
    glances.push_back(std::move(glance));
  }
  return glances;
}

}  // namespace touchline
