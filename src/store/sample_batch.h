// Samples in memory -> the tensors that go into a model's file.
#pragma once

#include <cstdint>

#include "core/tensor.h"
#include "store/samples.h"

namespace affekt {

/// Pixels as float32 [n, C, H, W], 0..255; waveforms, which must have one length, as float32 [n, T], -1..1.
/// @param begin, end  rows, n = end - begin > 0
HostTensor make_batch(const Samples& samples, int64_t begin, int64_t end);

/// How many go through an engine together: images in batches, waveforms one by one, each in its own length.
int64_t batch_size_of(const Samples& samples);

}  // namespace affekt
