// `affekt reproduce`: trains and evaluates a kept experiment again, or evaluates its exported model, and
// holds the new figures against the kept ones.
#pragma once

#include "kinds/verification/kept_run.h"

namespace affekt {

/// Trains, evaluates and exports in another directory, from the kept config and seed. On the same kind of
/// machine (processor, threads, LibTorch, affekt) weights, predictions and scores must be the same bytes;
/// else each score must lie in its kept interval. Prints what `run` prints.
/// @throws as read_kept_run, find_kept_data and run_whole_way (kinds/whole_way.h)
CheckList reproduce_run(const ReproduceRequest& request);

/// Trains nothing: evaluates the kept model.onnx on the data. Its scores must be the kept ones within what
/// another engine's rounding can explain. A report that is written only where request.run_directory is named.
/// @throws as read_kept_run and find_kept_data; ArtifactError: no model.onnx, or it is damaged
CheckList reproduce_evaluation(const ReproduceRequest& request);

}  // namespace affekt
