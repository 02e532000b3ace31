// Who trains, who validates, who tests: the plans of data.split.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "store/prepared_file.h"

namespace affekt {

/// The folds of a plan, from 1, by whether this copy of the data has samples of them.
struct FoldList {
  std::vector<int64_t> present, absent;
};

/// What a split plan needs to know of a data set before it is decoded.
struct SplitSubject {
  std::string name;   // "ravdess", for messages
  std::string where;  // its place, for messages
  bool has_official_split = false;
  std::vector<std::string> groups;  // distinct, sorted; empty: the set knows no groups
  bool has_test_folds = false;  // its official test split may be dealt into folds; `groups` are those of it
};

/// Why nobody validates: "data.split.validation_fold is 0"; empty if the config doesn't want it so (the data
/// set may still turn out to have no such samples).
std::string why_no_validation(const SplitConfig& split);

/// Whether the plan fits the data set and its numbers fit the plan: folds that exist, actors that have
/// samples. Without decoding anything.
/// @throws ConfigError: official for a set without such a split, or another plan for a set that has one (but
///         for folds_of_official_test, where has_test_folds); a
///         fold outside 1..num_folds; fewer groups than folds; an actor in two lists; k_fold_by_sample
///         without same_group_in_two_splits: allow
/// @throws DataError: this copy has no sample of the fold or the actor that is asked for
void check_split_plan(const SplitConfig& split, const SplitSubject& subject);

/// @throws ConfigError for plans without folds (official, leave_actors_out), and as check_split_plan
FoldList list_folds(const SplitConfig& split, const SplitSubject& subject);

/// The fold of each sample, from 1.
///
/// ravdess_5fold: the published folds of actors.
/// k_fold_by_group: groups by falling number of samples, each to the fold that has the fewest samples then.
/// folds_of_official_test: so of the samples of the test split; the others' fold is 0.
/// k_fold_by_sample: of every class equally many to each fold, give or take one, in a fixed random order.
/// @throws ConfigError for plans without folds
std::vector<int64_t> assign_folds(const SplitConfig& split, const SampleTable& samples);

/// Sets `samples.splits` by the plan; official leaves them as the source has set them.
/// Deterministic: the same samples give the same splits. @throws as check_split_plan
void apply_split_plan(const SplitConfig& split, const SplitSubject& subject, SampleTable& samples);

/// The groups that have samples in two or three splits, sorted.
std::vector<std::string> find_groups_in_two_splits(const SampleTable& samples);

/// Refuses them, or warns of them where same_group_in_two_splits is allow.
/// @throws DataError naming the first ones
void check_groups_in_two_splits(const SplitConfig& split, const SplitSubject& subject,
                                const SampleTable& samples);

}  // namespace affekt
