#include "acoustics/group_folds.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {

std::vector<std::vector<int64_t>> make_group_folds(const std::vector<std::string>& groups, int64_t max_folds,
                                                   uint64_t seed) {
  AFFEKT_CHECK(max_folds > 0, "no fold was asked for");
  std::map<std::string, size_t> fold_of;  // sorted, so that the rows' order doesn't matter
  for (const std::string& group : groups) fold_of.emplace(group, 0);
  const auto num_groups = static_cast<int64_t>(fold_of.size());
  const auto num_folds = static_cast<size_t>(std::min(max_folds, num_groups));

  RandomStream stream(seed, "acoustic_folds");
  const std::vector<int64_t> order = draw_permutation(stream, num_groups);
  size_t rank = 0;
  for (auto& [group, fold] : fold_of) fold = static_cast<size_t>(order[rank++]) % num_folds;

  std::vector<std::vector<int64_t>> folds(num_folds);
  for (size_t i = 0; i < groups.size(); ++i) folds[fold_of.at(groups[i])].push_back(static_cast<int64_t>(i));
  return folds;
}

}  // namespace affekt
