#include "ingest/split_plan.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/process/log.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

constexpr const char* kPlansThatMakeASplit =
    "ravdess_5fold, k_fold_by_group, k_fold_by_sample or leave_actors_out";
constexpr const char* kTestFolds = "folds_of_official_test";

/// The folds of actors that papers on RAVDESS compare by.
const std::vector<std::vector<int64_t>>& ravdess_folds() {
  static const std::vector<std::vector<int64_t>> folds = {
      {2, 5, 14, 15, 16}, {3, 6, 7, 13, 18}, {10, 11, 12, 19, 20}, {8, 17, 21, 23, 24}, {1, 4, 9, 22}};
  return folds;
}

/// "Actor_07" -> 7; -1 if the name doesn't end in a number.
int64_t actor_number(const std::string& group) {
  size_t begin = group.size();
  while (begin > 0 && std::isdigit(static_cast<unsigned char>(group[begin - 1]))) --begin;
  const std::string digits = group.substr(begin);
  return digits.empty() || digits.size() > 9 ? -1 : std::stoll(digits);
}

bool has_actor(const SplitSubject& subject, int64_t actor) {
  return std::any_of(subject.groups.begin(), subject.groups.end(),
                     [actor](const std::string& group) { return actor_number(group) == actor; });
}

bool is_fold_plan(const std::string& plan) {
  return plan == "ravdess_5fold" || plan == "k_fold_by_group" || plan == "k_fold_by_sample" ||
         plan == kTestFolds;
}

int64_t count_folds(const SplitConfig& split) {
  return split.plan == "ravdess_5fold" ? static_cast<int64_t>(ravdess_folds().size()) : split.num_folds;
}

/// A fold of ravdess_5fold without any actor here.
bool is_absent(const SplitConfig& split, const SplitSubject& subject, int64_t fold) {
  if (split.plan != "ravdess_5fold") return false;
  const auto& actors = ravdess_folds().at(static_cast<size_t>(fold - 1));
  return std::none_of(actors.begin(), actors.end(), [&](int64_t actor) { return has_actor(subject, actor); });
}

FoldList list_present_folds(const SplitConfig& split, const SplitSubject& subject) {
  FoldList folds;
  for (int64_t fold = 1; fold <= count_folds(split); ++fold) {
    (is_absent(split, subject, fold) ? folds.absent : folds.present).push_back(fold);
  }
  return folds;
}

void check_fold(const SplitConfig& split, const SplitSubject& subject, const char* key, int64_t fold) {
  if (fold == 0) return;
  if (fold < 0 || fold > count_folds(split)) {
    throw ConfigError(fmt::format("data.split.{}: 0..{} expected ({} has {} folds), {} got", key,
                                  count_folds(split), split.plan, count_folds(split), fold));
  }
  if (!is_absent(split, subject, fold)) return;
  throw DataError(
      fmt::format("data.split.{}: fold {} of {} is absent from this copy of the data: none of its actors {} "
                  "has samples in "
                  "{}; choose one of the folds {}",
                  key, fold, split.plan, fmt::join(ravdess_folds().at(static_cast<size_t>(fold - 1)), ", "),
                  subject.where, fmt::join(list_present_folds(split, subject).present, ", ")));
}

void check_folds(const SplitConfig& split, const SplitSubject& subject) {
  if ((split.plan == "k_fold_by_group" || split.plan == kTestFolds) &&
      static_cast<int64_t>(subject.groups.size()) < split.num_folds) {
    throw ConfigError(
        fmt::format("data.split.num_folds: at most {} expected, the number of groups in {}{}, {} got",
                    subject.groups.size(), split.plan == kTestFolds ? "the official test split of " : "",
                    subject.where, split.num_folds));
  }
  if (split.plan == "k_fold_by_sample" && split.same_group_in_two_splits != "allow") {
    throw ConfigError(
        "data.split.plan: k_fold_by_sample puts samples of one person into train and test, which makes "
        "scores "
        "too good; take k_fold_by_group, or allow it in words: data.split.same_group_in_two_splits: allow");
  }
  check_fold(split, subject, "test_fold", split.test_fold);
  check_fold(split, subject, "validation_fold", split.validation_fold);
  if (split.test_fold != 0 && split.test_fold == split.validation_fold) {
    throw ConfigError(fmt::format("data.split.validation_fold: another fold than test_fold expected, {} got",
                                  split.validation_fold));
  }
}

