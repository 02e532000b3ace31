// A tensor as a weight file holds it: a view into the file's bytes that is checked to stay inside them. No
// LibTorch, so that the readers can be tried with random bytes.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace affekt {

enum class WeightType {
  kFloat64,
  kFloat32,
  kBFloat16,
  kFloat16,
  kInt64,
  kInt32,
  kInt16,
  kInt8,
  kUint8,
  kBool
};

uint64_t size_of(WeightType type);  // bytes of one element

struct WeightTensor {
  std::string name;
  WeightType type = WeightType::kFloat32;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;  // in elements, not negative
  std::string_view bytes;        // from its first element to its last
  bool is_big_endian = false;

  uint64_t count() const;  // of its elements; fits, for it was checked
};

struct WeightFile {
  std::vector<WeightTensor> tensors;            // in file order, names differ
  std::map<std::string, std::string> metadata;  // of a safetensors file
  std::list<std::string> storages;              // what was copied out of an archive: tensors are views of it
};

/// Gives `tensor` the part of `storage` that its shape and strides reach.
/// @param where   for errors: the file's name
/// @param offset  of the first element in the storage, in elements
/// @throws ArtifactError: an element lies outside the storage, more elements than the storage has, a negative
/// size, stride or offset, too many axes
void place_in_storage(WeightTensor& tensor, const std::string& where, std::string_view storage,
                      int64_t offset);

/// Strides of a row-major tensor. The shape's product may overflow: then they mean nothing.
std::vector<int64_t> contiguous_strides(const std::vector<int64_t>& shape);

/// The elements in row-major order and this machine's byte order. @param to  count() * size_of(type) bytes
void copy_elements(const WeightTensor& tensor, void* to);

/// "[64, 3, 7, 7]"
std::string shape_text(const std::vector<int64_t>& shape);

/// A name out of a file, fit for a message: short, in valid UTF-8, without control characters.
std::string show_name(std::string_view name);

}  // namespace affekt
