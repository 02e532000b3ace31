// What goes into an exported graph and comes out of it: names, axes, and the contract in words.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>

#include "models/network.h"

namespace affekt {

constexpr char kOnnxPictureInput[] = "pixels";
constexpr char kOnnxWaveformInput[] = "samples";
constexpr char kOnnxOutputName[] = "probabilities";

/// "pixels" or "samples".
const char* onnx_input_name(const InputShape& input);

/// float32 [N, C, H, W], N free; or float32 [N, T], both free.
onnx::ValueInfoProto describe_onnx_input(const InputShape& input);
/// float32 [N, K], N free.
onnx::ValueInfoProto describe_onnx_output(int64_t num_classes);

/// The input contract in words, as in "affekt.input".
/// @param trim_db  of waveforms: how silence was cut from the ends of the training clips; 0: not at all
std::string input_contract(const InputShape& input, double trim_db);

}  // namespace affekt
