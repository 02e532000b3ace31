#include "core/tensor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/error.h"

namespace affekt {
namespace {

template <class T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>) return DType::kFloat32;
  if constexpr (std::is_same_v<T, double>) return DType::kFloat64;
  if constexpr (std::is_same_v<T, int64_t>) return DType::kInt64;
  if constexpr (std::is_same_v<T, int32_t>) return DType::kInt32;
  return DType::kUint8;
}

/// Calls `use` with a value of the C++ type.
template <class Use>
void with_type(DType type, const Use& use) {
  if (type == DType::kFloat32) use(float{});
  if (type == DType::kFloat64) use(double{});
  if (type == DType::kInt64) use(int64_t{});
  if (type == DType::kInt32) use(int32_t{});
  if (type == DType::kUint8) use(uint8_t{});
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
    case DType::kFloat64:
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
    case DType::kFloat64:
      return "float64";
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
  for (const Axis& axis : spec.axes) {
    const std::string free = axis.symbol.empty() ? "?" : axis.symbol;
    axes.push_back(axis.is_free() ? free : std::to_string(axis.size));
  }
  return fmt::format("{} {}", name_of(spec.type), join_axes(axes));
}

HostTensor HostTensor::make(DType type, std::vector<int64_t> shape) {
  HostTensor tensor;
  tensor.type = type;
  tensor.shape = std::move(shape);
  tensor.bytes.resize(static_cast<size_t>(tensor.count()) * size_of(type));
  return tensor;
}

template <class T>
HostTensor HostTensor::of(std::vector<int64_t> shape, const T* values) {
  HostTensor tensor = make(dtype_of<T>(), std::move(shape));
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

#define AFFEKT_INSTANTIATE(T)                      \
  template T* HostTensor::values<T>();             \
  template const T* HostTensor::values<T>() const; \
  template HostTensor HostTensor::of<T>(std::vector<int64_t>, const T*);
AFFEKT_INSTANTIATE(float)
AFFEKT_INSTANTIATE(double)
AFFEKT_INSTANTIATE(int64_t)
AFFEKT_INSTANTIATE(int32_t)
AFFEKT_INSTANTIATE(uint8_t)
#undef AFFEKT_INSTANTIATE

HostTensor HostTensor::as(DType other) const {
  HostTensor converted = make(other, shape);
  with_type(type, [&](auto from) {
    with_type(other, [&](auto to) {
      const auto* in = values<decltype(from)>();
      std::transform(in, in + count(), converted.values<decltype(to)>(),
                     [](auto value) { return static_cast<decltype(to)>(value); });
    });
  });
  return converted;
}

std::string find_mismatch(const TensorSpec& spec, const HostTensor& tensor, AxisSizes& sizes) {
  bool fits = tensor.type == spec.type && tensor.shape.size() == spec.axes.size();
  for (size_t i = 0; fits && i < spec.axes.size(); ++i) {
    const Axis& axis = spec.axes[i];
    const int64_t size = tensor.shape[i];
    const bool any = axis.is_free() && axis.symbol.empty();
    const int64_t expected = any              ? size
                             : axis.is_free() ? sizes.emplace(axis.symbol, size).first->second
                                              : axis.size;
    fits = size > 0 && size == expected;
  }
  if (fits) return "";
  std::vector<std::string> shape;
  for (const int64_t size : tensor.shape) shape.push_back(std::to_string(size));
  return fmt::format("expected {}, got {} {}", describe(spec), name_of(tensor.type), join_axes(shape));
}

std::string find_mismatch(const TensorSpec& spec, const HostTensor& tensor) {
  AxisSizes sizes;
  return find_mismatch(spec, tensor, sizes);
}

std::string find_mismatch(const std::vector<TensorSpec>& specs, const HostTensors& tensors,
                          AxisSizes& sizes) {
  for (const TensorSpec& spec : specs) {
    const auto found = tensors.find(spec.name);
    if (found == tensors.end())
      return fmt::format("\"{}\": expected {}, got none", spec.name, describe(spec));
    const std::string fault = find_mismatch(spec, found->second, sizes);
    if (!fault.empty()) return fmt::format("\"{}\": {}", spec.name, fault);
  }
  for (const auto& [name, tensor] : tensors) {
    const auto is_it = [&name = name](const TensorSpec& spec) { return spec.name == name; };
    if (std::none_of(specs.begin(), specs.end(), is_it)) return fmt::format("\"{}\" is not known", name);
  }
  return "";
}

}  // namespace affekt
