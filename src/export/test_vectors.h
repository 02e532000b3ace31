// Test vectors beside an exported model, in the layout of ONNX's own tests:
// test_data_set_0/{input,output}_0.pb.
#pragma once

#include <filesystem>
#include <vector>

#include "models/network.h"
#include "store/prepared_file.h"

namespace affekt {

/// Synthetic pictures, the same on every machine: black, white, and smooth random patterns with noise. Never
/// pictures of the data set, whose faces must not travel with the model.
ImageSamples make_test_pictures(const InputShape& shape);

/// @param samples        N pictures: the input, as float32 [N, C, H, W]
/// @param probabilities  [N, K], LibTorch's
/// @throws ArtifactError (full disk ...)
void write_test_data_set(const std::filesystem::path& directory, const ImageSamples& samples,
                         const std::vector<float>& probabilities);

}  // namespace affekt
