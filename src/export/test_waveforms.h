// Synthetic sounds that travel with an exported model of speech as its test vectors.
#pragma once

#include "models/network.h"
#include "store/prepared_file.h"

namespace affekt {

/// Four waveforms of one length, the same on every machine: silence, a tone, a chirp in noise, a pulse train
/// through two resonances as of a voice.
/// @param set  0: a second, or as long as the model needs; 1: another length, at which no stride comes out
/// even
WaveformSamples make_test_waveforms(const InputShape& shape, int set);

}  // namespace affekt
