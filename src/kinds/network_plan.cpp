#include "kinds/network_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/count_text.h"
#include "export/graph/onnx_graph.h"
#include "inference/onnx_metadata.h"
#include "models/host_tensors.h"
#include "runs/weights.h"

namespace affekt {
namespace {

constexpr int64_t kRowsAtOnce = 64;
constexpr int64_t kNumVectors = 3;

GateData make_gate(const std::shared_ptr<Network>& network, const std::shared_ptr<const TensorRows>& rows,
                   int64_t num_rows) {
  return {num_rows, [network, rows](int64_t begin, int64_t end) {
            GateBatch batch;
            for (const TensorSpec& input : network->inputs())
              batch.inputs[input.name] = slice_rows(rows->tensors.at(input.name), begin, end);
            batch.expected = run_network(*network, batch.inputs);
            batch.ids.assign(rows->source_ids.begin() + begin, rows->source_ids.begin() + end);
            return batch;
          }};
}

}  // namespace

ExportPlan plan_network(const std::string& kind, const std::shared_ptr<Network>& network,
                        const std::shared_ptr<const TensorRows>& rows, double tolerance) {
  ExportPlan plan;
  const torch::NoGradGuard no_grad;
  OnnxGraph graph(kind, network->inputs());
  const GraphValues outputs = network->describe_graph(graph, graph.inputs());
  plan.graph = graph.finish(network->outputs(), outputs);
  plan.doc = kind + " by affekt";
  plan.metadata[onnx_key::kTask] = kind;
  plan.metadata[onnx_key::kWeightsDigest] = digest_of_tensors(named_tensors_of(*network));
  plan.reference = "LibTorch";
  plan.sample = "sample";
  plan.samples_at_once = kRowsAtOnce;
  plan.gate = make_gate(network, rows, rows->num_rows);
  plan.test_vectors = {make_gate(network, rows, std::min(rows->num_rows, kNumVectors))};
  for (const TensorSpec& output : network->outputs()) {
    GateCheck check;
    check.output = check.title = output.name;
    check.tolerance = tolerance;
    plan.checks.push_back(check);
  }
  ModelCard card;
  card.title = kind;
  card.summary = "A network of the kind " + kind + ".";
  for (const auto& specs : {network->inputs(), network->outputs()})
    for (const TensorSpec& spec : specs)
      card.tensors.push_back(fmt::format("`{}`: {}, {}", spec.name, describe(spec), spec.contract));
  card.free_axes = "N is free";
  plan.make_card = [card](const ExportResult&) { return card; };
  plan.describe_agreement = [](const ExportResult& result) {
    double largest = 0;
    for (const auto& [output, difference] : result.gate.differences) largest = std::max(largest, difference);
    return fmt::format("gives what LibTorch gives on all {}, within {:.1e}",
                       count_of(result.gate.num_samples, "sample"), largest);
  };
  return plan;
}

}  // namespace affekt
