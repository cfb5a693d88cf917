#include "verbs/roofline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// Three significant figures: no more was measured.
double tidy(double value) {
  return std::isfinite(value) ? std::stod(fmt::format("{:.3g}", value)) : 0;
}

Json number_or_null(std::optional<double> value) {
  return value ? Json(tidy(*value)) : Json(nullptr);
}

std::optional<double> share_of(const MeasuredBatch& measured, Precision precision,
                               const MachinePeaks& peaks) {
  const auto roof = roof_of(measured.cost, precision, peaks);
  if (!roof || !(measured.seconds > 0)) return std::nullopt;
  return roof->seconds / measured.seconds;
}

std::string missing_peak(Precision precision, const MachinePeaks& peaks) {
  const auto why = peaks.missing.find(precision);
  return fmt::format("the peak in {} is not known: {}", to_string(precision),
                     why == peaks.missing.end() ? "it was not measured" : why->second);
}

Json estimate(const std::string& change, std::optional<double> speedup, const std::string& rule) {
  return {{"change", change}, {"speedup", number_or_null(speedup)}, {"rule", rule}};
}

Json precision_estimate(const MeasuredNetwork& network, Precision other,
                        const MachinePeaks& peaks) {
  const auto& one = network.batches.front();
  if (other == network.precision)
    return estimate(to_string(other), std::nullopt, "it is computed in that already");
  if (other == Precision::f16)
    return estimate("f16", std::nullopt,
                    "CPUs multiply bf16 or int8 and no f16; on a GPU f16 is what auto takes");
  const auto now = roof_of(one.cost, network.precision, peaks),
             then = roof_of(one.cost, other, peaks);
  if (!now || !then)
    return estimate(to_string(other), std::nullopt,
                    missing_peak(now ? other : network.precision, peaks));
  return estimate(to_string(other), now->seconds / then->seconds,
                  fmt::format("the same share of the roof, with {} bytes an element and the peak "
                              "of {}; at most, for what is no product stays as it is",
                              bytes_of(other), to_string(other)));
}

}  // namespace

double bytes_of(Precision precision) {
  switch (precision) {
    case Precision::int8:
      return 1;
    case Precision::bf16:
    case Precision::f16:
      return 2;
    default:
      return 4;
  }
}

std::optional<Roof> roof_of(const NetworkCost& cost, Precision precision,
                            const MachinePeaks& peaks) {
  const auto peak = peaks.operations_per_s.find(precision);
  if (peak == peaks.operations_per_s.end() || !(peak->second > 0)) return std::nullopt;
  Roof roof;
  double memory_s = 0;
  for (const auto& layer : cost.layers) {
    const double bytes = layer.elements() * bytes_of(precision);
    const double rate = peaks.bytes_per_s(bytes);
    const double multiplying = layer.operations / peak->second;
    const double moving = rate > 0 ? bytes / rate : 0;
    roof.seconds += std::max(multiplying, moving);
    if (moving > multiplying) memory_s += moving;
  }
  if (!(roof.seconds > 0)) return std::nullopt;
  roof.memory_share = memory_s / roof.seconds;
  return roof;
}

std::optional<BatchFit> fit_batches(const std::vector<MeasuredBatch>& batches) {
  if (batches.size() < 2) return std::nullopt;
  // In calls of equal weight, so that the large ones do not decide alone.
  double w = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& each : batches) {
    const double n = each.batch, weight = 1 / (each.seconds * each.seconds);
    w += weight;
    x += weight * n;
    y += weight * each.seconds;
    xx += weight * n * n;
    xy += weight * n * each.seconds;
  }
  BatchFit fit;
  fit.picture_s = (w * xy - x * y) / (w * xx - x * x);
  fit.fixed_s = std::max(0.0, (y - fit.picture_s * x) / w);
  return fit;
}

