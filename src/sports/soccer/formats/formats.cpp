#include "sports/soccer/formats/formats.h"

#include "sports/soccer/formats/run_lines.h"

namespace touchline::soccer {
namespace {

constexpr std::string_view kChapters[] = {"possession", "pass", "shot", "goal"};

class Motions final : public MotionReader {
 public:
  explicit Motions(const ConvertInput& in) : lines_(in) {}
  Result<std::span<const PersonMotion>> at(std::int64_t frame) override {
    TL_ASSIGN(now_, lines_.at(frame));
    return std::span<const PersonMotion>(now_.players);
  }

 private:
  MeasureLines lines_;
  FrameMeasures now_;
};

}  // namespace

SportFormats formats() {
  return {{{"cdf", convert_cdf},
           {"tracab", convert_tracab},
           {"gsr", convert_gsr},
           {"epts", convert_epts}},
          kChapters,
          [](const ConvertInput& in) -> std::unique_ptr<MotionReader> {
            return std::make_unique<Motions>(in);
          }};
}

}  // namespace touchline::soccer
