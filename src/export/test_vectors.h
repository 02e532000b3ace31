// Test vectors beside an exported model, in the layout of ONNX's own tests:
// test_data_set_0/{input,output}_0.pb.
#pragma once

#include <filesystem>
#include <vector>

#include "models/network.h"
#include "store/prepared_file.h"

namespace affekt {

/// Synthetic inputs, the same on every machine, one element a test_data_set_<i>. Never samples of the data
/// set, whose faces and voices must not travel with the model.
/// Pictures: black, white, and smooth random patterns with noise. Waveforms, two sets of different length,
/// for a tensor has one: silence, a tone, a chirp in noise, a pulse train through two resonances as of a
/// voice.
std::vector<Samples> make_test_samples(const InputShape& shape);

/// @param samples        N pictures: the input, as float32 [N, C, H, W]; or N waveforms of one length: [N, T]
/// @param probabilities  [N, K], LibTorch's
/// @throws ArtifactError (full disk ...)
void write_test_data_set(const std::filesystem::path& directory, const Samples& samples,
                         const std::vector<float>& probabilities);

}  // namespace affekt
