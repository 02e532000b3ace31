// Samples with equal content: who they are, and whether they cross splits, labels or groups.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "store/prepared_file.h"

namespace affekt {

/// Samples with equal content, two or more to a set.
struct DuplicateGroups {
  std::vector<std::vector<int64_t>> groups;  // ascending rows; in the order of their first rows
  int64_t across_splits = 0;
  int64_t with_two_labels = 0;
  int64_t with_two_groups = 0;  // of two persons; 0 where the set knows no groups
};

/// @param contents  [N], by which samples are compared
DuplicateGroups group_equal(const std::vector<std::string_view>& contents, const SampleTable& samples);

/// Marks validation and test samples that equal a training sample. @param marks  [N]
void mark_train_twins(const DuplicateGroups& duplicates, const SampleTable& samples,
                      std::vector<uint8_t>& marks);

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
