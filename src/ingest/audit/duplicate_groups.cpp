#include "ingest/audit/duplicate_groups.h"

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

/// Whether the rows have different values in a column.
template <class Column>
bool differ(const std::vector<int64_t>& rows, const Column& column) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](int64_t row) { return column[as_index(row)] != column[as_index(rows[0])]; });
}

DuplicateGroups group_equal(const std::vector<std::string_view>& contents) {
  std::unordered_map<std::string_view, std::vector<int64_t>> rows_of;
  rows_of.reserve(contents.size());
  for (size_t i = 0; i < contents.size(); ++i) rows_of[contents[i]].push_back(static_cast<int64_t>(i));
  DuplicateGroups result;
  for (auto& [content, rows] : rows_of) {
    if (rows.size() > 1) result.groups.push_back(std::move(rows));
  }
  std::sort(result.groups.begin(), result.groups.end());  // the map's order is left to the implementation
  return result;
}

void count_differences(const SampleTable& samples, DuplicateGroups& duplicates) {
  duplicates.across_splits = duplicates.with_two_labels = duplicates.with_two_groups = 0;
  for (const std::vector<int64_t>& rows : duplicates.groups) {
    duplicates.across_splits += differ(rows, samples.splits);
    duplicates.with_two_labels += differ(rows, samples.labels);
    duplicates.with_two_groups += !samples.groups.empty() && differ(rows, samples.groups);
  }
}

void add_counts(const std::string& name, const DuplicateGroups& duplicates, nlohmann::json& json) {
  json[name] = duplicates.groups.size();
  json[name + "_across_splits"] = duplicates.across_splits;
  json[name + "_with_two_labels"] = duplicates.with_two_labels;
}

}  // namespace

void find_duplicates(const std::vector<std::string_view>& contents,
                     const std::vector<std::string>& file_digests, DuplicateAudit& audit) {
  audit.exact = group_equal(contents);
  audit.has_files = !file_digests.empty();
  if (!audit.has_files) return;
  AFFEKT_CHECK(file_digests.size() == contents.size(), "one file digest per sample");
  audit.files = group_equal({file_digests.begin(), file_digests.end()});
}

void audit_splits(const std::vector<DuplicatePair>& pairs, const SampleTable& samples,
                  DuplicateAudit& audit) {
  count_differences(samples, audit.exact);
  count_differences(samples, audit.files);
  const auto is_train = [&](int64_t row) { return samples.splits[as_index(row)] == Split::kTrain; };
  audit.has_train_duplicate.assign(as_index(samples.num_samples), 0);
  for (const std::vector<int64_t>& group : audit.exact.groups) {
    if (std::none_of(group.begin(), group.end(), is_train)) continue;
    for (const int64_t row : group) audit.has_train_duplicate[as_index(row)] = !is_train(row);
  }
  for (const DuplicatePair& pair : pairs) {
    if (is_train(pair.earlier_row) && !is_train(pair.row)) audit.has_train_duplicate[as_index(pair.row)] = 1;
  }
  audit.validation_with_train_duplicate = audit.test_with_train_duplicate = 0;
  for (int64_t row = 0; row < samples.num_samples; ++row) {
    if (!audit.has_train_duplicate[as_index(row)]) continue;
    ++(samples.splits[as_index(row)] == Split::kTest ? audit.test_with_train_duplicate
                                                     : audit.validation_with_train_duplicate);
  }
}

nlohmann::json count_duplicates(const DuplicateAudit& audit) {
  nlohmann::json json = {{"validation_samples_with_train_duplicate", audit.validation_with_train_duplicate},
                         {"test_samples_with_train_duplicate", audit.test_with_train_duplicate}};
  add_counts("exact_groups", audit.exact, json);
  if (audit.has_files) add_counts("file_groups", audit.files, json);
  return json;
}

std::string describe_train_duplicates(const DuplicateAudit& audit) {
  return " With a duplicate in train: " +
         count_of(audit.validation_with_train_duplicate, "validation sample") + " and " +
         count_of(audit.test_with_train_duplicate, "test sample") + ".";
}

nlohmann::json describe_sample(const SampleTable& samples, const std::vector<std::string>& class_names,
                               int64_t row) {
  return {{"source_id", samples.source_ids[as_index(row)]},
          {"split", split_name(samples.splits[as_index(row)])},
          {"label", class_names.at(as_index(samples.labels[as_index(row)]))}};
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
