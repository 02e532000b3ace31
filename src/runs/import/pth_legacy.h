// PyTorch's .pth files up to 1.5: pickles one behind the other, then the storages.
#pragma once

#include <string>
#include <string_view>

#include "runs/import/weight_tensor.h"

namespace affekt {

bool looks_like_pth_legacy(std::string_view bytes);

/// @param bytes  must outlive the result @param where  for errors: the file's name
/// @throws ArtifactError: truncated, another protocol, storages that the pickle does not name or names with
/// another size, or as read_pickle and list_tensors
WeightFile parse_pth_legacy(std::string_view bytes, const std::string& where);

}  // namespace affekt