void check_no_actor_twice(const std::vector<int64_t>& actors, const char* key) {
  std::set<int64_t> seen;
  for (const int64_t actor : actors) {
    if (seen.insert(actor).second) continue;
    throw ConfigError(fmt::format("data.split.{}: expected each actor once, got {} twice in [{}]", key, actor,
                                  fmt::join(actors, ", ")));
  }
}

void check_actors(const SplitConfig& split, const SplitSubject& subject) {
  check_no_actor_twice(split.test_actors, "test_actors");
  check_no_actor_twice(split.validation_actors, "validation_actors");
  for (const int64_t actor : split.validation_actors) {
    const auto& test = split.test_actors;
    if (std::find(test.begin(), test.end(), actor) != test.end()) {
      throw ConfigError(
          fmt::format("data.split.validation_actors: actor {} stands in test_actors as well", actor));
    }
  }
  for (const auto* actors : {&split.test_actors, &split.validation_actors}) {
    for (const int64_t actor : *actors) {
      if (has_actor(subject, actor)) continue;
      throw DataError(fmt::format("data.split.{}: actor {} has no samples in {}; there are {}",
                                  actors == &split.test_actors ? "test_actors" : "validation_actors", actor,
                                  subject.where, fmt::join(subject.groups, ", ")));
    }
  }
}

std::vector<int64_t> fold_ravdess(const SampleTable& samples) {
  std::map<int64_t, int64_t> fold_of_actor;
  for (size_t fold = 0; fold < ravdess_folds().size(); ++fold) {
    for (const int64_t actor : ravdess_folds()[fold]) fold_of_actor[actor] = static_cast<int64_t>(fold) + 1;
  }
  std::vector<int64_t> folds;
  for (const std::string& group : samples.groups) {
    const auto found = fold_of_actor.find(actor_number(group));
    if (found == fold_of_actor.end()) {
      throw ConfigError("data.split.plan: ravdess_5fold knows the actors 1 to 24, '" + group + "' got");
    }
    folds.push_back(found->second);
  }
  return folds;
}

/// @param is_folded  whether a row is dealt; the fold of the others is 0
template <class IsFolded>
std::vector<int64_t> fold_by_group(const SampleTable& samples, int64_t num_folds, const IsFolded& is_folded) {
  std::map<std::string, int64_t> counts;
  for (size_t i = 0; i < samples.groups.size(); ++i)
    if (is_folded(i)) ++counts[samples.groups[i]];
  std::vector<std::pair<std::string, int64_t>> largest_first(counts.begin(), counts.end());
  std::stable_sort(largest_first.begin(), largest_first.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<int64_t> fold_sizes(static_cast<size_t>(num_folds));
  std::map<std::string, int64_t> fold_of;
  for (const auto& [group, count] : largest_first) {
    const auto smallest = std::min_element(fold_sizes.begin(), fold_sizes.end());
    *smallest += count;
    fold_of[group] = smallest - fold_sizes.begin() + 1;
  }
  std::vector<int64_t> folds;
  for (size_t i = 0; i < samples.groups.size(); ++i)
    folds.push_back(is_folded(i) ? fold_of.at(samples.groups[i]) : 0);
  return folds;
}

std::vector<int64_t> fold_by_sample(const SampleTable& samples, int64_t num_folds) {
  std::map<int32_t, std::vector<size_t>> rows_of_class;
  for (size_t row = 0; row < samples.labels.size(); ++row) rows_of_class[samples.labels[row]].push_back(row);
  std::vector<int64_t> folds(samples.labels.size());
  int64_t next = 0;  // goes on from class to class, so that the folds' totals differ by one at most
  for (const auto& [label, rows] : rows_of_class) {
    // A fixed stream: the split belongs to the data, not to a seed. In order, neighbours would be
    // repetitions.
    RandomStream stream(0, "k_fold_by_sample", static_cast<uint64_t>(label));
    for (const int64_t i : draw_permutation(stream, static_cast<int64_t>(rows.size()))) {
      folds[rows[static_cast<size_t>(i)]] = next++ % num_folds + 1;
    }
  }
  return folds;
}

std::vector<Split> leave_actors_out(const SplitConfig& split, const SampleTable& samples) {
  const auto holds = [](const std::vector<int64_t>& actors, int64_t actor) {
    return std::find(actors.begin(), actors.end(), actor) != actors.end();
  };
  std::vector<Split> splits;
  for (const std::string& group : samples.groups) {
    const int64_t actor = actor_number(group);
    splits.push_back(holds(split.test_actors, actor)         ? Split::kTest
                     : holds(split.validation_actors, actor) ? Split::kValidation
                                                             : Split::kTrain);
  }
  return splits;
}

void report_absent_folds(const SplitConfig& split, const SplitSubject& subject) {
  for (const int64_t fold : list_present_folds(split, subject).absent) {
    log_info(fmt::format("Fold {} of {} is absent: {} has no samples of its actors {}", fold, split.plan,
                         subject.where, fmt::join(ravdess_folds().at(static_cast<size_t>(fold - 1)), ", ")));
  }
}

}  // namespace

