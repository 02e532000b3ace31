#include "acoustics/acoustic_baseline.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "acoustics/classical_classifiers.h"
#include "acoustics/group_folds.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

constexpr int64_t kInnerFolds = 5;

/// Subtracts the mean of the training rows and divides by their deviation, in both; a constant becomes 0.
void standardise(FitProblem& problem) {
  const auto num_features = static_cast<size_t>(problem.num_features);
  const auto num_rows = static_cast<double>(problem.train_labels.size());
  std::vector<double> mean(num_features, 0.0), variance(num_features, 0.0);
  for (size_t i = 0; i < problem.train.size(); ++i) mean[i % num_features] += problem.train[i] / num_rows;
  for (size_t i = 0; i < problem.train.size(); ++i) {
    const double offset = problem.train[i] - mean[i % num_features];
    variance[i % num_features] += offset * offset / num_rows;
  }
  for (std::vector<float>* values : {&problem.train, &problem.test}) {
    for (size_t i = 0; i < values->size(); ++i) {
      const size_t d = i % num_features;
      // What only rounding makes vary is constant too.
      const double smallest = 1e-6 * std::max(1e-6, std::abs(mean[d])), deviation = std::sqrt(variance[d]);
      (*values)[i] = deviation > smallest ? static_cast<float>(((*values)[i] - mean[d]) / deviation) : 0.0F;
    }
  }
}

FitProblem make_problem(const AcousticFeatures& train, const std::vector<float>& test_values, uint64_t seed) {
  FitProblem problem{train.num_features, train.values, train.labels, test_values, seed};
  standardise(problem);
  return problem;
}

/// One inner fold: fit on all other groups, score on those held out.
struct InnerFold {
  FitProblem problem;
  std::vector<int32_t> held_out_labels;
};

std::vector<InnerFold> make_inner_folds(const AcousticFeatures& train, uint64_t seed) {
  std::vector<std::string> groups = train.groups;
  for (int64_t i = 0; train.groups.empty() && i < train.num_recordings(); ++i)
    groups.push_back(fmt::format("{}", i));
  const auto held_out = make_group_folds(groups, kInnerFolds, seed);
  if (held_out.size() < 2)
    throw DataError(
        "the acoustic baseline is tuned across groups: expected at least 2 among the training "
        "recordings, got 1 (" +
        groups.front() + ")");
  std::vector<InnerFold> folds;
  for (const std::vector<int64_t>& rows : held_out) {
    std::vector<int64_t> others;
    for (int64_t i = 0; i < train.num_recordings(); ++i) {
      if (!std::binary_search(rows.begin(), rows.end(), i)) others.push_back(i);
    }
    const AcousticFeatures away = select_rows(train, rows);
    folds.push_back({make_problem(select_rows(train, others), away.values, seed), away.labels});
  }
  return folds;
}

/// The candidate with the highest mean UAR; the first, simplest one of equal ones.
struct Choice {
  size_t candidate = 0;
  double uar = -1;
};

Choice choose(const std::vector<double>& fold_uars, size_t num_candidates) {
  constexpr double kRounding = 1e-9;
  const size_t num_folds = fold_uars.size() / num_candidates;
  Choice best;
  for (size_t candidate = 0; candidate < num_candidates; ++candidate) {
    double sum = 0;
    for (size_t fold = 0; fold < num_folds; ++fold) sum += fold_uars[candidate * num_folds + fold];
    const double uar = sum / static_cast<double>(num_folds);
    if (uar > best.uar + kRounding) best = {candidate, uar};
  }
  return best;
}

void check_inputs(const AcousticFeatures& train, const AcousticFeatures& test, int num_classes) {
  AFFEKT_CHECK(train.num_features > 0 && train.num_features == test.num_features,
               "training and test recordings have different features");
  for (const AcousticFeatures* features : {&train, &test}) {
    AFFEKT_CHECK(features->values.size() == features->labels.size() * static_cast<size_t>(train.num_features),
                 "values are not [N, D]");
  }
  AFFEKT_CHECK(train.groups.empty() || train.groups.size() == train.labels.size(), "groups are not [N]");
  for (const int32_t label : train.labels)
    AFFEKT_CHECK(label >= 0 && label < num_classes, fmt::format("label {}", label));
  const std::set<int32_t> classes(train.labels.begin(), train.labels.end());
  if (classes.size() < 2) {
    throw DataError(fmt::format(
        "the acoustic baseline needs training recordings of at least 2 classes: got {} among {} recordings",
        classes.size(), train.labels.size()));
  }
}

}  // namespace

std::vector<AcousticClassifierResult> evaluate_acoustic_baselines(const AcousticFeatures& train,
                                                                  const AcousticFeatures& test,
                                                                  int num_classes,
                                                                  const AcousticBaselineOptions& options) {
  check_inputs(train, test, num_classes);
  const int num_threads = options.num_threads > 0 ? options.num_threads : thread_count();
  const std::vector<InnerFold> folds = make_inner_folds(train, options.seed);
  const std::vector<ClassifierFamily> families = make_classifier_families(train.num_features);
  size_t num_fits = families.size();
  for (const ClassifierFamily& family : families) num_fits += family.candidates.size() * folds.size();

  ProgressBar bar("acoustic baseline", static_cast<int64_t>(num_fits), "fits");
  std::vector<AcousticClassifierResult> results;
  for (const ClassifierFamily& family : families) {
    std::vector<double> uars(family.candidates.size() * folds.size());  // [candidates, folds]
    parallel_for(static_cast<int64_t>(uars.size()), num_threads, [&](int64_t i) {
      throw_if_interrupted("tuning the acoustic baseline");
      const auto cell = static_cast<size_t>(i);
      const InnerFold& fold = folds[cell % folds.size()];
      const auto predictions = family.candidates[cell / folds.size()].fit_and_predict(fold.problem);
      uars[cell] = score_classification(fold.held_out_labels, predictions, num_classes).uar;
      bar.advance();
    });
    const Choice choice = choose(uars, family.candidates.size());
    throw_if_interrupted("fitting the acoustic baseline");
    results.push_back({family.name, family.candidates[choice.candidate].settings, choice.uar, {}});
    results.back().predictions =
        family.candidates[choice.candidate].fit_and_predict(make_problem(train, test.values, options.seed));
    bar.advance();
  }
  bar.finish();
  return results;
}

}  // namespace affekt
