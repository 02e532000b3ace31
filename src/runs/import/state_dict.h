// The tensors of a PyTorch state dict, out of its pickle: which storage each is a view of, and how.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runs/import/pickle_machine.h"
#include "runs/import/weight_tensor.h"

namespace affekt {

/// What a pickle says of a storage; its bytes lie elsewhere in the file.
struct PickledStorage {
  std::string_view key;  // into the pickle's bytes
  WeightType type = WeightType::kFloat32;
  uint64_t num_bytes = 0;
};

struct PickledTensor {
  WeightTensor tensor;  // not placed yet
  PickledStorage storage;
  int64_t offset = 0;  // in the storage, in elements
};

/// Every storage that the pickle names, also those that no tensor of the state dict is in; one may come
/// twice.
/// @throws ArtifactError: an identity of another form
std::vector<PickledStorage> list_storages(const Pickle& pickle, const std::string& where);

/// The pickle is a dict of tensors by name, or a dict that has one as "state_dict", "model_state_dict",
/// "model", "net" or "weights" (the first of these), as training scripts keep it. Other values are left out.
/// A name that comes twice has its last value, as in Python.
/// @throws ArtifactError: no such dict, a tensor of another form, a tensor inside another
std::vector<PickledTensor> list_tensors(const Pickle& pickle, const std::string& where);

}  // namespace affekt
