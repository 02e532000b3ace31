// `train.precision`: which dtype the activations have.
#pragma once

#include <torch/torch.h>

#include <string>

namespace affekt {

/// "fp32", "bf16", or "auto": bfloat16 where the processor multiplies it in hardware (AVX512-BF16, AMX) or
/// the device is a GPU, else float32.
torch::ScalarType choose_precision(const std::string& name, const torch::Device& device);

/// "bf16" or "fp32".
const char* name_precision(torch::ScalarType dtype);

}  // namespace affekt
