// EMOTIC's pictures -> rows of a prepared file: decoded once each, in parallel, block by block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "ingest/sources/emotic/emotic_plan.h"
#include "store/prepared_rows.h"

namespace affekt {

/// The tensors of a row; see ingest/prepare_emotic.h.
std::vector<RowTensor> describe_emotic_rows(const PeopleConfig& people);

struct EmoticImages {
  std::vector<Split> splits;              // of the rows that were written
  std::vector<BadSample> bad;             // people whose picture can't be decoded
  std::map<std::string, int64_t> counts;  // by rule
};

/// Appends the plan's people to the file, picture after picture. In memory are the pictures that the threads
/// decode, and the rows of about kBlockPictures pictures.
/// @param root  of the pictures  @throws Interrupted; as PreparedRowsWriter
EmoticImages write_emotic_rows(const EmoticPlan& plan, const std::filesystem::path& root,
                               const PeopleConfig& people, PreparedRowsWriter& writer);

}  // namespace affekt
