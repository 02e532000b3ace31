// The ends of a classifier's graph: its input, and its output as build_onnx_model makes it.
#pragma once

#include "export/classification/contract.h"
#include "export/graph/onnx_graph.h"

namespace affekt::test {

/// Of a graph with one.
inline GraphValue input_of(const OnnxGraph& graph) {
  return graph.inputs().begin()->second;
}

/// @param logits  [N, K]
inline onnx::GraphProto finish_probabilities(OnnxGraph& graph, const GraphValue& logits,
                                             int64_t num_classes) {
  return graph.finish({probabilities_spec(num_classes)},
                      {{kOnnxOutputName, graph.probabilities(logits, 1.0)}});
}

}  // namespace affekt::test
