// The safetensors format (8-byte length, JSON header, raw little-endian data), read without a copy.
#pragma once

#include <string>
#include <string_view>

#include "runs/import/weight_tensor.h"

namespace affekt {

/// As safetensors calls them: F64 F32 BF16 F16 I64 I32 I16 I8 U8 BOOL.
const char* safetensors_name(WeightType type);

/// Whether the file may be one: a length, then '{'.
bool looks_like_safetensors(std::string_view bytes);

/// @param bytes  must outlive the result @param where  for errors: the file's name
/// @throws ArtifactError: truncated, the header is no JSON of the format's form, a name twice, an unknown
/// dtype, a shape that does not fit its bytes, tensors that overlap or leave bytes out
WeightFile parse_safetensors(std::string_view bytes, const std::string& where);

}  // namespace affekt
