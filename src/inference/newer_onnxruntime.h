// What to do about a file that ONNX Runtime is too old for.
#pragma once

#include <string>

namespace affekt {

/// @param failure  in ONNX Runtime's words  @return ", a newer one may" where they are about the file's
/// version
inline std::string advise_newer_onnxruntime(const std::string& failure) {
  const bool is_version =
      failure.find("pset ") != std::string::npos || failure.find("IR version") != std::string::npos;
  return is_version ? ", a newer one may" : "";
}

}  // namespace affekt
