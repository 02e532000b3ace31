#include "export/test_data_set.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/atomic_file.h"

namespace affekt {
namespace {

void write_tensors(const std::filesystem::path& directory, const char* role,
                   const std::vector<TensorSpec>& specs, const HostTensors& tensors) {
  for (size_t i = 0; i < specs.size(); ++i) {
    const HostTensor values = tensors.at(specs[i].name).as(specs[i].type);
    onnx::TensorProto tensor;
    tensor.set_name(specs[i].name);
    tensor.set_data_type(onnx_type_of(values.type));
    for (const int64_t size : values.shape) tensor.add_dims(size);
    tensor.set_raw_data(values.bytes.data(), values.bytes.size());
    write_text_atomically(directory / fmt::format("{}_{}.pb", role, i), tensor.SerializeAsString());
  }
}

}  // namespace

std::string name_test_data_set(int index) {
  return fmt::format("test_data_set_{}", index);
}

void write_test_data_set(const std::filesystem::path& directory, const OnnxModel& model,
                         const GateBatch& vectors) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    throw ArtifactError(fmt::format("{}: cannot make the folder: {}", directory.string(), error.message()));
  write_tensors(directory, "input", model.inputs, vectors.inputs);
  write_tensors(directory, "output", model.outputs, vectors.expected);
}

}  // namespace affekt
