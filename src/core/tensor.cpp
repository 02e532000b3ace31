#include "core/tensor.h"

#include <fmt/format.h>

#include <cstring>

#include "core/error.h"

namespace affekt {
namespace {

template <class T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>) return DType::kFloat32;
  if constexpr (std::is_same_v<T, int64_t>) return DType::kInt64;
  if constexpr (std::is_same_v<T, int32_t>) return DType::kInt32;
  return DType::kUint8;
}

std::string join_axes(const std::vector<std::string>& axes) {
  std::string text;
  for (const std::string& axis : axes) text += (text.empty() ? "" : ", ") + axis;
  return "[" + text + "]";
}

}  // namespace

size_t size_of(DType type) {
  switch (type) {
    case DType::kFloat32:
    case DType::kInt32:
      return 4;
    case DType::kInt64:
      return 8;
    case DType::kUint8:
      return 1;
  }
  return 0;
}

const char* name_of(DType type) {
  switch (type) {
    case DType::kFloat32:
      return "float32";
    case DType::kInt64:
      return "int64";
    case DType::kInt32:
      return "int32";
    case DType::kUint8:
      return "uint8";
  }
  return "";
}

std::string describe(const TensorSpec& spec) {
  std::vector<std::string> axes;
  for (const Axis& axis : spec.axes) axes.push_back(axis.is_free() ? axis.symbol : std::to_string(axis.size));
  return fmt::format("{} {}", name_of(spec.type), join_axes(axes));
}

HostTensor HostTensor::make(DType type, std::vector<int64_t> shape) {
  HostTensor tensor;
  tensor.type = type;
  tensor.shape = std::move(shape);
  tensor.bytes.resize(static_cast<size_t>(tensor.count()) * size_of(type));
  return tensor;
}

HostTensor HostTensor::of_floats(std::vector<int64_t> shape, const float* values) {
  HostTensor tensor = make(DType::kFloat32, std::move(shape));
  if (!tensor.bytes.empty()) std::memcpy(tensor.bytes.data(), values, tensor.bytes.size());
  return tensor;
}

int64_t HostTensor::count() const {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return count;
}

template <class T>
T* HostTensor::values() {
  AFFEKT_CHECK(type == dtype_of<T>(), fmt::format("the tensor holds {}", name_of(type)));
  return reinterpret_cast<T*>(bytes.data());
}

template <class T>
const T* HostTensor::values() const {
  AFFEKT_CHECK(type == dtype_of<T>(), fmt::format("the tensor holds {}", name_of(type)));
  return reinterpret_cast<const T*>(bytes.data());
}

template float* HostTensor::values<float>();
template int64_t* HostTensor::values<int64_t>();
template int32_t* HostTensor::values<int32_t>();
template uint8_t* HostTensor::values<uint8_t>();
template const float* HostTensor::values<float>() const;
template const int64_t* HostTensor::values<int64_t>() const;
template const int32_t* HostTensor::values<int32_t>() const;
template const uint8_t* HostTensor::values<uint8_t>() const;

std::string find_mismatch(const TensorSpec& spec, const HostTensor& tensor) {
  std::map<std::string, int64_t> sizes;
  bool fits = tensor.type == spec.type && tensor.shape.size() == spec.axes.size();
  for (size_t i = 0; fits && i < spec.axes.size(); ++i) {
    const Axis& axis = spec.axes[i];
    const int64_t size = tensor.shape[i];
    fits = size > 0 && (axis.is_free() ? sizes.emplace(axis.symbol, size).first->second : axis.size) == size;
  }
  if (fits) return "";
  std::vector<std::string> shape;
  for (const int64_t size : tensor.shape) shape.push_back(std::to_string(size));
  return fmt::format("expected {}, got {} {}", describe(spec), name_of(tensor.type), join_axes(shape));
}

}  // namespace affekt