std::string why_no_validation(const SplitConfig& split) {
  if (is_fold_plan(split.plan) && split.validation_fold == 0) return "data.split.validation_fold is 0";
  if (split.plan == "leave_actors_out" && split.validation_actors.empty())
    return "data.split.validation_actors is empty";
  return "";
}

void check_split_plan(const SplitConfig& split, const SplitSubject& subject) {
  if (split.plan == "official") {
    if (subject.has_official_split) return;
    throw ConfigError(fmt::format("data.split.plan: {} has no official split; {} expected, 'official' got",
                                  subject.name, kPlansThatMakeASplit));
  }
  if (!is_fold_plan(split.plan) && split.plan != "leave_actors_out") {
    throw ConfigError(
        fmt::format("data.split.plan: official, {} expected, '{}' got", kPlansThatMakeASplit, split.plan));
  }
  if (split.plan == kTestFolds && subject.has_test_folds) return check_folds(split, subject);
  if (subject.has_official_split) {
    throw ConfigError(fmt::format("data.split.plan: {} has a split of its own; official{} expected, '{}' got",
                                  subject.name, subject.has_test_folds ? " or folds_of_official_test" : "",
                                  split.plan));
  }
  if (split.plan == kTestFolds) {
    throw ConfigError(
        fmt::format("data.split.plan: {} has no official test split to deal into folds; {} "
                    "expected, 'folds_of_official_test' got",
                    subject.name, kPlansThatMakeASplit));
  }
  if (subject.groups.empty() && split.plan != "k_fold_by_sample") {
    throw ConfigError(
        fmt::format("data.split.plan: {} needs a data set that knows whom each sample is of; {} "
                    "doesn't",
                    split.plan, subject.name));
  }
  if (split.plan == "leave_actors_out") {
    check_actors(split, subject);
  } else {
    check_folds(split, subject);
  }
}

FoldList list_folds(const SplitConfig& split, const SplitSubject& subject) {
  if (subject.has_official_split) {
    throw ConfigError(fmt::format("--folds: {} has a split of its own, so it has no folds; leave --folds out",
                                  subject.name));
  }
  if (!is_fold_plan(split.plan)) {
    throw ConfigError(
        fmt::format("data.split.plan: a plan with folds (ravdess_5fold, k_fold_by_group or "
                    "k_fold_by_sample) expected by --folds, '{}' got",
                    split.plan));
  }
  SplitConfig without_choice = split;  // the folds are the same whichever of them is chosen
  without_choice.test_fold = without_choice.validation_fold = 0;
  check_split_plan(without_choice, subject);
  return list_present_folds(split, subject);
}

std::vector<int64_t> assign_folds(const SplitConfig& split, const SampleTable& samples) {
  if (split.plan == "ravdess_5fold") return fold_ravdess(samples);
  if (split.plan == "k_fold_by_group")
    return fold_by_group(samples, split.num_folds, [](size_t) { return true; });
  if (split.plan == kTestFolds)
    return fold_by_group(samples, split.num_folds,
                         [&](size_t row) { return samples.splits[row] == Split::kTest; });
  if (split.plan == "k_fold_by_sample") return fold_by_sample(samples, split.num_folds);
  throw ConfigError("data.split.plan: '" + split.plan + "' has no folds");
}

void apply_split_plan(const SplitConfig& split, const SplitSubject& subject, SampleTable& samples) {
  check_split_plan(split, subject);
  if (split.plan == "official") return;
  if (split.plan == "leave_actors_out") {
    samples.splits = leave_actors_out(split, samples);
    return;
  }
  report_absent_folds(split, subject);
  const std::vector<int64_t> folds = assign_folds(split, samples);
  samples.splits.clear();
  for (const int64_t fold : folds) {
    samples.splits.push_back(fold == 0                       ? Split::kTrain
                             : fold == split.test_fold       ? Split::kTest
                             : fold == split.validation_fold ? Split::kValidation
                                                             : Split::kTrain);
  }
}

}  // namespace affekt
