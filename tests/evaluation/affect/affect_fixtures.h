// What the tests of reports on affect share: predictions calculated by hand, and made-up ones of any size.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/random_stream.h"
#include "evaluation/affect/affect_report.h"

namespace affekt {

/// Four people in three pictures, two categories; nobody is of the second one.
///   labels 1 0 1 0, scores 0.9 0.8 0.7 0.1: average precision 1/2 + 1/2 * 2/3 = 5/6
///   valence    4 5 6 7, predicted 4 4 5 7: MAE 0.5, levels right 3 of 4
///   arousal    5 5 4 8, predicted 4 4 4 4: MAE 1.5, levels right 1 of 4, concordance 0
///   dominance  6 7 7 3, predicted 7 7 7 7: MAE 1.25, levels right 2 of 4
inline AffectPredictions four_people() {
  AffectPredictions predictions;
  predictions.category_names = {"Peace", "Suffering"};
  predictions.source_ids = {"framesdb/images/a.jpg#1", "framesdb/images/a.jpg#2", "framesdb/images/b.jpg#1",
                            "framesdb/images/c.jpg#1"};
  predictions.images = {0, 0, 1, 2};
  predictions.labels = {1, 0, 0, 0, 1, 0, 0, 0};
  predictions.probabilities = {0.9F, 0.1F, 0.8F, 0.2F, 0.7F, 0.3F, 0.1F, 0.4F};
  predictions.values = {4, 5, 6, 5, 5, 7, 6, 4, 7, 7, 8, 3};
  predictions.predicted_values = {4, 4, 7, 4, 4, 7, 5, 4, 7, 7, 4, 7};
  return predictions;
}

/// Of a training split whose means are 5, 5, 6, and whose most common levels are middle, middle, high.
inline TrainingPriors simple_priors() {
  TrainingPriors priors;
  priors.num_people = 10;
  priors.prevalence = {0.4, 0.1};
  priors.mean = {5, 5, 6};
  priors.median = {5, 4, 7};
  priors.level = {1, 1, 2};
  return priors;
}

inline AffectReportFacts facts_of(const AffectPredictions& predictions, const TrainingPriors& priors) {
  AffectReportFacts facts;
  facts.data.dataset_name = "emotic";
  facts.data.content_digest = std::string(64, 'd');
  facts.split = "test";
  facts.priors = priors;
  facts.splits = {
      measure_prevalence("test", predictions.labels, predictions.images, predictions.num_categories())};
  facts.model = {{"name", "two_stream_resnet18"}, {"selected_on", "validation"}};
  facts.options.bootstrap_samples = 100;
  return facts;
}

struct MadeUpPeople {
  int64_t num_people = 300, num_images = 100, num_categories = 26;
  double skill = 1;  // how far the predictions follow the truth; 0: not at all
  uint64_t seed = 1;
};

/// The truth depends on the seed's people only, not on the skill.
inline AffectPredictions make_up_people(const MadeUpPeople& wanted) {
  AffectPredictions predictions;
  for (int64_t k = 0; k < wanted.num_categories; ++k)
    predictions.category_names.push_back("Category " + std::to_string(k));
  RandomStream truth(wanted.seed, "truth"), noise(wanted.seed, "noise");
  for (int64_t i = 0; i < wanted.num_people; ++i) {
    const int64_t image = i * wanted.num_images / wanted.num_people;
    predictions.source_ids.push_back("framesdb/images/" + std::to_string(image) + ".jpg#" +
                                     std::to_string(i));
    predictions.images.push_back(static_cast<int32_t>(image));
    for (int64_t k = 0; k < wanted.num_categories; ++k) {
      const double share = 0.5 / (1 + static_cast<double>(k) / 3);
      const bool label = truth.bernoulli(share);
      const double score = share + wanted.skill * (label ? 0.15 : -0.05) + 0.2 * (noise.uniform(0, 1) - 0.5);
      predictions.labels.push_back(label ? 1 : 0);
      predictions.probabilities.push_back(static_cast<float>(std::clamp(score, 0.0, 1.0)));
    }
    for (int d = 0; d < kNumAffectValues; ++d) {
      const double value = std::clamp(std::round(5.8 + 1.2 * truth.normal()), 1.0, 10.0);
      predictions.values.push_back(static_cast<float>(value));
      predictions.predicted_values.push_back(
          static_cast<float>(5.8 + wanted.skill * 0.4 * (value - 5.8) + 0.3 * noise.normal()));
    }
  }
  return predictions;
}

}  // namespace affekt
