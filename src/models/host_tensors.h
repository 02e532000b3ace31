// Tensors by name between LibTorch and the rest: a network run as an engine runs its exported file.
#pragma once

#include "core/tensor.h"
#include "models/network.h"

namespace affekt {

/// A copy of the same type and shape.
torch::Tensor to_torch(const HostTensor& tensor);
TensorMap to_torch(const HostTensors& tensors);
/// A copy on the host. @param tensor  float32, int64, int32 or uint8
HostTensor to_host(const torch::Tensor& tensor);

/// Rows `begin` to `end` (exclusive) of the first axis.
HostTensor slice_rows(const HostTensor& tensor, int64_t begin, int64_t end);

/// What the network, in eval mode and on its device, gives for these inputs; without gradients.
HostTensors run_network(Network& network, const HostTensors& inputs);

}  // namespace affekt