Json verdict_of(const MeasuredNetwork& network, const MachinePeaks& peaks) {
  constexpr double kNear = 0.5, kLaunches = 0.25;
  const auto& one = network.batches.front();
  const auto roof = roof_of(one.cost, network.precision, peaks);
  if (network.around_ms > network.network_ms)
    return {{"bound_by", "host"},
            {"why", fmt::format("the thread that calls it takes {:.2f} ms a frame to prepare and "
                                "decode, the network {:.2f}",
                                network.around_ms, network.network_ms)}};
  if (!roof) return {{"bound_by", nullptr}, {"why", missing_peak(network.precision, peaks)}};
  const double share = roof->seconds / one.seconds;
  const char* wall = roof->memory_share > 0.5 ? "memory" : "compute";
  if (share >= kNear)
    return {{"bound_by", wall},
            {"why", fmt::format("it reaches {:.0f} % of the roof, {:.0f} % of which are layers "
                                "that wait for memory",
                                100 * share, 100 * roof->memory_share)}};
  const auto fit = fit_batches(network.batches);
  if (fit && fit->fixed_s >= kLaunches * one.seconds)
    return {{"bound_by", "launches"},
            {"why", fmt::format("{:.0f} % of a call are spent however many pictures it has",
                                100 * fit->fixed_s / one.seconds)}};
  return {{"bound_by", wall},
          {"why", fmt::format("it reaches {:.0f} % of the roof and a batch does not help: its "
                              "layers' shapes, or what lies between them, leave the rest unused",
                              100 * share)}};
}

Json estimates_of(const MeasuredNetwork& network, const MachinePeaks& peaks) {
  constexpr int kLarger = 16;
  Json all = Json::array();
  for (const auto precision : {Precision::bf16, Precision::f16, Precision::int8})
    all.push_back(precision_estimate(network, precision, peaks));
  const auto fit = fit_batches(network.batches);
  const auto name = fmt::format("batches of {}", kLarger);
  if (!fit) {
    for (const auto& change : {name, std::string("one launch")})
      all.push_back(estimate(change, std::nullopt, network.no_larger_batch));
    return all;
  }
  const double one = network.batches.front().seconds;
  all.push_back(estimate(name, one / (fit->picture_s + fit->fixed_s / kLarger),
                         "a call takes a fixed time and one for each picture, fitted to the "
                         "batches that were measured"));
  all.push_back(estimate(
      "one launch", one / std::max(one - fit->fixed_s, fit->fixed_s > 0 ? fit->picture_s : one),
      "of a call of one picture the fixed time goes: at most what recording "
      "the layers as a graph could save"));
  return all;
}

Json roofline_json(const MeasuredNetwork& network, const MachinePeaks& peaks) {
  Json batches = Json::array();
  for (const auto& each : network.batches) {
    const double bytes = each.cost.elements() * bytes_of(network.precision);
    const auto roof = roof_of(each.cost, network.precision, peaks);
    batches.push_back(
        {{"batch", each.batch},
         {"operations", each.cost.operations()},
         {"bytes", bytes},
         {"operations_per_byte", tidy(each.cost.operations() / bytes)},
         {"ms", tidy(1e3 * each.seconds)},
         {"operations_per_s", tidy(each.cost.operations() / each.seconds)},
         {"roof_ms", roof ? Json(tidy(1e3 * roof->seconds)) : Json(nullptr)},
         {"memory_share_of_roof", roof ? Json(tidy(roof->memory_share)) : Json(nullptr)},
         {"share_of_roof", number_or_null(share_of(each, network.precision, peaks))}});
  }
  return {{"stage", network.stage},
          {"network", network.network},
          {"precision", to_string(network.precision)},
          {"engine", network.engine},
          {"layers", network.batches.front().cost.layers.size()},
          {"batches", std::move(batches)},
          {"no_larger_batch",
           network.no_larger_batch.empty() ? Json(nullptr) : Json(network.no_larger_batch)},
          {"verdict", verdict_of(network, peaks)},
          {"estimates", estimates_of(network, peaks)}};
}

Json peaks_json(const MachinePeaks& peaks) {
  Json operations = Json::object(), memory = Json::array();
  for (const auto precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    const auto peak = peaks.operations_per_s.find(precision);
    operations[to_string(precision)] =
        peak == peaks.operations_per_s.end() ? Json(nullptr) : Json(tidy(peak->second));
  }
  for (const auto& each : peaks.memory)
    memory.push_back(
        {{"working_set_bytes", each.working_set}, {"bytes_per_s", tidy(each.bytes_per_s)}});
  Json missing = Json::object();
  for (const auto& [precision, why] : peaks.missing) missing[to_string(precision)] = why;
  return {{"threads", peaks.threads},
          {"operations_per_s", std::move(operations)},
          {"missing", std::move(missing)},
          {"memory", std::move(memory)}};
}

}  // namespace touchline
