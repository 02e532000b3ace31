// What every fuzzer does: reads bytes as a file, and each element of the tensors that it is said to hold.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"
#include "runs/import/weight_tensor.h"

namespace affekt {

/// Whatever the bytes are, the reader gives tensors that lie inside them, or an ArtifactError.
inline void try_reader(WeightFile (*parse)(std::string_view, const std::string&), std::string_view bytes) {
  try {
    const WeightFile file = parse(bytes, "file");
    // Many tensors may be views of one storage.
    for (size_t i = 0; i < std::min<size_t>(file.tensors.size(), 100); ++i) {
      const WeightTensor& tensor = file.tensors[i];
      std::vector<char> elements(tensor.count() * size_of(tensor.type));
      copy_elements(tensor, elements.data());
    }
  } catch (const ArtifactError&) {
  }
}

}  // namespace affekt
