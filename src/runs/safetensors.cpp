#include "runs/safetensors.h"

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/mapped_file.h"
#include "core/text/text.h"
#include "runs/import/safetensors_header.h"

namespace affekt {
namespace {

/// In the order of WeightType.
constexpr torch::ScalarType kTorchTypes[] = {
    torch::kFloat64, torch::kFloat32, torch::kBFloat16, torch::kFloat16, torch::kInt64,
    torch::kInt32,   torch::kInt16,   torch::kInt8,     torch::kUInt8,   torch::kBool};

std::string dtype_name(torch::ScalarType type) {
  for (size_t i = 0; i < std::size(kTorchTypes); ++i)
    if (kTorchTypes[i] == type) return safetensors_name(static_cast<WeightType>(i));
  throw ArtifactError(std::string("safetensors has no name for dtype ") + torch::toString(type));
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file) {
  auto header = nlohmann::ordered_json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  uint64_t offset = 0;
  std::vector<torch::Tensor> tensors;
  for (const auto& entry : file.tensors) {
    tensors.push_back(entry.tensor.detach().to(torch::kCPU).contiguous());
    const uint64_t num_bytes = tensors.back().nbytes();
    header[entry.name] = {{"dtype", dtype_name(entry.tensor.scalar_type())},
                          {"shape", entry.tensor.sizes().vec()},
                          {"data_offsets", {offset, offset + num_bytes}}};
    offset += num_bytes;
  }
  std::string text = to_json_text(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data starts aligned
  const uint64_t length = text.size();
  write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    std::ofstream out(temporary, std::ios::binary);
    out.write(reinterpret_cast<const char*>(&length), sizeof length);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const auto& tensor : tensors)
      out.write(static_cast<const char*>(tensor.data_ptr()), static_cast<std::streamsize>(tensor.nbytes()));
    out.flush();
    if (!out) throw ArtifactError(path.string() + ": writing failed: " + std::strerror(errno));
  });
}

std::string digest_of_tensors(const std::vector<NamedTensor>& tensors) {
  Sha256 digest;
  for (const auto& entry : tensors) {
    const auto tensor = entry.tensor.detach().to(torch::kCPU).contiguous();
    digest.update(entry.name);
    const auto sizes = tensor.sizes();
    digest.update(sizes.data(), sizes.size() * sizeof(int64_t));
    digest.update(tensor.data_ptr(), tensor.nbytes());
  }
  return digest.finish();
}

torch::Tensor to_torch(const WeightTensor& tensor) {
  auto result = torch::empty(tensor.shape, torch::dtype(kTorchTypes[static_cast<size_t>(tensor.type)]));
  copy_elements(tensor, result.data_ptr());
  return result;
}

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  const MappedFile mapped(path, ExitCode::kArtifact);
  WeightFile parsed = parse_safetensors(mapped.text(), path.string());
  SafetensorsFile file;
  file.metadata = std::move(parsed.metadata);
  for (const auto& tensor : parsed.tensors) file.tensors.push_back({tensor.name, to_torch(tensor)});
  return file;
}

}  // namespace affekt
