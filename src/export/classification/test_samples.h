// Synthetic samples that travel with an exported classifier as its test vectors.
#pragma once

#include <vector>

#include "models/classifier.h"
#include "store/prepared_file.h"

namespace affekt {

/// Synthetic inputs, the same on every machine, one element a test_data_set_<i>. Never samples of the data
/// set, whose faces and voices must not travel with the model. Without labels and splits. Images: black,
/// white, and smooth random patterns with noise. Waveforms, two sets of different length, for a tensor has
/// one: silence, a tone, a chirp in noise, a pulse train through two resonances as of a voice.
std::vector<Samples> make_test_samples(const InputShape& shape);

/// Four waveforms of one length: silence, a tone, a chirp in noise, a pulse train through two resonances.
/// @param set  0: a second, or as long as the model needs; 1: a length at which no stride comes out even
WaveformSamples make_test_waveforms(const InputShape& shape, int set);

}  // namespace affekt
