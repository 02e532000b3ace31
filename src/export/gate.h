// The gate in front of every exported file: an engine must give what the reference gives, for every sample.
#pragma once

#include <string>

#include "export/export_plan.h"

namespace affekt {

/// Piece by piece, with a progress bar.
/// @param plan    its checks and names
/// @param data    the plan's own, or a set of its test vectors
/// @param result  gets the larger of its figures and this engine's
/// @throws ArtifactError naming the first sample that fails a check, or has a number that is none (NaN);
///         Interrupted
void pass_gate(const ExportPlan& plan, const GateData& data, InferenceEngine& engine, GateResult& result);

/// The same without an exception: "with the engine opencv, 2 of 8 samples differ; the first is sample 3 (...)
/// ..."; "" if all passed. @throws ArtifactError: the engine can't run the file; Interrupted
std::string find_gate_failure(const ExportPlan& plan, const GateData& data, InferenceEngine& engine,
                              GateResult& result);

}  // namespace affekt
