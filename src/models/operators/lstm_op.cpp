#include "models/operators/lstm_op.h"

#include "core/error.h"

namespace affekt {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Where the four gates of a row of 4 H values stand.
struct GateRow {
  GateRow(float* row, int64_t size) : i(row), f(row + size), g(row + 2 * size), o(row + 3 * size) {}
  float *i, *f, *g, *o;
};

/// gates [N, 4 H]: raw values become sigmoids and the tanh of g.
void activate_gates(torch::Tensor gates, int64_t size) {
  gates.narrow(1, 0, 2 * size).sigmoid_();
  gates.narrow(1, 2 * size, size).tanh_();
  gates.narrow(1, 3 * size, size).sigmoid_();
}

/// dh, dc: gradients by h_t and c_t; dc becomes that by c_(t-1). Activated gates become gradients by raw
/// ones.
void differentiate_row(const GateRow& gates, const float* tanh_cell, const float* cell_before,
                       const float* dh, float* dc, int64_t size) {
  for (int64_t k = 0; k < size; ++k) {
    const float i = gates.i[k], f = gates.f[k], g = gates.g[k], o = gates.o[k], t = tanh_cell[k];
    const float by_cell = dc[k] + dh[k] * o * (1 - t * t);
    dc[k] = by_cell * f;
    gates.i[k] = by_cell * g * i * (1 - i);
    gates.f[k] = by_cell * cell_before[k] * f * (1 - f);
    gates.g[k] = by_cell * i * (1 - g * g);
    gates.o[k] = dh[k] * t * o * (1 - o);
  }
}

class LstmLayer : public torch::autograd::Function<LstmLayer> {
 public:
  static variable_list forward(AutogradContext* ctx, const torch::Tensor& input_gates,
                               const torch::Tensor& first_hidden, const torch::Tensor& first_cell,
                               const torch::Tensor& weight_hh) {
    const int64_t length = input_gates.size(0), num_rows = input_gates.size(1), size = weight_hh.size(1);
    auto gates = input_gates.contiguous().clone();  // [L, N, 4 H]
    // Step t's state stands at t + 1.
    auto hidden = torch::empty({length + 1, num_rows, size}, gates.options());
    auto cells = torch::empty_like(hidden),
         tanh_cells = torch::empty({length, num_rows, size}, gates.options());
    hidden[0].copy_(first_hidden);
    cells[0].copy_(first_cell);
    const auto weight = weight_hh.t();
    for (int64_t t = 0; t < length; ++t) {
      auto now = gates[t];
      now.addmm_(hidden[t], weight);
      activate_gates(now, size);
      float* gate_rows = now.data_ptr<float>();
      const float* before = cells[t].data_ptr<float>();
      auto cell = cells[t + 1], tanh_cell = tanh_cells[t];
      float* c = cell.data_ptr<float>();
      for (int64_t n = 0; n < num_rows; ++n) {
        const GateRow row(gate_rows + n * 4 * size, size);
        for (int64_t k = 0; k < size; ++k)
          c[n * size + k] = row.f[k] * before[n * size + k] + row.i[k] * row.g[k];
      }
      at::tanh_out(tanh_cell, cell);
      auto next = hidden[t + 1];
      at::mul_out(next, now.narrow(1, 3 * size, size), tanh_cell);
    }
    ctx->save_for_backward({gates, hidden, cells, tanh_cells, weight_hh});
    return {hidden.slice(0, 1), cells[length].clone()};
  }

  static variable_list backward(AutogradContext* ctx, variable_list gradients) {
    const auto saved = ctx->get_saved_variables();
    const auto &hidden = saved[1], &cells = saved[2], &tanh_cells = saved[3], &weight_hh = saved[4];
    auto gates = saved[0].clone();  // becomes the gradient: kept as it is for another backward pass
    const int64_t length = gates.size(0), num_rows = gates.size(1), size = weight_hh.size(1);
    auto by_cell = gradients[1].defined() ? gradients[1].contiguous().clone()
                                          : torch::zeros({num_rows, size}, gates.options());
    auto by_hidden = torch::zeros({num_rows, size}, gates.options());
    for (int64_t t = length - 1; t >= 0; --t) {
      if (gradients[0].defined()) by_hidden.add_(gradients[0][t]);
      auto now = gates[t];
      float* gate_rows = now.data_ptr<float>();
      const float* tanh_cell = tanh_cells[t].data_ptr<float>();
      const float* before = cells[t].data_ptr<float>();
      const float* dh = by_hidden.data_ptr<float>();
      float* dc = by_cell.data_ptr<float>();
      for (int64_t n = 0; n < num_rows; ++n)
        differentiate_row(GateRow(gate_rows + n * 4 * size, size), tanh_cell + n * size, before + n * size,
                          dh + n * size, dc + n * size, size);
      if (t > 0) at::mm_out(by_hidden, now, weight_hh);
    }
    const auto flat = gates.view({length * num_rows, 4 * size});
    const auto by_weight = torch::mm(flat.t(), hidden.slice(0, 0, length).reshape({length * num_rows, size}));
    return {gates, torch::Tensor(), torch::Tensor(), by_weight};
  }
};

}  // namespace

LstmOutput run_lstm(const torch::Tensor& input_gates, const torch::Tensor& hidden, const torch::Tensor& cell,
                    const torch::Tensor& weight_hh) {
  AFFEKT_CHECK(input_gates.device().is_cpu() && input_gates.scalar_type() == torch::kFloat32,
               "an LSTM of float32 on the CPU");
  const auto outputs = LstmLayer::apply(input_gates, hidden, cell, weight_hh);
  return {outputs[0], outputs[1]};
}

}  // namespace affekt
