// The files that ONNX's test layout is made of: one TensorProto each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affekt {

/// Makes test_data_set_<i>. @throws ArtifactError if it can't
void make_test_data_folder(const std::filesystem::path& directory);

/// Atomically. @param dims  their product is the number of values  @throws ArtifactError (full disk ...)
void write_tensor_file(const std::filesystem::path& path, const std::string& name,
                       const std::vector<int64_t>& dims, const std::vector<float>& values);
void write_tensor_file(const std::filesystem::path& path, const std::string& name,
                       const std::vector<int64_t>& dims, const std::vector<int64_t>& values);

}  // namespace affekt
