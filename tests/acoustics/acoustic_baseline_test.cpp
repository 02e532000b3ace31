#include "acoustics/acoustic_baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

#include "acoustics/classical_classifiers.h"
#include "core/error.h"
#include "core/random_stream.h"
#include "metrics/classification.h"

namespace affekt {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr int64_t kNumFeatures = 8;
constexpr int kNumClasses = 3;

/// Normal clouds: class k lies `distance` out on feature k; every group (of 10 recordings) has an offset of
/// its own on feature 7.
AcousticFeatures make_clouds(int64_t num_recordings, double distance, uint64_t seed,
                             int num_classes = kNumClasses) {
  RandomStream stream(seed, "clouds");
  AcousticFeatures features;
  features.num_features = kNumFeatures;
  for (int64_t d = 0; d < kNumFeatures; ++d) features.names.push_back("feature_" + std::to_string(d));
  double group_offset = 0;
  for (int64_t i = 0; i < num_recordings; ++i) {
    if (i % 10 == 0) group_offset = stream.normal();
    const auto label = static_cast<int32_t>(stream.below(static_cast<uint64_t>(num_classes)));
    for (int64_t d = 0; d < kNumFeatures; ++d) {
      const double value = stream.normal() + (d == label ? distance : 0);
      features.values.push_back(static_cast<float>(d == 7 ? value + group_offset : value));
    }
    features.labels.push_back(label);
    features.groups.push_back("Actor_" + std::to_string(i / 10));
  }
  return features;
}

std::vector<AcousticClassifierResult> evaluate(const AcousticFeatures& train, const AcousticFeatures& test,
                                               int num_threads = 2, uint64_t seed = 1) {
  AcousticBaselineOptions options;
  options.num_threads = num_threads;
  options.seed = seed;
  return evaluate_acoustic_baselines(train, test, kNumClasses, options);
}

double uar_of(const AcousticClassifierResult& result, const AcousticFeatures& test) {
  return score_classification(test.labels, result.predictions, kNumClasses).uar;
}

TEST(AcousticBaseline, LearnsWhatCanBeLearned) {
  const AcousticFeatures train = make_clouds(120, 4, 1), test = make_clouds(150, 4, 2);
  const auto results = evaluate(train, test);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].name, "svm_rbf");
  EXPECT_EQ(results[1].name, "random_forest");
  EXPECT_THAT(results[0].chosen, HasSubstr("gamma"));
  EXPECT_THAT(results[1].chosen, HasSubstr("trees"));
  for (const auto& result : results) {
    EXPECT_GT(uar_of(result, test), 0.9) << result.name;
    EXPECT_GT(result.tuning_uar, 0.9) << result.name;
  }
}

TEST(AcousticBaseline, LearnsNothingFromShuffledLabels) {
  AcousticFeatures train = make_clouds(120, 4, 1);
  const AcousticFeatures test = make_clouds(300, 4, 2);
  RandomStream stream(5, "shuffle");
  const std::vector<int32_t> labels = train.labels;
  const std::vector<int64_t> order = draw_permutation(stream, train.num_recordings());
  for (size_t i = 0; i < labels.size(); ++i) train.labels[i] = labels[static_cast<size_t>(order[i])];
  for (const auto& result : evaluate(train, test)) {
    EXPECT_NEAR(uar_of(result, test), 1.0 / kNumClasses, 0.2) << result.name;
    EXPECT_LT(result.tuning_uar, 0.55) << result.name;
  }
}

TEST(AcousticBaseline, TuningNeverSeesTheTestRecordings) {
  const AcousticFeatures train = make_clouds(120, 1.5, 1);
  AcousticFeatures test = make_clouds(60, 1.5, 2);
  const auto before = evaluate(train, test);
  for (int32_t& label : test.labels) label = (label + 1) % kNumClasses;
  for (std::string& group : test.groups) group = "Actor_0";  // as if they were a training speaker's
  for (size_t i = 5 * kNumFeatures; i < test.values.size(); ++i) test.values[i] = -100 * test.values[i] + 7;
  const auto after = evaluate(train, test);
  for (size_t c = 0; c < 2; ++c) {
    EXPECT_EQ(after[c].chosen, before[c].chosen);
    EXPECT_EQ(after[c].tuning_uar, before[c].tuning_uar);
    // The first five recordings are as they were: nothing of the other test recordings reaches them.
    for (size_t i = 0; i < 5; ++i) EXPECT_EQ(after[c].predictions[i], before[c].predictions[i]) << i;
  }
}

TEST(AcousticBaseline, IsTheSameForASeedWhateverTheThreads) {
  const AcousticFeatures train = make_clouds(90, 1, 1), test = make_clouds(200, 1, 2);
  const auto one = evaluate(train, test, 1);
  cv::setRNGSeed(12345);
  const uint64_t state = cv::theRNG().state;
  const auto three = evaluate(train, test, 3);
  EXPECT_EQ(cv::theRNG().state, state) << "the caller's random numbers are left as they were";
  for (size_t c = 0; c < 2; ++c) {
    EXPECT_EQ(three[c].chosen, one[c].chosen);
    EXPECT_EQ(three[c].tuning_uar, one[c].tuning_uar);
    EXPECT_EQ(three[c].predictions, one[c].predictions);
  }
  EXPECT_NE(evaluate(train, test, 2, 9)[1].predictions, one[1].predictions) << "the seed reaches the forest";
}

