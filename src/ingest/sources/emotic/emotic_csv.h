// EMOTIC's people out of the usual conversion to tables: train.csv, val.csv, test.csv.
#pragma once

#include <filesystem>
#include <vector>

#include "ingest/sources/emotic/emotic_people.h"

namespace affekt {

struct EmoticTable {
  Split list = Split::kTrain;
  std::filesystem::path path;
};

/// Columns are found by name: Folder, Filename, Image Size ([h, w]; may be missing), BBox,
/// Categorical_Labels, Continuous_Labels; others are not looked at.
/// @throws DataError: no CSV; a column is missing
EmoticLists read_emotic_tables(const std::vector<EmoticTable>& tables);

}  // namespace affekt
