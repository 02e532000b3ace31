// Two versions of the same part of report.json, figure by figure.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "evaluation/verification/check_list.h"

namespace affekt {

struct FactRules {
  /// Numbers may differ by this share of the larger one. 1e-12: the same computation, with another
  /// mathematical library.
  double tolerance = 1e-12;
  std::set<std::string> ignored = {};  // names of members that are passed over, at any depth
};

struct FactDifference {
  std::string where;  // "metrics.accuracy.value", "per_class[2].recall"
  nlohmann::json expected, got;
};

/// The members of `computed` must be in `kept`, lists must be as long; what only `kept` has is passed over.
/// @param num_compared  if given: is raised by the number of values that were compared
std::vector<FactDifference> find_differences(const nlohmann::json& computed, const nlohmann::json& kept,
                                             const FactRules& rules, int64_t* num_compared = nullptr);

/// The same as one check; a difference names the first place and how many more there are.
void compare_facts(CheckList& checks, const std::string& what, const nlohmann::json& computed,
                   const nlohmann::json& kept, const FactRules& rules = {});

}  // namespace affekt
