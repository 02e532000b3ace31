// Groups that stand in two splits, refused or warned of; declared in split_plan.h.
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "ingest/split_plan.h"

namespace affekt {

std::vector<std::string> find_groups_in_two_splits(const SampleTable& samples) {
  std::map<std::string, std::set<Split>> splits_of;
  for (size_t i = 0; i < samples.groups.size(); ++i) splits_of[samples.groups[i]].insert(samples.splits[i]);
  std::vector<std::string> found;
  for (const auto& [group, splits] : splits_of) {
    if (splits.size() > 1) found.push_back(group);
  }
  return found;
}

void check_groups_in_two_splits(const SplitConfig& split, const SplitSubject& subject,
                                const SampleTable& samples) {
  const std::vector<std::string> found = find_groups_in_two_splits(samples);
  if (found.empty()) return;
  constexpr size_t kMaxNamed = 10;
  const size_t named = std::min(found.size(), kMaxNamed);
  const std::string names =
      fmt::format("{}{}", fmt::join(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(named), ", "),
                  found.size() > named ? fmt::format(" and {} more", found.size() - named) : "");
  if (split.same_group_in_two_splits == "allow") {
    log_warning(
        fmt::format("{} in two splits, as data.split.same_group_in_two_splits allows: {}. The scores will be "
                    "too good for anybody new",
                    count_of(static_cast<int64_t>(found.size()), "group"), names));
    return;
  }
  throw DataError(
      fmt::format("{}: the same group in two splits: {}. Take a split plan by groups, or allow it in "
                  "words: data.split.same_group_in_two_splits: allow",
                  subject.where, names));
}

}  // namespace affekt
