// Where a run works: on the CPU or on a GPU, and why there.
#pragma once

#include "pipeline/assembly.h"

namespace touchline {

/// `auto` takes the first GPU when everything a run needs there is found, and says why when not; a
/// GPU asked for by name must be there.
Status choose_device(Assembly& a);

/// Streams and batch: a CPU computes picture by picture on every core; a GPU wants large batches,
/// and a second stream whose pictures are prepared while the first one's are computed.
void size_inference(Assembly& a);

}  // namespace touchline
