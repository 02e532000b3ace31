// A tensor by name that knows no LibTorch: what goes into a model's file and comes out of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace affekt {

enum class DType { kFloat32, kFloat64, kInt64, kInt32, kUint8 };

size_t size_of(DType type);       // bytes of one element
const char* name_of(DType type);  // "float32", "int64", ...

/// One axis of a tensor: a size, or a symbol where the size is known only when the model runs.
struct Axis {
  int64_t size = 0;    // > 0; 0: the symbol stands for it
  std::string symbol;  // "N" batch, "L" sequence length; of a size: what it counts ("C", "H"); "": any size

  bool is_free() const { return size == 0; }
};

/// What a model takes or gives under one name.
struct TensorSpec {
  std::string name;  // "pixels"
  DType type = DType::kFloat32;
  std::vector<Axis> axes;  // the first is the batch
  std::string contract;    // in words, with units and ranges: "raw values, 0..255"
};

/// "float32 [N, 1, 48, 48]"; an axis without size and symbol is "?".
std::string describe(const TensorSpec& spec);

/// Row-major values.
struct HostTensor {
  DType type = DType::kFloat32;
  std::vector<int64_t> shape;
  std::vector<std::byte> bytes;  // size_of(type) * count()

  /// Zeros.
  static HostTensor make(DType type, std::vector<int64_t> shape);
  /// A copy of the values. T: float, double, int64_t, int32_t, uint8_t
  template <class T>
  static HostTensor of(std::vector<int64_t> shape, const T* values);

  int64_t count() const;  // of its elements; 1 for a scalar
  /// Each value as another type; a value that this can't hold is a bug of the caller's.
  HostTensor as(DType other) const;
  /// The elements as T, which must be of `type`'s size and kind (checked).
  template <class T>
  T* values();
  template <class T>
  const T* values() const;
  /// A copy of the elements, likewise checked.
  template <class T>
  std::vector<T> to_vector() const {
    return {values<T>(), values<T>() + count()};
  }
};

using HostTensors = std::map<std::string, HostTensor>;

/// Sizes that symbols have been found to stand for.
using AxisSizes = std::map<std::string, int64_t>;

/// Whether a tensor of this type and shape may be given where `spec` is asked for: "" or what is wrong, as
/// "expected float32 [N, 1, 48, 48], got float32 [2, 3, 48, 48]". Equal symbols must have equal sizes.
/// @param sizes  of symbols that are known; those that the tensor has are added
std::string find_mismatch(const TensorSpec& spec, const HostTensor& tensor, AxisSizes& sizes);
std::string find_mismatch(const TensorSpec& spec, const HostTensor& tensor);

/// The same for all tensors of a model, by name: none may be missing, none may be left over.
/// "\"pixels\": expected ..., got ..."
std::string find_mismatch(const std::vector<TensorSpec>& specs, const HostTensors& tensors, AxisSizes& sizes);

}  // namespace affekt
