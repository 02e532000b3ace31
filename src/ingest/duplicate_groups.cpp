#include "ingest/duplicate_groups.h"

#include <algorithm>
#include <unordered_map>

namespace affekt {
namespace {

size_t at(int64_t row) {
  return static_cast<size_t>(row);
}

/// Whether the rows have different values in a column.
template <class Column>
bool differ(const std::vector<int64_t>& rows, const Column& column) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](int64_t row) { return column[at(row)] != column[at(rows[0])]; });
}

}  // namespace

DuplicateGroups group_equal(const std::vector<std::string_view>& contents, const SampleTable& samples) {
  std::unordered_map<std::string_view, std::vector<int64_t>> rows_of;
  rows_of.reserve(contents.size());
  for (size_t i = 0; i < contents.size(); ++i) rows_of[contents[i]].push_back(static_cast<int64_t>(i));
  DuplicateGroups result;
  for (auto& [content, rows] : rows_of) {
    if (rows.size() < 2) continue;
    result.across_splits += differ(rows, samples.splits);
    result.with_two_labels += differ(rows, samples.labels);
    result.with_two_groups += !samples.groups.empty() && differ(rows, samples.groups);
    result.groups.push_back(std::move(rows));
  }
  std::sort(result.groups.begin(), result.groups.end());  // the map's order is left to the implementation
  return result;
}

void mark_train_twins(const DuplicateGroups& duplicates, const SampleTable& samples,
                      std::vector<uint8_t>& marks) {
  const auto is_train = [&](int64_t row) { return samples.splits[at(row)] == Split::kTrain; };
  for (const std::vector<int64_t>& group : duplicates.groups) {
    if (std::none_of(group.begin(), group.end(), is_train)) continue;
    for (const int64_t row : group) marks[at(row)] = !is_train(row);
  }
}

nlohmann::json describe_sample(const SampleTable& samples, const std::vector<std::string>& class_names,
                               int64_t row) {
  return {{"source_id", samples.source_ids[at(row)]},
          {"split", split_name(samples.splits[at(row)])},
          {"label", class_names.at(at(samples.labels[at(row)]))}};
}

ListedGroups list_groups(const DuplicateGroups& duplicates, const SampleTable& samples,
                         const std::vector<std::string>& class_names, size_t max_listed) {
  ListedGroups listed;
  for (const std::vector<int64_t>& group : duplicates.groups) {
    nlohmann::json members = nlohmann::json::array();
    for (const int64_t row : group) {
      if (members.size() < max_listed) members.push_back(describe_sample(samples, class_names, row));
    }
    if (listed.all.size() < max_listed) listed.all.push_back(members);
    if (differ(group, samples.splits) && listed.across_splits.size() < max_listed) {
      listed.across_splits.push_back(members);
    }
    if (differ(group, samples.labels) && listed.with_two_labels.size() < max_listed) {
      listed.with_two_labels.push_back(members);
    }
  }
  return listed;
}

}  // namespace affekt
