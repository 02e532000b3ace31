// Test vectors beside an exported model, in the layout of ONNX's own tests:
// test_data_set_0/{input,output}_0.pb.
#pragma once

#include <filesystem>
#include <string>

#include "export/export_plan.h"

namespace affekt {

/// "test_data_set_0"
std::string name_test_data_set(int index);

/// One TensorProto a file, in the order and of the types of the model's inputs and outputs.
/// @throws ArtifactError (full disk ...)
void write_test_data_set(const std::filesystem::path& directory, const OnnxModel& model,
                         const GateBatch& vectors);

}  // namespace affekt
