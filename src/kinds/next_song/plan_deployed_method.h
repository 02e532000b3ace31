// Which method of a next-song run its model.onnx holds, and the plan of that export.
#pragma once

#include "export/export_plan.h"

namespace affekt {

/// NextSongTuning::reported: the network, the ensemble, or a simple method that has a graph.
/// @throws ArtifactError if the run can't be read, or ONNX Runtime is not here; ConfigError, DataError: no
/// prepared
///         file, or one with another catalogue
ExportPlan plan_deployed_method(const ExportRequest& request);

}  // namespace affekt
