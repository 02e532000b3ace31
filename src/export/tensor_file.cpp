#include "export/tensor_file.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <functional>
#include <numeric>

#include "core/atomic_file.h"
#include "core/error.h"

namespace affekt {
namespace {

template <typename Value>
void write_tensor(const std::filesystem::path& path, const std::string& name,
                  const std::vector<int64_t>& dims, const std::vector<Value>& values,
                  onnx::TensorProto::DataType type) {
  const int64_t count = std::accumulate(dims.begin(), dims.end(), int64_t{1}, std::multiplies<>());
  AFFEKT_CHECK(count == static_cast<int64_t>(values.size()),
               fmt::format("{}: {} values in a tensor of {}", name, values.size(), count));
  onnx::TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (int64_t dim : dims) tensor.add_dims(dim);
  tensor.set_raw_data(values.data(), values.size() * sizeof(Value));
  write_text_atomically(path, tensor.SerializeAsString());
}

}  // namespace

void make_test_data_folder(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    throw ArtifactError(fmt::format("{}: cannot make the folder: {}", directory.string(), error.message()));
}

void write_tensor_file(const std::filesystem::path& path, const std::string& name,
                       const std::vector<int64_t>& dims, const std::vector<float>& values) {
  write_tensor(path, name, dims, values, onnx::TensorProto::FLOAT);
}

void write_tensor_file(const std::filesystem::path& path, const std::string& name,
                       const std::vector<int64_t>& dims, const std::vector<int64_t>& values) {
  write_tensor(path, name, dims, values, onnx::TensorProto::INT64);
}

}  // namespace affekt
