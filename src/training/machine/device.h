// `train.device`: where a network is trained.
#pragma once

#include <torch/torch.h>

#include <string>

namespace affekt {

/// "cpu", "cuda" (the first GPU), or "auto": a GPU where LibTorch finds one, else the processor.
/// @throws ConfigError  "cuda", and LibTorch is built without CUDA, or finds no GPU
torch::Device choose_device(const std::string& name);

/// "cpu", "cuda:0".
std::string name_device(const torch::Device& device);

}  // namespace affekt
