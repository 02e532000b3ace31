#include "runs/safetensors.h"

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"

namespace affekt {
namespace {

using nlohmann::json;
constexpr uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit

struct DtypeName {
  torch::ScalarType type;
  const char* name;
};
const DtypeName kDtypes[] = {{torch::kFloat64, "F64"}, {torch::kFloat32, "F32"}, {torch::kBFloat16, "BF16"},
                             {torch::kFloat16, "F16"}, {torch::kInt64, "I64"},   {torch::kInt32, "I32"},
                             {torch::kInt16, "I16"},   {torch::kInt8, "I8"},     {torch::kUInt8, "U8"},
                             {torch::kBool, "BOOL"}};

std::string dtype_name(torch::ScalarType type) {
  for (const auto& entry : kDtypes)
    if (entry.type == type) return entry.name;
  throw ArtifactError(std::string("safetensors has no name for dtype ") + torch::toString(type));
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw ArtifactError(path.string() + ": " + what);
}

torch::ScalarType dtype_from_name(const std::filesystem::path& path, const std::string& name) {
  for (const auto& entry : kDtypes)
    if (name == entry.name) return entry.type;
  fail(path, "unknown dtype '" + name + "' in the safetensors header");
}

NamedTensor read_tensor(const std::filesystem::path& path, const std::string& name, const json& entry,
                        const std::string& bytes, size_t data_begin) {
  const auto dtype = dtype_from_name(path, entry.at("dtype").get<std::string>());
  const auto shape = entry.at("shape").get<std::vector<int64_t>>();
  const auto begin = entry.at("data_offsets").at(0).get<uint64_t>();
  const auto end = entry.at("data_offsets").at(1).get<uint64_t>();
  uint64_t num_bytes = torch::elementSize(dtype);
  const uint64_t available = bytes.size() - data_begin;
  for (const int64_t size : shape) {
    if (size < 0 || (size > 0 && num_bytes > available / static_cast<uint64_t>(size) + 1))
      fail(path, "tensor '" + name + "': its shape needs more bytes than the file has");
    num_bytes *= static_cast<uint64_t>(size);
  }
  if (begin > end || end - begin != num_bytes)
    fail(path, "tensor '" + name + "': expected " + std::to_string(num_bytes) +
                   " bytes by its shape, got offsets " + std::to_string(begin) + ".." + std::to_string(end));
  if (end > available)
    fail(path, "truncated: tensor '" + name + "' ends at byte " + std::to_string(data_begin + end) +
                   ", the file has " + std::to_string(bytes.size()));
  auto tensor = torch::empty(shape, torch::dtype(dtype));
  if (num_bytes > 0) std::memcpy(tensor.data_ptr(), bytes.data() + data_begin + begin, num_bytes);
  return {name, tensor};
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

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  uint64_t length = 0;
  if (bytes.size() < sizeof length)
    fail(path, "not a safetensors file: only " + std::to_string(bytes.size()) + " bytes");
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > kMaxHeaderBytes || bytes.size() < sizeof length + 2 || bytes[sizeof length] != '{')
    fail(path, "not a safetensors file");
  if (length > bytes.size() - sizeof length)
    fail(path, "truncated: the header alone needs " + std::to_string(length + sizeof length) +
                   " bytes, the file has " + std::to_string(bytes.size()));
  const size_t data_begin = sizeof length + length;
  SafetensorsFile file;
  try {
    // Keeps the order in which the tensors were written.
    const auto header = nlohmann::ordered_json::parse(
        bytes.begin() + sizeof length, bytes.begin() + static_cast<std::ptrdiff_t>(data_begin));
    for (const auto& item : header.items()) {
      if (item.key() == "__metadata__") {
        file.metadata = item.value().get<std::map<std::string, std::string>>();
      } else {
        file.tensors.push_back(read_tensor(path, item.key(), json(item.value()), bytes, data_begin));
      }
    }
  } catch (const nlohmann::json::exception& error) {
    fail(path, std::string("the safetensors header is damaged: ") + error.what());
  }
  return file;
}

}  // namespace affekt
