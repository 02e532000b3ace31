#include "runs/import/weight_tensor.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "core/text/shown_text.h"

namespace affekt {
namespace {

constexpr size_t kMostAxes = 64;  // of PyTorch

/// Of all axes together; less than 0: it does not fit.
int64_t product_of(const std::vector<int64_t>& sizes) {
  int64_t product = 1;
  bool is_empty = false, overflows = false;
  for (const int64_t size : sizes) {
    is_empty = is_empty || size == 0;
    overflows = __builtin_mul_overflow(product, size, &product) || overflows;
  }
  return is_empty ? 0 : overflows ? -1 : product;
}

/// Index of the last element, counted from the first; less than 0: it does not fit.
int64_t last_index(const WeightTensor& tensor) {
  int64_t last = 0;
  for (size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    int64_t way = 0;
    if (__builtin_mul_overflow(tensor.shape[axis] - 1, tensor.strides[axis], &way) ||
        __builtin_add_overflow(last, way, &last))
      return -1;
  }
  return last;
}

}  // namespace

uint64_t size_of(WeightType type) {
  switch (type) {
    case WeightType::kFloat64:
    case WeightType::kInt64:
      return 8;
    case WeightType::kFloat32:
    case WeightType::kInt32:
      return 4;
    case WeightType::kBFloat16:
    case WeightType::kFloat16:
    case WeightType::kInt16:
      return 2;
    default:
      return 1;
  }
}

uint64_t WeightTensor::count() const {
  return static_cast<uint64_t>(product_of(shape));
}

void place_in_storage(WeightTensor& tensor, const std::string& where, std::string_view storage,
                      int64_t offset) {
  const auto fail = [&](const std::string& what) {
    throw ArtifactError(where + ": tensor '" + show_name(tensor.name) + "': " + what);
  };
  const auto is_negative = [](int64_t value) { return value < 0; };
  if (tensor.shape.size() > kMostAxes) fail("has " + std::to_string(tensor.shape.size()) + " axes");
  if (tensor.strides.size() != tensor.shape.size()) fail("a stride for each axis expected");
  if (offset < 0 || std::any_of(tensor.shape.begin(), tensor.shape.end(), is_negative) ||
      std::any_of(tensor.strides.begin(), tensor.strides.end(), is_negative))
    fail("a negative size, stride or offset");
  const int64_t available = static_cast<int64_t>(storage.size() / size_of(tensor.type));
  const int64_t count = product_of(tensor.shape);
  // An expanded tensor (stride 0) would be larger in memory than in the file: no weights are.
  if (count < 0 || count > available)
    fail("its shape " + shape_text(tensor.shape) + " asks for " +
         (count < 0 ? "more elements than anybody can count" : std::to_string(count) + " elements") +
         ", the file has " + std::to_string(available) + " for it");
  tensor.bytes = {};
  if (count == 0) return;
  const int64_t last = last_index(tensor);
  if (last < 0 || offset >= available || last >= available - offset)
    fail("reaches beyond the " + std::to_string(available) + " elements of its storage");
  const uint64_t size = size_of(tensor.type);
  tensor.bytes =
      storage.substr(static_cast<uint64_t>(offset) * size, (static_cast<uint64_t>(last) + 1) * size);
}

std::vector<int64_t> contiguous_strides(const std::vector<int64_t>& shape) {
  std::vector<int64_t> strides(shape.size(), 1);
  for (size_t axis = shape.size(); axis-- > 1;)
    if (__builtin_mul_overflow(strides[axis], shape[axis], &strides[axis - 1])) strides[axis - 1] = 0;
  return strides;
}

void copy_elements(const WeightTensor& tensor, void* to) {
  const uint64_t size = size_of(tensor.type), count = tensor.count();
  if (count == 0) return;
  char* out = static_cast<char*>(to);
  if (tensor.strides == contiguous_strides(tensor.shape)) {
    std::memcpy(out, tensor.bytes.data(), count * size);
  } else {
    std::vector<int64_t> at(tensor.shape.size(), 0);
    int64_t index = 0;
    for (uint64_t i = 0; i < count; ++i) {
      std::memcpy(out + i * size, tensor.bytes.data() + static_cast<uint64_t>(index) * size, size);
      for (size_t axis = at.size(); axis-- > 0;) {
        index += tensor.strides[axis];
        if (++at[axis] < tensor.shape[axis]) break;
        index -= tensor.strides[axis] * tensor.shape[axis];
        at[axis] = 0;
      }
    }
  }
  const uint16_t probe = 1;
  const bool is_big_endian_machine = *reinterpret_cast<const unsigned char*>(&probe) == 0;
  if (size == 1 || tensor.is_big_endian == is_big_endian_machine) return;
  for (uint64_t i = 0; i < count; ++i) std::reverse(out + i * size, out + (i + 1) * size);
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (size_t axis = 0; axis < shape.size(); ++axis)
    text += (axis > 0 ? ", " : "") + std::to_string(shape[axis]);
  return text + "]";
}

std::string show_name(std::string_view name) {
  return show_text(name.substr(0, 400), 120, '?');
}

}  // namespace affekt
