// Whether an engine still gives what the test vectors beside an exported model say.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "export/export_plan.h"
#include "inference/test_vectors.h"

namespace affekt {

/// Of a value, this share of 1 + itself.
constexpr double kVectorTolerance = 1e-4;

struct VectorChecks {
  std::vector<GateCheck> checks;
  /// GateBatch::allowed, by the kept outputs; may be empty: the kept indices alone are right.
  std::function<std::vector<char>(const HostTensors& expected)> find_allowed;
};

/// Numbers within kVectorTolerance, and the same indices.
VectorChecks make_usual_vector_checks(const OnnxModel& model);

/// @return  what differs, as find_gate_failure (gate.h); "" if nothing does  @throws ArtifactError: the
/// engine can't run the model
std::string find_vector_failure(const TestVectors& vectors, const VectorChecks& checks,
                                InferenceEngine& engine);

}  // namespace affekt