TEST(AcousticBaseline, TuningHoldsOutGroupsAsAWhole) {
  // What a recording sounds like says who speaks, and nothing else; each speaker has one label, drawn by
  // chance.
  AcousticFeatures train = make_clouds(240, 0, 1);
  RandomStream stream(3, "speakers");
  for (size_t i = 0; i < 240; i += 10) {
    const auto label = static_cast<int32_t>(stream.below(kNumClasses));
    float centre[kNumFeatures];
    for (float& value : centre) value = static_cast<float>(10 * stream.normal());
    for (size_t row = i; row < i + 10; ++row) {
      train.labels[row] = label;
      for (size_t d = 0; d < kNumFeatures; ++d)
        train.values[row * kNumFeatures + d] = centre[d] + static_cast<float>(stream.normal());
    }
  }
  const AcousticFeatures test = make_clouds(10, 0, 2);
  for (const auto& result : evaluate(train, test)) EXPECT_LT(result.tuning_uar, 0.65) << result.name;
  train.groups.clear();  // every recording its own group: now the speaker gives the label away
  for (const auto& result : evaluate(train, test)) EXPECT_GT(result.tuning_uar, 0.95) << result.name;
}

TEST(AcousticBaseline, DoesNotDependOnTheUnitsOfAFeature) {
  AcousticFeatures train = make_clouds(90, 2, 1), test = make_clouds(100, 2, 2);
  const auto before = evaluate(train, test);
  for (AcousticFeatures* features : {&train, &test}) {
    for (size_t i = 0; i < features->values.size(); i += kNumFeatures) features->values[i] *= 1024;  // exact
  }
  const auto after = evaluate(train, test);
  for (size_t c = 0; c < 2; ++c) EXPECT_EQ(after[c].predictions, before[c].predictions);
}

TEST(AcousticBaseline, IgnoresAFeatureThatNeverVaries) {
  AcousticFeatures train = make_clouds(90, 4, 1), test = make_clouds(100, 4, 2);
  for (size_t i = 5; i < train.values.size(); i += kNumFeatures) train.values[i] = 0.1F;
  for (size_t i = 5; i < test.values.size(); i += kNumFeatures) test.values[i] = 1e6F;
  for (const auto& result : evaluate(train, test)) EXPECT_GT(uar_of(result, test), 0.85) << result.name;
}

TEST(AcousticBaseline, ManagesWhereAnInnerFoldLacksAClass) {
  AcousticFeatures train = make_clouds(20, 5, 1), test = make_clouds(50, 5, 2);
  for (size_t i = 0; i < 20; ++i) {
    const int32_t label = i < 10 ? 0 : 1;  // two speakers with one class each
    for (size_t d = 0; d < 2; ++d)
      train.values[i * kNumFeatures + d] = d == static_cast<size_t>(label) ? 5.0F : 0.0F;
    train.labels[i] = label;
  }
  for (const auto& result : evaluate(train, test)) {
    EXPECT_EQ(result.tuning_uar, 0) << "held out is the class that was never seen";
    EXPECT_EQ(result.predictions.size(), 50U);
  }
}

TEST(AcousticBaseline, SaysWhatItCannotTune) {
  AcousticFeatures train = make_clouds(30, 1, 1);
  const AcousticFeatures test = make_clouds(10, 1, 2);
  AcousticFeatures one_group = train;
  one_group.groups.assign(30, "Actor_07");
  EXPECT_THAT([&] { evaluate(one_group, test); },
              ThrowsMessage<DataError>(testing::AllOf(HasSubstr("at least 2"), HasSubstr("Actor_07"))));
  AcousticFeatures one_class = train;
  one_class.labels.assign(30, 1);
  EXPECT_THAT([&] { evaluate(one_class, test); }, ThrowsMessage<DataError>(HasSubstr("at least 2 classes")));
  train.labels[4] = kNumClasses;
  EXPECT_THROW(evaluate(train, test), std::logic_error);
}

TEST(ClassicalClassifiers, WeighClassesAlikeThoughOneIsRare) {
  // The ideal border of equal classes lies half way, sqrt 2 from each: recall Phi(1.41) = 0.92 of both. With
  // 30 of the one and about 300 of the other, what minds their shares hears the rare one much less.
  const AcousticFeatures train = make_clouds(600, 2, 1, 2), test = make_clouds(2000, 2, 2, 2);
  std::vector<int64_t> rows;
  int num_rare = 0;
  for (int64_t i = 0; i < train.num_recordings(); ++i) {
    if (train.labels[static_cast<size_t>(i)] == 0 || num_rare++ < 30) rows.push_back(i);
  }
  const AcousticFeatures uneven = select_rows(train, rows);
  const FitProblem problem{kNumFeatures, uneven.values, uneven.labels, test.values, 1};
  for (const ClassifierFamily& family : make_classifier_families(kNumFeatures)) {
    const auto predictions = family.candidates.front().fit_and_predict(problem);
    const auto scores = score_classification(test.labels, predictions, 2);
    EXPECT_GT(scores.per_class[1].recall, 0.68) << family.name;
    EXPECT_GT(scores.per_class[0].recall, 0.68) << family.name;
  }
}

TEST(ClassicalClassifiers, TheSvmBendsItsBorder) {
  // Inside or outside of a ring: no straight line separates them.
  FitProblem problem;
  problem.num_features = 2;
  std::vector<int32_t> expected;
  for (int i = 0; i < 200; ++i) {
    const double radius = i % 2 ? 2.0 : 0.5, angle = 0.7 * i;
    std::vector<float>& values = i < 120 ? problem.train : problem.test;
    values.push_back(static_cast<float>(radius * std::cos(angle)));
    values.push_back(static_cast<float>(radius * std::sin(angle)));
    (i < 120 ? problem.train_labels : expected).push_back(i % 2);
  }
  for (const ClassifierFamily& family : make_classifier_families(2))
    EXPECT_EQ(family.candidates.back().fit_and_predict(problem), expected) << family.name;
}

}  // namespace
}  // namespace affekt
