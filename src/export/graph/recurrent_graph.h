// Recurrent layers of PyTorch's in an ONNX graph: the LSTM and GRU operators, with the gates in ONNX's order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "export/graph/onnx_graph_builder.h"

namespace affekt {

/// One layer as torch.nn.LSTM and torch.nn.GRU keep it, row-major: G = 4 gates i, f, g, o of an LSTM, 3 gates
/// r, z, n of a GRU, H rows each.
struct RecurrentLayerWeights {
  std::string cell = "lstm";  // lstm | gru
  int64_t input_size = 0, hidden_size = 0;
  std::vector<float> weight_ih, weight_hh;  // [G * H, input_size], [G * H, H]
  std::vector<float> bias_ih, bias_hh;      // [G * H]
};

/// What the last layer says behind the last step of each row, from an empty state on; zeros for a row without
/// steps.
/// @param x        float32 [T, N, input_size], T at least 1
/// @param lengths  int64 [N], steps of each row, 0..T
/// @param layers   first to last, at least one
/// @return         float32 [N, H]
std::string add_recurrent_layers(OnnxGraphBuilder& graph, const std::string& x, const std::string& lengths,
                                 const std::vector<RecurrentLayerWeights>& layers, const std::string& name);

}  // namespace affekt
