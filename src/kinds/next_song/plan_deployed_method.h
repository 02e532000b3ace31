// Which method of a next-song run its model.onnx holds, and the plan of that export.
#pragma once

#include "export/export_plan.h"

namespace affekt {

/// The method that did best on validation: the network, the ensemble, or a method that counts plays. Where it
/// has no graph, the next best one that has, with a warning.
/// @throws ArtifactError if the run can't be read, or ONNX Runtime is not here; ConfigError, DataError: no
/// prepared
///         file, or one with another catalogue
ExportPlan plan_deployed_method(const ExportRequest& request);

}  // namespace affekt
