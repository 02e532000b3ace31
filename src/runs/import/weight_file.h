// Any weight file as one: .safetensors, .pth in PyTorch's new and old form, told apart by their content.
#pragma once

#include <string>
#include <string_view>

#include "runs/import/weight_tensor.h"

namespace affekt {

/// Where every name begins with "module." (PyTorch's DataParallel), that is dropped.
/// @param bytes  must outlive the result @param where  for errors: the file's name
/// @throws ArtifactError: a file of another kind, or as the reader of its kind
WeightFile parse_weight_file(std::string_view bytes, const std::string& where);

}  // namespace affekt
