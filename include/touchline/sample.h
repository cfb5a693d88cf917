// Where a value comes from. Every sample of a record says so.
#pragma once

namespace touchline {

enum class SampleSource { measured, predicted, interpolated };
const char* to_string(SampleSource source);

/// `lost`: there is no sample; the last prediction has expired, or the ball was never seen.
enum class BallState { visible, predicted, lost };
const char* to_string(BallState state);

}  // namespace touchline
