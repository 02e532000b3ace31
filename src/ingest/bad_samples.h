// What is done with samples that can't be used: the whole data set is refused, or they are skipped in words.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ingest/sources/source.h"

namespace affekt {

/// "\n  PATH: REASON" of the first twenty, and how many more there are.
std::string list_bad_samples(const std::vector<BadSample>& bad);

/// @param where          stands for the data set in errors: data.path
/// @param on_bad_sample  data.on_bad_sample: error | skip
/// @return               [{"source_id", "reason"}], to be kept in the prepared file; logged
/// @throws DataError naming the first of them (twenty lines, one for many with the same reason), if they are
/// errors and there are any
nlohmann::json apply_bad_sample_policy(const std::vector<BadSample>& bad, const std::string& where,
                                       const std::string& on_bad_sample);

/// @throws ConfigError unless it is error or skip
void check_on_bad_sample(const std::string& on_bad_sample);

}  // namespace affekt
