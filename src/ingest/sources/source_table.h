// The one place that knows all data sets: to add one, add a line to the table in source_table.cpp.
#pragma once

#include <memory>
#include <string>

#include "config/experiment_config.h"
#include "ingest/sources/source.h"

namespace affekt {

/// @throws ConfigError: unknown name (the message lists the known ones and suggests the nearest) or empty
/// path
/// @throws DataError: nothing at `config.path` (the message says how to bring the data), or no layout of this
/// data set
std::unique_ptr<Source> open_source(const DataConfig& config);

}  // namespace affekt
