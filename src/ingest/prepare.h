// A raw data set -> one prepared HDF5 file, cached by the content of its sources and its options.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "config/experiment_config.h"
#include "ingest/prepared_cache.h"
#include "ingest/split_plan.h"

namespace affekt {

/// Reads, decodes, audits and writes, or finds the file of an earlier call. Prints what it finds to the log.
/// Any data set of the source table will do. @throws ConfigError: unknown source; DataError: missing folder,
/// bad sample, empty class, empty split
PrepareResult prepare_data(const DataConfig& config);

/// The same data, of a set with one class a sample, under several splits, which stand in place of
/// config.split: opened, digested and decoded once, and what is equal or alike is looked for once.
/// @return  one result a split, in order; each file is what prepare_data makes for that split alone
/// @throws as prepare_data, before anything is written if a split doesn't fit the data set
std::vector<PrepareResult> prepare_splits(const DataConfig& config, const std::vector<SplitConfig>& splits);

/// The folds of data.split.plan that have samples in this copy of the data, and those that have none. Lists
/// the files, decodes nothing. @throws ConfigError for plans without folds; DataError as prepare_data
FoldList list_folds(const DataConfig& config);

}  // namespace affekt
