// What goes into a classifier's graph and comes out of it: names, axes, and the contract in words.
#pragma once

#include <string>

#include "models/classifier.h"

namespace affekt {

constexpr char kOnnxImageInput[] = "pixels";
constexpr char kOnnxWaveformInput[] = "samples";
constexpr char kOnnxOutputName[] = "probabilities";

/// "pixels" or "samples".
const char* onnx_input_name(const InputShape& input);

/// float32 [N, K], N free.
TensorSpec probabilities_spec(int64_t num_classes);

/// The input contract in words, as in "affekt.input".
/// @param trim_db  of waveforms: how silence was cut from the ends of the training recordings; 0: not at all
std::string input_contract(const InputShape& input, double trim_db);

}  // namespace affekt
