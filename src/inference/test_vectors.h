// The test vectors beside an exported model, read back: test_data_set_0/{input,output}_0.pb.
#pragma once

#include <filesystem>

#include "core/tensor.h"
#include "inference/onnx_model.h"

namespace affekt {

struct TestVectors {
  HostTensors inputs, outputs;  // by the names of the model's
};

/// @param folder  test_data_set_<i>: one TensorProto a file, in the order of the model's inputs and outputs
/// @throws ArtifactError naming the file: missing, damaged, or not what the model takes or gives
TestVectors read_test_vectors(const std::filesystem::path& folder, const OnnxModel& model);

}  // namespace affekt
