#include "inference/test_vectors.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <cstring>

#include "core/error.h"
#include "core/files/atomic_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

HostTensor read_tensor_proto(const fs::path& path, const TensorSpec& spec) {
  onnx::TensorProto proto;
  if (!fs::exists(path)) throw ArtifactError(path.string() + ": not there");
  if (!proto.ParseFromString(read_text_file(path)))
    throw ArtifactError(path.string() + ": truncated or not a tensor of ONNX");
  const auto fail = [&](const std::string& got) {
    throw ArtifactError(
        fmt::format("{}: expected {} of \"{}\", got {}", path.string(), describe(spec), spec.name, got));
  };
  if (proto.data_type() != onnx_type_of(spec.type)) fail(fmt::format("data type {}", proto.data_type()));
  std::vector<int64_t> shape(proto.dims().begin(), proto.dims().end());
  int64_t count = 1;
  for (const int64_t size : shape) {
    constexpr int64_t kMost = int64_t{1} << 31;  // elements of a file that protobuf can read
    if (size < 0 || size > kMost || (count *= size) > kMost) fail("a size of " + std::to_string(size));
  }
  if (proto.raw_data().size() != static_cast<size_t>(count) * size_of(spec.type))
    fail(fmt::format("{} bytes for {} values", proto.raw_data().size(), count));
  HostTensor tensor = HostTensor::make(spec.type, std::move(shape));
  if (count > 0) std::memcpy(tensor.bytes.data(), proto.raw_data().data(), tensor.bytes.size());
  const std::string mismatch = find_mismatch(spec, tensor);
  if (!mismatch.empty()) throw ArtifactError(path.string() + ": " + mismatch);
  return tensor;
}

HostTensors read_role(const fs::path& folder, const char* role, const std::vector<TensorSpec>& specs) {
  HostTensors tensors;
  for (size_t i = 0; i < specs.size(); ++i)
    tensors[specs[i].name] = read_tensor_proto(folder / fmt::format("{}_{}.pb", role, i), specs[i]);
  return tensors;
}

}  // namespace

TestVectors read_test_vectors(const fs::path& folder, const OnnxModel& model) {
  return {read_role(folder, "input", model.inputs), read_role(folder, "output", model.outputs)};
}

}  // namespace affekt
