#include "models/sequence/recurrent_layers.h"

#include <cmath>
#include <tuple>

#include "core/error.h"
#include "models/operators/lstm_op.h"

namespace affekt {

RecurrentLayers::RecurrentLayers(const RecurrentOptions& options) : options_(options) {
  AFFEKT_CHECK(options.cell == "lstm" || options.cell == "gru", "unknown cell " + options.cell);
  const int64_t hidden = options.hidden_size, rows = (options.cell == "lstm" ? 4 : 3) * hidden;
  const double bound = 1 / std::sqrt(static_cast<double>(hidden));
  for (int64_t layer = 0; layer < options.num_layers; ++layer) {
    const std::string suffix = "_l" + std::to_string(layer);
    const auto add = [&](const std::string& name, std::vector<int64_t> shape) {
      weights_.push_back(register_parameter(name + suffix, torch::empty(shape).uniform_(-bound, bound)));
    };
    add("weight_ih", {rows, layer == 0 ? options.input_size : hidden});
    add("weight_hh", {rows, hidden});
    add("bias_ih", {rows});
    add("bias_hh", {rows});
  }
}

RecurrentLayers::Output RecurrentLayers::forward(const torch::Tensor& x, const RecurrentState& given) {
  const RecurrentState state = given.hidden.defined() ? given : make_empty_state(x.size(1));
  const double dropout = options_.num_layers > 1 ? options_.dropout : 0;
  Output out;
  if (options_.cell == "gru") {
    std::tie(out.steps, out.state.hidden) = torch::gru(x, state.hidden, weights_, /*has_biases=*/true,
                                                       options_.num_layers, dropout, is_training(),
                                                       /*bidirectional=*/false, /*batch_first=*/false);
  } else if (x.device().is_cpu()) {
    return forward_lstm(x, state);
  } else {
    std::tie(out.steps, out.state.hidden, out.state.cell) =
        torch::lstm(x, {state.hidden, state.cell}, weights_, /*has_biases=*/true, options_.num_layers,
                    dropout, is_training(),
                    /*bidirectional=*/false, /*batch_first=*/false);
  }
  return out;
}

RecurrentLayers::Output RecurrentLayers::forward_lstm(torch::Tensor x, const RecurrentState& state) {
  std::vector<torch::Tensor> hidden, cells;
  for (int64_t layer = 0; layer < options_.num_layers; ++layer) {
    const auto* weights = &weights_[static_cast<size_t>(4 * layer)];
    if (layer > 0) x = torch::dropout(x, options_.dropout, is_training());
    const auto gates =
        torch::addmm(weights[2] + weights[3], x.flatten(0, 1), weights[0].t());  // [L * N, 4 H]
    const LstmOutput out =
        run_lstm(gates.view({x.size(0), x.size(1), -1}), state.hidden[layer], state.cell[layer], weights[1]);
    x = out.hidden;
    hidden.push_back(x[x.size(0) - 1]);
    cells.push_back(out.last_cell);
  }
  return {x, {torch::stack(hidden), torch::stack(cells)}};
}

RecurrentState RecurrentLayers::make_empty_state(int64_t num_rows) const {
  const auto zeros = torch::zeros({options_.num_layers, num_rows, options_.hidden_size},
                                  weights_.front().options().requires_grad(false));
  return {zeros, options_.cell == "lstm" ? zeros.clone() : torch::Tensor()};
}

}  // namespace affekt
