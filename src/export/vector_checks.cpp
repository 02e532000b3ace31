#include "export/vector_checks.h"

#include <fmt/format.h>

#include "export/gate.h"

namespace affekt {

VectorChecks make_usual_vector_checks(const OnnxModel& model) {
  VectorChecks usual;
  for (const TensorSpec& output : model.outputs) {
    GateCheck check;
    check.output = check.title = output.name;
    const bool is_index =
        output.type != DType::kFloat32 && output.type != DType::kFloat64 && output.axes.size() == 1;
    if (is_index) {
      check.rule = GateCheck::Rule::kSameIndex;
    } else {
      check.tolerance = kVectorTolerance;
      check.is_relative = true;
    }
    usual.checks.push_back(check);
  }
  return usual;
}

namespace {

/// Kept files may be of another model: nothing of them is taken for granted.
std::string find_shape_failure(const TestVectors& vectors, const VectorChecks& checks,
                               const HostTensors& actual) {
  for (const auto& [name, tensor] : vectors.outputs)
    if (tensor.shape.empty() || tensor.shape != actual.at(name).shape)
      return fmt::format("\"{}\" has {} values in the test vectors, the engine gives {}", name,
                         tensor.count(), actual.at(name).count());
  for (const GateCheck& check : checks.checks) {
    if (check.rule != GateCheck::Rule::kSameTop) continue;
    const int64_t num_scores = vectors.outputs.at(check.scores).shape.back();
    for (const int64_t index : vectors.outputs.at(check.output).to_vector<int64_t>())
      if (index < 0 || index >= num_scores)
        return fmt::format("\"{}\" holds the index {}, expected 0 to {}", check.output, index,
                           num_scores - 1);
  }
  return "";
}

}  // namespace

std::string find_vector_failure(const TestVectors& vectors, const VectorChecks& checks,
                                InferenceEngine& engine) {
  GateBatch batch;
  batch.inputs = vectors.inputs;
  batch.expected = vectors.outputs;
  const std::string failure = find_shape_failure(vectors, checks, engine.run(vectors.inputs));
  if (!failure.empty()) return failure;
  const int64_t num_samples = vectors.outputs.begin()->second.shape.front();
  for (int64_t i = 0; i < num_samples; ++i) batch.ids.push_back("row " + std::to_string(i));
  if (checks.find_allowed) batch.allowed = checks.find_allowed(batch.expected);
  ExportPlan plan;
  plan.reference = "the kept file";
  plan.sample = "sample";
  plan.samples_at_once = num_samples;
  plan.checks = checks.checks;
  GateResult ignored;
  return find_gate_failure(plan, {num_samples, [&](int64_t, int64_t) { return batch; }}, engine, ignored);
}

}  // namespace affekt
