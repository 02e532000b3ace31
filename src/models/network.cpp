#include "models/network.h"

#include "core/error.h"

namespace affekt {

torch::Tensor Network::forward(const torch::Tensor& input) {
  const auto in = inputs(), out = outputs();
  AFFEKT_CHECK(in.size() == 1 && out.size() == 1, "one tensor for a network of several inputs or outputs");
  return forward(TensorMap{{in[0].name, input}}).at(out[0].name);
}

int64_t count_parameters(const Network& network) {
  int64_t count = 0;
  for (const auto& parameter : network.parameters()) count += parameter.numel();
  return count;
}

}  // namespace affekt
