#include "models/host_tensors.h"

#include <cstring>

#include "core/error.h"

namespace affekt {
namespace {

torch::ScalarType scalar_type_of(DType type) {
  switch (type) {
    case DType::kInt64:
      return torch::kInt64;
    case DType::kInt32:
      return torch::kInt32;
    case DType::kUint8:
      return torch::kUInt8;
    default:
      return torch::kFloat32;
  }
}

DType dtype_of(torch::ScalarType type) {
  for (const DType candidate : {DType::kFloat32, DType::kInt64, DType::kInt32, DType::kUint8})
    if (scalar_type_of(candidate) == type) return candidate;
  AFFEKT_CHECK(false, "no such type outside LibTorch");
}

}  // namespace

torch::Tensor to_torch(const HostTensor& tensor) {
  const auto result = torch::empty(tensor.shape, scalar_type_of(tensor.type));
  if (!tensor.bytes.empty()) std::memcpy(result.data_ptr(), tensor.bytes.data(), tensor.bytes.size());
  return result;
}

TensorMap to_torch(const HostTensors& tensors) {
  TensorMap copies;
  for (const auto& [name, tensor] : tensors) copies[name] = to_torch(tensor);
  return copies;
}

HostTensor to_host(const torch::Tensor& tensor) {
  const auto values = tensor.detach().to(torch::kCPU).contiguous();
  HostTensor result = HostTensor::make(dtype_of(values.scalar_type()), values.sizes().vec());
  if (!result.bytes.empty()) std::memcpy(result.bytes.data(), values.data_ptr(), result.bytes.size());
  return result;
}

HostTensor slice_rows(const HostTensor& tensor, int64_t begin, int64_t end) {
  AFFEKT_CHECK(0 <= begin && begin <= end && end <= tensor.shape.at(0), "rows outside the tensor");
  HostTensor slice = tensor;
  slice.shape[0] = end - begin;
  const auto row_bytes =
      static_cast<std::ptrdiff_t>(tensor.bytes.size()) / std::max<int64_t>(tensor.shape[0], 1);
  slice.bytes.assign(tensor.bytes.begin() + begin * row_bytes, tensor.bytes.begin() + end * row_bytes);
  return slice;
}

HostTensors run_network(Network& network, const HostTensors& inputs) {
  const torch::NoGradGuard no_grad;
  network.eval();
  TensorMap tensors = to_torch(inputs);
  const auto parameters = network.parameters();
  if (!parameters.empty())
    for (auto& [name, tensor] : tensors) tensor = tensor.to(parameters.front().device());
  HostTensors outputs;
  for (const auto& [name, tensor] : network.forward(tensors)) outputs[name] = to_host(tensor);
  return outputs;
}

}  // namespace affekt
