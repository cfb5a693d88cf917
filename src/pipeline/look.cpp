#include "pipeline/look.h"

#include <algorithm>

namespace touchline {
namespace {

/// Gives every one of `moments` an equal share of a call's time, laid end to end.
void share_out(const Span& call, Stage stage, std::span<Moment* const> moments) {
  const auto shares = static_cast<Nanoseconds>(moments.size());
  const Nanoseconds wall = call.end - call.begin;
  for (Nanoseconds i = 0; i < shares; ++i)
    span(*moments[static_cast<std::size_t>(i)], stage) = {
        call.begin + wall * i / shares, call.begin + wall * (i + 1) / shares, call.cpu / shares};
}

/// What all looks have: a session, and what of a batch it is shown.
template <class Found>
class LookOf : public Look {
 public:
  LookOf(std::unique_ptr<NetworkSession<Found>> session, Stage stage, std::size_t index)
      : session_(std::move(session)), stage_(stage), index_(index) {}
  Status warm_up() override { return session_->warm_up(); }
  [[nodiscard]] InferTimes spent() const override { return spent_; }

  Status see(std::span<Clip> batch) final {
    moments_.clear();
    pictures_.clear();
    for (auto& clip : batch) show(clip);
    if (moments_.empty()) return {};
    found_.resize(results());
    Span call;
    Status status;
    {
      SpanTimer timer(call);
      if (!found_.empty()) {
        if (auto times = session_->find(pictures_, found_); !times)
          status = times.error();
        else
          add(*times);
      }
      if (status) put();
    }
    share_out(call, stage_, moments_);
    return status;
  }

 protected:
  /// Adds to pictures_ what the network is to see of a clip, and to moments_ whom it is for.
  virtual void show(Clip& clip) = 0;
  /// Of pictures_.
  [[nodiscard]] virtual std::size_t results() const { return pictures_.size(); }
  /// Takes what was found to the moments.
  virtual void put() = 0;
  [[nodiscard]] bool is_due(const Moment& moment) const { return moment.due.test(index_); }

  void add(const InferTimes& more) {
    spent_.prepare_ns += more.prepare_ns;
    spent_.network_ns += more.network_ns;
    spent_.decode_ns += more.decode_ns;
  }

  std::unique_ptr<NetworkSession<Found>> session_;
  Stage stage_;
  InferTimes spent_;
  std::size_t index_;
  std::vector<Moment*> moments_;
  std::vector<Picture> pictures_;
  std::vector<Found> found_;
};

void take(Moment& moment, Detections&& found) { moment.seen.detections = std::move(found); }
void take(Moment& moment, Landmarks&& found) { moment.landmarks = std::move(found); }

template <class Found>
class FrameLook final : public LookOf<Found> {
 public:
  using LookOf<Found>::LookOf;

 private:
  void show(Clip& clip) override {
    for (auto& moment : clip.moments) {
      if (!this->is_due(moment)) continue;
      this->moments_.push_back(&moment);
      this->pictures_.push_back({&moment.picture.frame});
    }
  }
  void put() override {
    for (std::size_t i = 0; i < this->moments_.size(); ++i)
      take(*this->moments_[i], std::move(this->found_[i]));
  }
};

class CropLook final : public LookOf<Keypoints> {
 public:
  CropLook(std::unique_ptr<NetworkSession<Keypoints>> session, CropRule rule, std::size_t index)
      : LookOf(std::move(session), Stage::bodies, index), rule_(std::move(rule)) {
    if (rule_.gate) gate_.emplace(*rule_.gate);
  }

 private:
  void show(Clip& clip) override {
    for (auto& moment : clip.moments) {
      if (!is_due(moment)) continue;
      moments_.push_back(&moment);
      moment.seen.bodies.emplace();
      const Frame& frame = moment.picture.frame;
      const Vec2d size{static_cast<double>(frame.width()), static_cast<double>(frame.height())};
      const FieldView* camera = gate_ ? gate_->camera(size, moment.past_view) : nullptr;
      for (const int detection : chosen(moment.seen.detections, camera)) {
        const auto& box = moment.seen.detections[static_cast<std::size_t>(detection)].box;
        moment.seen.bodies->push_back({detection, {}});
        pictures_.push_back({&moment.picture.frame, grown(box)});
      }
    }
  }
  void put() override {
    auto found = found_.begin();
    for (auto* moment : moments_)
      for (auto& body : *moment->seen.bodies) body.points = std::move(*found++);
  }

