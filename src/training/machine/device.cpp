#include "training/machine/device.h"

#include "core/error.h"

namespace affekt {

torch::Device choose_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  if (torch::cuda::is_available()) return {torch::kCUDA, 0};
  if (name != "cuda") return torch::kCPU;
  throw ConfigError(
      at::Context::hasCUDART()
          ? "train.device: cuda, and LibTorch finds no GPU: does nvidia-smi show one, and is "
            "CUDA_VISIBLE_DEVICES right? train.device: cpu trains on the processor"
          : "train.device: cuda, and this affekt is built with a LibTorch without CUDA: build the part "
            "that trains with one that has it (README, \"Another LibTorch\"), or take train.device: cpu");
}

std::string name_device(const torch::Device& device) {
  return device.is_cuda() ? device.str() : "cpu";
}

}  // namespace affekt
