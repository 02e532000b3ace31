// `affekt train CONFIG --prepared FILE.h5` without the rest of affekt: what the file holds tells the
// training's kind.
#pragma once

#include "jobs/run_choice.h"

namespace affekt {

/// Trains the config's network on the prepared file, in the run directory, and prints where its weights are.
/// @param request  its prepared_path is set
/// @throws ConfigError: the config is of another data set, or asks for what this kind of data can't give;
///         DataError, ArtifactError, Interrupted as train_network
void train_prepared(const RunRequest& request);

}  // namespace affekt