  /// Indices, in the frame's order. `camera` null: nobody knows where it looks.
  std::vector<int> chosen(const Detections& detections, const FieldView* camera) {
    std::vector<int> all, near;
    for (std::size_t i = 0; i < detections.size(); ++i) {
      const auto& one = detections[i];
      if (static_cast<double>(one.box.h) < rule_.min_height_px ||
          std::find(rule_.classes.begin(), rule_.classes.end(), one.class_id) ==
              rule_.classes.end())
        continue;
      all.push_back(static_cast<int>(i));
      if (camera && admits(one.box, *camera)) near.push_back(static_cast<int>(i));
    }
    const bool is_marked = rule_.gate && rule_.gate->corners;
    if (camera && (is_marked || near.size() >= rule_.least)) all = std::move(near);
    if (all.size() <= rule_.most) return all;
    std::stable_sort(all.begin(), all.end(), [&](int a, int b) {
      return detections[static_cast<std::size_t>(a)].score >
             detections[static_cast<std::size_t>(b)].score;
    });
    all.resize(rule_.most);
    std::sort(all.begin(), all.end());
    return all;
  }
  /// Whose feet are in the air stands lower than they are seen.
  [[nodiscard]] bool admits(const Box& box, const FieldView& camera) const {
    constexpr float kJump = 0.17F;  // of the height
    for (const float lower : {0.0F, kJump}) {
      const Vec2d foot{static_cast<double>(box.foot().x),
                       static_cast<double>(box.foot().y + lower * box.h)};
      if (gate_->admits(camera, foot)) return true;
    }
    return false;
  }
  [[nodiscard]] Box grown(const Box& box) const {
    const auto margin = static_cast<float>(rule_.margin);
    const float w = box.w * margin, h = box.h * margin;
    return {box.x - (w - box.w) / 2, box.y - (h - box.h) / 2, w, h};
  }

  CropRule rule_;
  std::optional<FieldGate> gate_;
};

class WindowLook final : public LookOf<WindowPeaks> {
 public:
  WindowLook(std::unique_ptr<NetworkSession<WindowPeaks>> session, int window, std::size_t index)
      : LookOf(std::move(session), Stage::peaks, index),
        window_(static_cast<std::size_t>(window)) {}

 private:
  /// The window ends with the clip; its results are those of the clip's own frames.
  void show(Clip& clip) override {
    if (clip.moments.empty() || !is_due(clip.moments.front())) return;
    if (moments_.empty()) sizes_.clear();
    frames_.clear();
    for (const auto& frame : clip.before) frames_.push_back({&frame});
    for (auto& moment : clip.moments) {
      frames_.push_back({&moment.picture.frame});
      moments_.push_back(&moment);
    }
    for (std::size_t i = frames_.size(); i < window_; ++i) pictures_.push_back(frames_.front());
    const auto from = frames_.size() - std::min(frames_.size(), window_);
    pictures_.insert(pictures_.end(), frames_.begin() + static_cast<std::ptrdiff_t>(from),
                     frames_.end());
    sizes_.push_back(clip.moments.size());
  }
  [[nodiscard]] std::size_t results() const override { return pictures_.size() / window_; }
  void put() override {
    auto moment = moments_.begin();
    for (std::size_t clip = 0; clip < found_.size(); ++clip) {
      const std::size_t size = sizes_[clip];
      for (std::size_t i = 0; i < size; ++i)
        (*moment++)->seen.peaks = std::move(found_[clip][window_ - size + i]);
    }
  }

  std::size_t window_;
  std::vector<Picture> frames_;
  std::vector<std::size_t> sizes_;  ///< moments of each clip
};

template <class Found>
std::function<Result<std::unique_ptr<Look>>()> whole(Network<Found>& network, Stage stage,
                                                     std::size_t index) {
  return [&network, stage, index]() -> Result<std::unique_ptr<Look>> {
    TL_ASSIGN(auto session, network.session());
    return std::unique_ptr<Look>(
        std::make_unique<FrameLook<Found>>(std::move(session), stage, index));
  };
}

}  // namespace

std::function<Result<std::unique_ptr<Look>>()> frame_look(Detector& network) {
  return whole(network, Stage::infer, 0);
}

std::function<Result<std::unique_ptr<Look>>()> frame_look(LandmarkDetector& network,
                                                          std::size_t index) {
  return whole(network, Stage::landmarks, index);
}

std::function<Result<std::unique_ptr<Look>>()> crop_look(Network<Keypoints>& network, CropRule rule,
                                                         std::size_t index) {
  return [&network, rule = std::move(rule), index]() -> Result<std::unique_ptr<Look>> {
    TL_ASSIGN(auto session, network.session());
    return std::unique_ptr<Look>(std::make_unique<CropLook>(std::move(session), rule, index));
  };
}

std::function<Result<std::unique_ptr<Look>>()> window_look(Network<WindowPeaks>& network,
                                                           std::size_t index) {
  return [&network, index]() -> Result<std::unique_ptr<Look>> {
    TL_ASSIGN(auto session, network.session());
    return std::unique_ptr<Look>(
        std::make_unique<WindowLook>(std::move(session), network.window(), index));
  };
}

}  // namespace touchline
