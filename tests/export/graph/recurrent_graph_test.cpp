// In ONNX Runtime; where it is not built in, this needs its npm package: scripts/test installs it.
#include "export/graph/recurrent_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/core/temporary_folder.h"
#include "tests/export/graph/run_graph.h"

namespace affekt {
namespace {

using test::float_tensor;
using test::int64_tensor;
using test::RunnableGraph;
using test::value_info;

/// As the golden files have it.
std::vector<float> golden_noise(int64_t begin, int64_t end) {
  std::vector<float> values;
  for (int64_t i = begin; i < end; ++i)
    values.push_back(static_cast<float>(static_cast<double>((i * 1103515245 + 12345) % (int64_t{1} << 31)) /
                                            static_cast<double>(int64_t{1} << 31) -
                                        0.5));
  return values;
}

/// k-th tensor of a layer: noise(n + k)[k:]
std::vector<float> golden_weight(int64_t k, int64_t count) {
  return golden_noise(k, count + k);
}

RecurrentLayerWeights make_layer(const std::string& cell, int64_t input_size, int64_t hidden_size,
                                 int64_t first_k) {
  const int64_t rows = (cell == "lstm" ? 4 : 3) * hidden_size;
  return {cell,
          input_size,
          hidden_size,
          golden_weight(first_k, rows * input_size),
          golden_weight(first_k + 1, rows * hidden_size),
          golden_weight(first_k + 2, rows),
          golden_weight(first_k + 3, rows)};
}

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

/// What a layer gives for one row of steps, step by step, as PyTorch's documentation writes LSTM and GRU.
std::vector<std::vector<double>> calculate_layer(const RecurrentLayerWeights& layer,
                                                 const std::vector<std::vector<double>>& steps) {
  const auto size = static_cast<size_t>(layer.hidden_size),
             num_inputs = static_cast<size_t>(layer.input_size);
  std::vector<double> h(size), c(size);
  std::vector<std::vector<double>> outputs;
  for (const auto& x : steps) {
    const auto product = [&](size_t row, bool of_hidden) {
      double sum = of_hidden ? layer.bias_hh[row] : layer.bias_ih[row];
      if (of_hidden)
        for (size_t j = 0; j < size; ++j) sum += layer.weight_hh[row * size + j] * h[j];
      else
        for (size_t j = 0; j < num_inputs; ++j) sum += layer.weight_ih[row * num_inputs + j] * x[j];
      return sum;
    };
    std::vector<double> next(size);
    for (size_t j = 0; j < size; ++j) {
      const auto gate = [&](size_t g) { return product(g * size + j, false) + product(g * size + j, true); };
      if (layer.cell == "lstm") {
        c[j] = logistic(gate(1)) * c[j] + logistic(gate(0)) * std::tanh(gate(2));
        next[j] = logistic(gate(3)) * std::tanh(c[j]);
      } else {
        const double reset = logistic(gate(0)), update = logistic(gate(1));
        const double fresh = std::tanh(product(2 * size + j, false) + reset * product(2 * size + j, true));
        next[j] = (1 - update) * fresh + update * h[j];
      }
    }
    h = next;
    outputs.push_back(h);
  }
  return outputs;
}

/// x float32 [T, N, inputs], lengths int64 [N] -> what the last layer says, [N, H].
class RecurrentGraph : public testing::Test {
 protected:
  std::vector<float> run(const std::vector<RecurrentLayerWeights>& layers, int64_t num_steps,
                         const std::vector<float>& x, const std::vector<int64_t>& lengths) {
    const int64_t size = layers[0].input_size;
    const auto num_rows = static_cast<int64_t>(lengths.size());
    OnnxGraphBuilder graph("recurrent");
    graph.add_input(value_info("x", DType::kFloat32, {0, 0, size}, "TN"));
    graph.add_input(value_info("lengths", DType::kInt64, {0}, "N"));
    const std::string hidden = add_recurrent_layers(graph, "x", "lengths", layers, "recurrent");
    graph.add_output(value_info(hidden, DType::kFloat32, {0, layers.back().hidden_size}, "N"));
    RunnableGraph runnable(graph.finish(), folder_.path());
    return runnable
        .run({{"x", float_tensor({num_steps, num_rows, size}, x)},
              {"lengths", int64_tensor({num_rows}, lengths)}})
        .at(hidden)
        .to_vector<float>();
  }
  TemporaryFolder folder_;
};

TEST_F(RecurrentGraph, AnLstmGivesPyTorchsGoldenValuesBehindEveryStep) {
  const auto golden = nlohmann::json::parse(
      read_text_file(std::filesystem::path(AFFEKT_SOURCE_DIR) / "tests" / "golden" / "lstm_forward.json"));
  const std::vector<float> input = golden_noise(0, 40);  // [2, 4, 5]
  std::vector<float> x(40);                              // [4, 2, 5]
  for (size_t n = 0; n < 2; ++n)
    for (size_t t = 0; t < 4; ++t)
      for (size_t j = 0; j < 5; ++j) x[(t * 2 + n) * 5 + j] = input[(n * 4 + t) * 5 + j];
  for (const std::vector<int64_t>& lengths : std::vector<std::vector<int64_t>>{{4, 4}, {1, 3}, {2, 1}}) {
    const std::vector<float> hidden = run({make_layer("lstm", 5, 6, 0)}, 4, x, lengths);
    ASSERT_EQ(hidden.size(), 12u);
    for (size_t n = 0; n < 2; ++n)
      for (size_t j = 0; j < 6; ++j)
        EXPECT_NEAR(hidden[n * 6 + j],
                    golden.at("output").at(n).at(static_cast<size_t>(lengths[n] - 1)).at(j).get<double>(),
                    1e-6)
            << "row " << n << " of " << lengths[n] << " steps, number " << j;
  }
}

TEST_F(RecurrentGraph, OneAndTwoLayersOfEitherCellGiveWhatTheirFormulasSay) {
  constexpr size_t kSteps = 5;
  const std::vector<float> noise = golden_noise(0, 2 * 3 * kSteps);  // [T, 2, 3]
  for (const std::string cell : {"lstm", "gru"}) {
    for (const size_t num_layers : {1, 2}) {
      std::vector<RecurrentLayerWeights> layers = {make_layer(cell, 3, 4, 0)};
      if (num_layers == 2) layers.push_back(make_layer(cell, 4, 2, 7));
      const std::vector<int64_t> lengths = {5, 2};
      const std::vector<float> hidden = run(layers, kSteps, noise, lengths);
      const auto size = static_cast<size_t>(layers.back().hidden_size);
      for (size_t n = 0; n < 2; ++n) {
        std::vector<std::vector<double>> steps;
        for (size_t t = 0; t < kSteps; ++t) {
          const float* const x = noise.data() + (t * 2 + n) * 3;
          steps.emplace_back(x, x + 3);
        }
        for (const auto& layer : layers) steps = calculate_layer(layer, steps);
        for (size_t j = 0; j < size; ++j)
          EXPECT_NEAR(hidden[n * size + j], steps[static_cast<size_t>(lengths[n] - 1)][j], 1e-6)
              << cell << ", " << num_layers << " layers, row " << n;
      }
    }
  }
}

TEST_F(RecurrentGraph, ARowWithoutStepsGivesZeros) {
  const std::vector<float> hidden = run({make_layer("gru", 2, 3, 0)}, 2, {1, 2, 3, 4, 5, 6, 7, 8}, {0, 2});
  EXPECT_THAT(std::vector<float>(hidden.begin(), hidden.begin() + 3), testing::ElementsAre(0, 0, 0));
  EXPECT_NE(hidden[3], 0);
}

}  // namespace
}  // namespace affekt
