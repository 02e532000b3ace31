// Reads Python's pickle format without Python: objects are only noted down, nothing is ever called.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace affekt {

enum class PickleKind {
  kNone,
  kBool,
  kInteger,
  kLong,  // an integer of more than 64 bits: its little-endian bytes are in `text`
  kFloat,
  kText,
  kTuple,
  kList,
  kDict,        // items: key, value, key, value ...
  kGlobal,      // text: "collections.OrderedDict", one of those that are allowed
  kTensor,      // _rebuild_tensor_v2 and the like; items: the arguments
  kPersistent,  // items: the one identity that stands for a storage
};

/// Objects refer to each other by their place in Pickle::objects, so that circles do no harm.
struct PickleObject {
  PickleKind kind = PickleKind::kNone;
  int64_t number = 0;
  std::string_view text;  // into the pickle's bytes
  std::vector<uint32_t> items;
};

struct Pickle {
  std::vector<PickleObject> objects;
  uint32_t root = 0;
  size_t num_bytes = 0;  // of the pickle, for what stands behind it in the file

  const PickleObject& operator[](uint32_t index) const { return objects[index]; }
};

/// Protocols 2 to 4, as torch.save writes them, and of what they can say only what a state dict needs. Memory
/// is bounded by the number of bytes, circles and repeated objects included.
/// @param bytes  begins with the pickle, must outlive the result
/// @param where  for errors: the file's name
/// @throws ArtifactError: truncated, damaged, another instruction, another global than those of tensors
/// ("wants to call os.system")
Pickle read_pickle(std::string_view bytes, const std::string& where);

}  // namespace affekt
