#include "acoustics/classical_classifiers.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/ml.hpp>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

/// OpenCV's forest draws from a generator that belongs to the thread: lent here, and given back as it was.
class BorrowedGenerator {
 public:
  explicit BorrowedGenerator(uint64_t state) : saved_(cv::theRNG()) { cv::theRNG() = cv::RNG(state); }
  ~BorrowedGenerator() { cv::theRNG() = saved_; }
  BorrowedGenerator(const BorrowedGenerator&) = delete;
  BorrowedGenerator& operator=(const BorrowedGenerator&) = delete;

 private:
  cv::RNG saved_;
};

/// A view, not a copy; OpenCV knows no constant matrices.
cv::Mat as_matrix(const std::vector<float>& values, int64_t num_columns) {
  const auto num_rows = static_cast<int>(values.size() / static_cast<size_t>(num_columns));
  return cv::Mat(num_rows, static_cast<int>(num_columns), CV_32F, const_cast<float*>(values.data()));
}

cv::Ptr<cv::ml::TrainData> make_train_data(const FitProblem& problem) {
  const cv::Mat labels(static_cast<int>(problem.train_labels.size()), 1, CV_32S,
                       const_cast<int32_t*>(problem.train_labels.data()));
  return cv::ml::TrainData::create(as_matrix(problem.train, problem.num_features), cv::ml::ROW_SAMPLE,
                                   labels);
}

std::map<int32_t, int64_t> count_labels(const FitProblem& problem) {
  std::map<int32_t, int64_t> counts;
  for (const int32_t label : problem.train_labels) ++counts[label];
  return counts;
}

/// N / (K N_k) for each class that occurs, in the labels' order, which is OpenCV's.
cv::Mat make_class_weights(const std::map<int32_t, int64_t>& counts, size_t num_recordings) {
  cv::Mat weights(static_cast<int>(counts.size()), 1, CV_64F);
  int row = 0;
  for (const auto& [label, count] : counts) {
    weights.at<double>(row++) = static_cast<double>(num_recordings) /
                                (static_cast<double>(counts.size()) * static_cast<double>(count));
  }
  return weights;
}

std::vector<int32_t> predict(const cv::ml::StatModel& model, const FitProblem& problem) {
  cv::Mat responses;
  model.predict(as_matrix(problem.test, problem.num_features), responses);
  std::vector<int32_t> predictions;
  for (int i = 0; i < responses.rows; ++i)
    predictions.push_back(static_cast<int32_t>(std::lround(responses.at<float>(i))));
  return predictions;
}

/// Wraps what needs at least two classes.
template <class Fit>
ClassifierCandidate make_candidate(std::string settings, Fit fit) {
  const auto fit_and_predict = [fit](const FitProblem& problem) -> std::vector<int32_t> {
    const std::map<int32_t, int64_t> counts = count_labels(problem);
    AFFEKT_CHECK(!counts.empty(), "there is nothing to fit");
    const size_t num_tests = problem.test.size() / static_cast<size_t>(problem.num_features);
    if (num_tests == 0) return {};
    if (counts.size() == 1) return std::vector<int32_t>(num_tests, counts.begin()->first);
    return predict(*fit(problem, make_class_weights(counts, problem.train_labels.size())), problem);
  };
  return {std::move(settings), fit_and_predict};
}

ClassifierCandidate make_svm(double c, double gamma) {
  const auto fit = [=](const FitProblem& problem, const cv::Mat& class_weights) {
    const auto svm = cv::ml::SVM::create();
    svm->setType(cv::ml::SVM::C_SVC);
    svm->setKernel(cv::ml::SVM::RBF);
    svm->setC(c);
    svm->setGamma(gamma);
    svm->setClassWeights(class_weights);
    svm->setTermCriteria({cv::TermCriteria::MAX_ITER | cv::TermCriteria::EPS, 100000, 1e-3});
    svm->train(make_train_data(problem));
    return svm;
  };
  return make_candidate(fmt::format("C {:g}, gamma {:.3g}", c, gamma), fit);
}

struct ForestSettings {
  int max_depth = 0, min_recordings_to_split = 0, num_active_features = 0;
};

ClassifierCandidate make_forest(const ForestSettings& settings) {
  constexpr int kNumTrees = 200;
  const auto fit = [=](const FitProblem& problem, const cv::Mat& class_weights) {
    const BorrowedGenerator generator(derive_key(problem.seed, "acoustic_forest"));
    const auto forest = cv::ml::RTrees::create();
    forest->setMaxDepth(settings.max_depth);
    forest->setMinSampleCount(settings.min_recordings_to_split);
    forest->setActiveVarCount(settings.num_active_features);
    forest->setPriors(class_weights);
    forest->setCalculateVarImportance(false);
    forest->setTermCriteria({cv::TermCriteria::MAX_ITER, kNumTrees, 0});
    forest->train(make_train_data(problem));
    return forest;
  };
  return make_candidate(
      fmt::format(
          "{} trees of depth {} at most, nodes of {} recordings or more are split, {} features tried at each",
          kNumTrees, settings.max_depth, settings.min_recordings_to_split, settings.num_active_features),
      fit);
}

}  // namespace

std::vector<ClassifierFamily> make_classifier_families(int64_t num_features) {
  AFFEKT_CHECK(num_features > 0, "there is no feature to classify by");
  ClassifierFamily svm{"svm_rbf", {}};
  for (const double c : {0.3, 1.0, 3.0, 10.0, 30.0}) {
    for (const double scale : {0.25, 0.5, 1.0, 2.0})
      svm.candidates.push_back(make_svm(c, scale / static_cast<double>(num_features)));
  }
  ClassifierFamily forest{"random_forest", {}};
  const int root = std::max(1, static_cast<int>(std::lround(std::sqrt(static_cast<double>(num_features)))));
  for (const int depth : {4, 8, 14}) {
    for (const int min_recordings : {10, 2}) {
      for (const int active : {root, std::min(static_cast<int>(num_features), 2 * root)})
        forest.candidates.push_back(make_forest({depth, min_recordings, active}));
    }
  }
  return {svm, forest};
}

}  // namespace affekt
