// Parameters and buffers of a module as named tensors, and back.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "runs/safetensors.h"

namespace affekt {

/// All parameters, then all buffers, by name; the tensors themselves, not copies.
std::vector<NamedTensor> named_tensors_of(const torch::nn::Module& module);

/// Copies each tensor into the module's tensor of the same name.
/// @param where  for errors, the file the tensors came from
/// @throws ArtifactError: a name that the module lacks, a missing name, another shape
void copy_into_module(torch::nn::Module& module, const std::vector<NamedTensor>& tensors,
                      const std::string& where);

}  // namespace affekt
