// One LSTM layer over a whole sequence as one differentiable operator.
#pragma once

#include <torch/torch.h>

namespace affekt {

struct LstmOutput {
  torch::Tensor hidden;     // [L, N, H], of every step
  torch::Tensor last_cell;  // [N, H]
};

/// c_t = sigmoid(f) c_(t-1) + sigmoid(i) tanh(g); h_t = sigmoid(o) tanh(c_t), with the gates i, f, g, o of
/// input_gates_t + weight_hh h_(t-1).
///
/// LibTorch's own LSTM makes about twelve small operators of every step, each with a node of the graph; for
/// sequences of a few rows most of its time is spent between them.
/// @param input_gates  float32 [L, N, 4 H] on the CPU, both biases included; L > 0
/// @param hidden, cell  [N, H], before the first step; no gradient flows into them
/// @param weight_hh     [4 H, H]
LstmOutput run_lstm(const torch::Tensor& input_gates, const torch::Tensor& hidden, const torch::Tensor& cell,
                    const torch::Tensor& weight_hh);

}  // namespace affekt
