#include "affect/affect_regression.h"

#include <algorithm>

#include "affect/json_member.h"
#include "clustering/json_fields.h"
#include "core/error.h"

namespace affekt {
namespace {

constexpr size_t kNumTargets = 2;  // valence, arousal

nlohmann::json to_json(const LinearMap& map) {
  return {{"num_inputs", map.num_inputs},
          {"num_outputs", map.num_outputs},
          {"weight", map.weight},
          {"bias", map.bias}};
}

LinearMap map_from_json(const nlohmann::json& json, const std::string& where) {
  const JsonFields fields(json, where);
  LinearMap map;
  map.num_inputs = fields.integer("num_inputs");
  map.num_outputs = fields.integer("num_outputs");
  constexpr int64_t kMost = 100000;  // so that the product can't overflow
  if (map.num_inputs < 1 || map.num_inputs > kMost) fields.refuse("num_inputs", "1 to 100000");
  if (map.num_outputs < 1 || map.num_outputs > kMost) fields.refuse("num_outputs", "1 to 100000");
  map.weight = fields.floats("weight", static_cast<size_t>(map.num_inputs * map.num_outputs));
  map.bias = fields.floats("bias", static_cast<size_t>(map.num_outputs));
  return map;
}

nlohmann::json to_json(const CrossValidatedFit& fit) {
  return {{"r2", fit.r2},
          {"r2_low", fit.r2_low},
          {"r2_high", fit.r2_high},
          {"mae", fit.mae},
          {"r2_by_fold_min", fit.r2_by_fold_min},
          {"r2_by_fold_max", fit.r2_by_fold_max}};
}

CrossValidatedFit fit_from_json(const nlohmann::json& json, const std::string& where) {
  const JsonFields fields(json, where);
  CrossValidatedFit fit;
  fit.r2 = fields.numbers("r2", kNumTargets);
  fit.r2_low = fields.numbers("r2_low", kNumTargets);
  fit.r2_high = fields.numbers("r2_high", kNumTargets);
  fit.mae = fields.numbers("mae", kNumTargets);
  fit.r2_by_fold_min = fields.numbers("r2_by_fold_min", kNumTargets);
  fit.r2_by_fold_max = fields.numbers("r2_by_fold_max", kNumTargets);
  return fit;
}

/// One row through a map, in float32 as the ONNX graph does it.
void apply_map(const LinearMap& map, const float* input, float* output) {
  for (int64_t o = 0; o < map.num_outputs; ++o) {
    const float* weight = map.weight.data() + o * map.num_inputs;
    float sum = map.bias[static_cast<size_t>(o)];
    for (int64_t i = 0; i < map.num_inputs; ++i) sum += weight[i] * input[i];
    output[o] = sum;
  }
}

}  // namespace

std::vector<float> predict_linear(const LinearMap& map, const float* points, int64_t num_rows) {
  std::vector<float> outputs(static_cast<size_t>(num_rows * map.num_outputs));
  for (int64_t row = 0; row < num_rows; ++row)
    apply_map(map, points + row * map.num_inputs, outputs.data() + row * map.num_outputs);
  return outputs;
}

std::vector<float> predict_network(const LinearMap& hidden, const LinearMap& output, const float* points,
                                   int64_t num_rows) {
  AFFEKT_CHECK(hidden.num_outputs == output.num_inputs, "the two layers do not fit together");
  std::vector<float> units(static_cast<size_t>(hidden.num_outputs));
  std::vector<float> outputs(static_cast<size_t>(num_rows * output.num_outputs));
  for (int64_t row = 0; row < num_rows; ++row) {
    apply_map(hidden, points + row * hidden.num_inputs, units.data());
    for (float& unit : units) unit = std::max(unit, 0.0f);
    apply_map(output, units.data(), outputs.data() + row * output.num_outputs);
  }
  return outputs;
}

std::vector<float> predict_affect(const AffectRegression& regression, const float* points, int64_t num_rows) {
  AFFEKT_CHECK(regression.target != "none", "there is no regression to predict with");
  if (regression.exported == "network")
    return predict_network(regression.hidden, regression.output, points, num_rows);
  return predict_linear(regression.ridge, points, num_rows);
}

nlohmann::json to_json(const AffectRegression& regression) {
  if (regression.target == "none") return {{"target", "none"}};
  return {
      {"target", regression.target},
      {"num_songs", regression.num_songs},
      {"num_folds", regression.num_folds},
      {"lambda", regression.lambda},
      {"ridge", to_json(regression.ridge)},
      {"network", {{"hidden", to_json(regression.hidden)}, {"output", to_json(regression.output)}}},
      {"cross_validation",
       {{"ridge", to_json(regression.ridge_fit)},
        {"network", to_json(regression.network_fit)},
        {"mean", to_json(regression.mean_fit)}}},
      {"network_gain", {regression.network_gain, regression.network_gain_low, regression.network_gain_high}},
      {"exported", regression.exported}};
}

AffectRegression regression_from_json(const nlohmann::json& json) {
  const JsonFields fields(json, "regression");
  AffectRegression regression;
  regression.target = fields.text("target");
  if (regression.target == "none") return regression;
  if (regression.target != "deezer" && regression.target != "tags")
    fields.refuse("target", "deezer, tags or none");
  regression.num_songs = fields.integer("num_songs");
  regression.num_folds = fields.integer("num_folds");
  regression.lambda = fields.number("lambda");
  regression.exported = fields.text("exported");
  if (regression.exported != "ridge" && regression.exported != "network")
    fields.refuse("exported", "ridge or network");

  regression.ridge = map_from_json(member_of(json, "ridge"), "regression.ridge");
  const JsonFields network(member_of(json, "network"), "regression.network");
  const auto& layers = json.at("network");
  regression.hidden = map_from_json(member_of(layers, "hidden"), "regression.network.hidden");
  regression.output = map_from_json(member_of(layers, "output"), "regression.network.output");
  const auto targets = static_cast<int64_t>(kNumTargets);
  if (regression.ridge.num_outputs != targets) fields.refuse("ridge", "2 outputs, valence and arousal");
  if (regression.hidden.num_inputs != regression.ridge.num_inputs)
    network.refuse("hidden", "the inputs of the ridge, " + std::to_string(regression.ridge.num_inputs));
  if (regression.output.num_inputs != regression.hidden.num_outputs ||
      regression.output.num_outputs != targets)
    network.refuse("output", std::to_string(regression.hidden.num_outputs) + " inputs and 2 outputs");

  const JsonFields validation(member_of(json, "cross_validation"), "regression.cross_validation");
  const auto& fits = json.at("cross_validation");
  regression.ridge_fit = fit_from_json(member_of(fits, "ridge"), "regression.cross_validation.ridge");
  regression.network_fit = fit_from_json(member_of(fits, "network"), "regression.cross_validation.network");
  regression.mean_fit = fit_from_json(member_of(fits, "mean"), "regression.cross_validation.mean");
  const std::vector<double> gain = fields.numbers("network_gain", 3);
  regression.network_gain = gain[0];
  regression.network_gain_low = gain[1];
  regression.network_gain_high = gain[2];
  return regression;
}

}  // namespace affekt
