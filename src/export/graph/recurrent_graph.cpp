#include "export/graph/recurrent_graph.h"

#include <fmt/format.h>

#include "core/error.h"

namespace affekt {
namespace {

/// Which of PyTorch's gates stand at ONNX's first, second ... place.
std::vector<size_t> onnx_gates(const std::string& cell) {
  if (cell == "lstm") return {0, 3, 1, 2};  // i, f, g, o -> i, o, f, c
  AFFEKT_CHECK(cell == "gru", "unknown cell " + cell);
  return {1, 0, 2};  // r, z, n -> z, r, h
}

/// Equal blocks of values, one a gate, in ONNX's order.
std::vector<float> reorder_gates(const std::vector<float>& values, const std::string& cell) {
  const std::vector<size_t> gates = onnx_gates(cell);
  AFFEKT_CHECK(values.size() % gates.size() == 0, "as many values for each gate");
  const size_t size = values.size() / gates.size();
  std::vector<float> reordered;
  reordered.reserve(values.size());
  for (const size_t gate : gates) {
    const float* const begin = values.data() + gate * size;
    reordered.insert(reordered.end(), begin, begin + size);
  }
  return reordered;
}

/// Gives name + ".steps" [T, 1, N, H], or name + ".last" [1, N, H].
void add_layer(OnnxGraphBuilder& graph, const std::string& x, const std::string& lengths,
               const RecurrentLayerWeights& layer, bool wants_steps, const std::string& name) {
  const auto num_rows = static_cast<int64_t>(layer.bias_ih.size());
  std::vector<float> bias = reorder_gates(layer.bias_ih, layer.cell);
  const std::vector<float> bias_hh = reorder_gates(layer.bias_hh, layer.cell);
  bias.insert(bias.end(), bias_hh.begin(), bias_hh.end());
  const std::string w = graph.add_weight(name + ".weight_ih", {1, num_rows, layer.input_size},
                                         reorder_gates(layer.weight_ih, layer.cell));
  const std::string r = graph.add_weight(name + ".weight_hh", {1, num_rows, layer.hidden_size},
                                         reorder_gates(layer.weight_hh, layer.cell));
  const std::string b = graph.add_weight(name + ".bias", {1, 2 * num_rows}, bias);
  const bool is_lstm = layer.cell == "lstm";
  const std::vector<std::string> steps = {name + ".steps"}, last = {"", name + ".last"};
  graph.add_node_with_outputs(is_lstm ? "LSTM" : "GRU", {x, w, r, b, lengths}, wants_steps ? steps : last);
  graph.set_attribute("hidden_size", layer.hidden_size);
  // n = tanh(W x + b + r (R h + b')): the reset gate stands behind the product.
  if (!is_lstm) graph.set_attribute("linear_before_reset", int64_t{1});
}

}  // namespace

std::string add_recurrent_layers(OnnxGraphBuilder& graph, const std::string& x, const std::string& lengths,
                                 const std::vector<RecurrentLayerWeights>& layers, const std::string& name) {
  AFFEKT_CHECK(!layers.empty(), name + ": no layer");
  // ONNX Runtime wants a step in every row: one without gives something, which the last product drops.
  const std::string one = graph.add_number(name + ".one", 1);
  const std::string at_least_one = graph.add_node("Max", {lengths, one}, name + ".at_least_one");
  const std::string steps = graph.add_node("Cast", {at_least_one}, name + ".lengths");
  graph.set_attribute("to", int64_t{onnx::TensorProto::INT32});
  std::string input = x;
  for (size_t i = 0; i < layers.size(); ++i) {
    const bool is_last = i + 1 == layers.size();
    const std::string layer = fmt::format("{}_l{}", name, i);
    add_layer(graph, input, steps, layers[i], !is_last, layer);
    if (is_last)
      input = graph.add_node("Squeeze", {layer + ".last", graph.add_numbers(layer + ".axis", {0})},
                             name + ".hidden_or_noise");  // [N, H]
    else
      input = graph.add_node("Squeeze", {layer + ".steps", graph.add_numbers(layer + ".axis", {1})},
                             layer + ".output");  // [T, N, H]
  }
  const std::string is_known =
      graph.add_node("Less", {graph.add_number(name + ".zero", 0), lengths}, name + ".has_steps");
  const std::string column = graph.add_node(
      "Unsqueeze", {is_known, graph.add_numbers(name + ".column_axis", {1})}, name + ".has_steps_column");
  return graph.add_node("Where",
                        {column, input, graph.add_weight(name + ".empty", {}, std::vector<float>{0})},
                        name + ".hidden");
}

}  // namespace affekt
