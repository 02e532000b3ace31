// PyTorch's .pth files of today: an uncompressed zip archive with a pickle and one entry for each storage.
#pragma once

#include <string>
#include <string_view>

#include "runs/import/weight_tensor.h"

namespace affekt {

bool looks_like_pth_zip(std::string_view bytes);

/// @param bytes  must stay while this runs @param where  for errors: the file's name
/// @throws ArtifactError: truncated, a compressed or encrypted entry, entries larger than the file, a wrong
/// checksum, an unknown order of bytes, a TorchScript archive, or as read_pickle and list_tensors
WeightFile parse_pth_zip(std::string_view bytes, const std::string& where);

}  // namespace affekt
