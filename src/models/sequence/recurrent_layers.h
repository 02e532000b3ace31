// One or two recurrent layers, LSTM or GRU, with PyTorch's tensor names.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

/// What the layers hand on from one play to the next.
struct RecurrentState {
  torch::Tensor hidden;  // [layers, N, H]
  torch::Tensor cell;    // the same; of an LSTM
};

struct RecurrentOptions {
  std::string cell = "lstm";  // lstm | gru
  int64_t input_size = 64, hidden_size = 128, num_layers = 1;
  double dropout = 0;  // between two layers
};

/// Parameters: "weight_ih_l0" [G * H, inputs], "weight_hh_l0" [G * H, H], "bias_ih_l0", "bias_hh_l0" [G * H],
/// and those of "l1"; G = 4 gates i, f, g, o of an LSTM, 3 gates r, z, n of a GRU, as torch.nn.LSTM and
/// torch.nn.GRU have them. Golden values: tests/golden/lstm_forward.json.
class RecurrentLayers : public torch::nn::Module {
 public:
  explicit RecurrentLayers(const RecurrentOptions& options);

  struct Output {
    torch::Tensor steps;   // [L, N, H], of the last layer
    RecurrentState state;  // behind the last step
  };
  /// @param x  float32 [L, N, inputs] @param state  not defined: zeros; no gradient flows into it
  Output forward(const torch::Tensor& x, const RecurrentState& state = {});

  RecurrentState make_empty_state(int64_t num_rows) const;
  const RecurrentOptions& options() const { return options_; }

 private:
  /// On the CPU one operator a layer (operators/lstm_op.h).
  Output forward_lstm(torch::Tensor x, const RecurrentState& state);

  RecurrentOptions options_;
  std::vector<torch::Tensor> weights_;  // four a layer, in the order above
};

}  // namespace affekt
