// Samples with equal content, as every audit of leaks looks for them: who they are, whether they cross
// splits, labels or groups, and which samples have a duplicate in train.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "store/prepared_file.h"

namespace affekt {

inline size_t as_index(int64_t row) {
  return static_cast<size_t>(row);
}

/// Samples with equal content, two or more to a set.
struct DuplicateGroups {
  std::vector<std::vector<int64_t>> groups;  // ascending rows; in the order of their first rows
  int64_t across_splits = 0;
  int64_t with_two_labels = 0;
  int64_t with_two_groups = 0;  // of two persons; 0 where the set knows no groups
};

/// What the audits of all kinds of samples share.
struct DuplicateAudit {
  DuplicateGroups exact;  // by the content that is stored
  DuplicateGroups files;  // by file content; empty for sources that aren't one file a sample
  bool has_files = false;
  std::vector<uint8_t> has_train_duplicate;  // [N]; 0 for training samples
  int64_t validation_with_train_duplicate = 0, test_with_train_duplicate = 0;
};

/// Two samples that are one, but not by their bytes.
struct DuplicatePair {
  int64_t row = 0, earlier_row = 0;  // earlier_row is of the earlier split, or of the same and comes first
};

/// Fills in who is equal: the groups of exact and files, and has_files.
/// @param contents      [N], by which samples are compared
/// @param file_digests  [N], or empty
void find_duplicates(const std::vector<std::string_view>& contents,
                     const std::vector<std::string>& file_digests, DuplicateAudit& audit);

/// Fills in all that depends on who is in which split: the counts of exact and files, and has_train_duplicate
/// with its counts. It marks validation and test samples that equal a training sample, or make a pair with
/// one.
void audit_splits(const std::vector<DuplicatePair>& pairs, const SampleTable& samples, DuplicateAudit& audit);

/// exact_groups, exact_groups_across_splits, exact_groups_with_two_labels, the same three of file_groups if
/// it has files, validation_samples_with_train_duplicate, test_samples_with_train_duplicate.
nlohmann::json count_duplicates(const DuplicateAudit& audit);

/// " With a duplicate in train: 1 validation sample and 0 test samples.": how both summaries end.
std::string describe_train_duplicates(const DuplicateAudit& audit);

/// {"source_id", "split", "label"}
nlohmann::json describe_sample(const SampleTable& samples, const std::vector<std::string>& class_names,
                               int64_t row);

/// The first `max_listed` sets, each as a list of at most so many samples.
struct ListedGroups {
  nlohmann::json all = nlohmann::json::array();
  nlohmann::json across_splits = nlohmann::json::array();
  nlohmann::json with_two_labels = nlohmann::json::array();
};
ListedGroups list_groups(const DuplicateGroups& duplicates, const SampleTable& samples,
                         const std::vector<std::string>& class_names, size_t max_listed);

}  // namespace affekt
