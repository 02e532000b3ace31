// What the labels of a split alone give away: shares of the categories, mean, median and level of the values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "metrics/affect_scores.h"

namespace affekt {

/// Of the train split: what answers without looking at a picture are made of.
struct TrainingPriors {
  int64_t num_people = 0;          // 0: no train split is known, and the rest means nothing
  std::vector<double> prevalence;  // [K], share of the people that are of the category
  std::array<double, kNumAffectValues> mean{}, median{};
  std::array<int, kNumAffectValues> level{};  // the most common one, see three_level_of; the lowest of equals
};

/// @param labels  [N, K], 0 or 1  @param values  [N, 3]; N may be 0
TrainingPriors measure_training_priors(const std::vector<uint8_t>& labels, const std::vector<float>& values,
                                       int64_t num_categories);

struct SplitPrevalence {
  std::string split;  // "train"
  int64_t num_people = 0, num_images = 0;
  std::vector<double> prevalence;  // [K]
  double categories_per_person = 0;
};

/// @param labels  [N, K]  @param images  [N], people of one picture share a number; N > 0
SplitPrevalence measure_prevalence(const std::string& split, const std::vector<uint8_t>& labels,
                                   const std::vector<int32_t>& images, int64_t num_categories);

}  // namespace affekt
