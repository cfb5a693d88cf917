// What the pictures of one source tell by themselves, frame by frame in order: shots, how the
// camera moved and where it looks, and what people wear.
#pragma once

#include <memory>
#include <optional>

#include "field/calibration_file.h"
#include "field/calibrator.h"
#include "field/marked_camera.h"
#include "pipeline/moment.h"

namespace touchline {

struct ObserverOptions {
  std::optional<CalibratorOptions> calibrator;  ///< null: the sport has no field, or not wanted
  std::shared_ptr<const CalibrationFile> calibration;  ///< given by the user instead; null: none
  std::optional<MarkedCameraOptions> marked;  ///< corners marked by the user instead; null: none
  bool on_field = true;   ///< pictures without the field's grass are close-ups, which do not count
  bool kits = false;      ///< measure what people wear
  int ball_class = -1;    ///< of the detections, the one that is nobody
  double sure_score = 0;  ///< people seen fainter do not hide paint
};

/// Pictures may lie on the host or on a GPU: what it sees is the same, bit for bit. Of a picture on
/// a GPU only what is measured crosses to the host. Errors are the GPU's: Errc::no_device.
class Observer {
 public:
  explicit Observer(const ObserverOptions& options);
  ~Observer();
  Observer(Observer&&) noexcept;
  Observer& operator=(Observer&&) noexcept;
  /// Loads kernels and makes memory for what it reads itself of pictures of this shape on a GPU.
  Status warm_up(const FrameInfo& info);
  /// What it will ask of every picture. Moments in which that is answered already are seen faster.
  [[nodiscard]] GlanceNeeds needs() const;
  /// Fills `moment.seen`, kits apart, of a moment that has its picture and detections. Nothing
  /// reads the picture any more when it returns.
  Status see(Moment& moment);
  /// Fills `moment.seen.kits`; after see().
  Status see_kits(Moment& moment);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchline
