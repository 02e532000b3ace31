// The test vectors beside an exported model, read as anybody would: how far an engine is off.
#pragma once

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "export/test_data_set.h"
#include "inference/engine.h"

namespace affekt::test {

inline HostTensor read_tensor_file(const std::filesystem::path& path, DType type) {
  onnx::TensorProto proto;
  AFFEKT_CHECK(proto.ParseFromString(read_text_file(path)), path.string() + ": no tensor");
  AFFEKT_CHECK(proto.data_type() == onnx_type_of(type), path.string() + ": of another type");
  HostTensor tensor = HostTensor::make(type, {proto.dims().begin(), proto.dims().end()});
  AFFEKT_CHECK(proto.raw_data().size() == tensor.bytes.size(), path.string() + ": of another size");
  std::memcpy(tensor.bytes.data(), proto.raw_data().data(), tensor.bytes.size());
  return tensor;
}

/// The largest difference of each output, of 1 + what is expected; NaN stays NaN.
/// @param directory  that of model.onnx  @param set  number of the test_data_set
inline std::map<std::string, double> measure_test_vectors(const std::filesystem::path& directory, int set,
                                                          InferenceEngine& engine, const OnnxModel& model) {
  const auto folder = directory / name_test_data_set(set);
  HostTensors inputs;
  for (size_t i = 0; i < model.inputs.size(); ++i)
    inputs[model.inputs[i].name] =
        read_tensor_file(folder / ("input_" + std::to_string(i) + ".pb"), model.inputs[i].type);
  const HostTensors outputs = engine.run(inputs);
  std::map<std::string, double> differences;
  for (size_t i = 0; i < model.outputs.size(); ++i) {
    const auto& [name, type, axes, contract] = model.outputs[i];
    const HostTensor expected =
        read_tensor_file(folder / ("output_" + std::to_string(i) + ".pb"), type).as(DType::kFloat64);
    const HostTensor actual = outputs.at(name).as(DType::kFloat64);
    AFFEKT_CHECK(actual.count() == expected.count(), name + ": of another size");
    double& largest = differences[name];
    for (int64_t k = 0; k < actual.count(); ++k) {
      const double right = expected.values<double>()[k];
      const double difference = std::abs(actual.values<double>()[k] - right) / (1 + std::abs(right));
      largest = std::isnan(difference) ? difference : std::max(largest, difference);
    }
  }
  return differences;
}

}  // namespace affekt::test
