// Reading and writing tensors in the safetensors format (8-byte length, JSON header, raw little-endian data).
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "runs/import/weight_tensor.h"

namespace affekt {

struct NamedTensor {
  std::string name;
  torch::Tensor tensor;
};

struct SafetensorsFile {
  std::vector<NamedTensor> tensors;             // in file order, contiguous, on the CPU
  std::map<std::string, std::string> metadata;  // the header's __metadata__
};

/// Written atomically. dtypes: F64 F32 BF16 F16 I64 I32 I16 I8 U8 BOOL.
void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file);

/// SHA-256 over names, shapes and values: what a file's own digest entry is checked against.
std::string digest_of_tensors(const std::vector<NamedTensor>& tensors);

/// A copy of its own, contiguous, on the CPU.
torch::Tensor to_torch(const WeightTensor& tensor);

/// Nothing is allocated but for tensors that are in the file.
/// @throws ArtifactError: unreadable, or as parse_safetensors
SafetensorsFile read_safetensors(const std::filesystem::path& path);

}  // namespace affekt
