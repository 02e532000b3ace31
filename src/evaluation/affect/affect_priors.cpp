#include "evaluation/affect/affect_priors.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/error.h"
#include "metrics/bootstrap.h"
#include "metrics/regression.h"

namespace affekt {
namespace {

std::vector<double> share_of_each(const std::vector<uint8_t>& labels, int64_t num_categories) {
  const auto num_columns = static_cast<size_t>(num_categories);
  AFFEKT_CHECK(num_columns > 0 && labels.size() % num_columns == 0, "labels are not [N, K]");
  std::vector<double> shares(num_columns, 0.0);
  for (size_t i = 0; i < labels.size(); ++i) shares[i % num_columns] += labels[i] != 0 ? 1 : 0;
  const auto num_people = static_cast<double>(labels.size() / num_columns);
  for (double& share : shares) share /= num_people;
  return shares;
}

}  // namespace

TrainingPriors measure_training_priors(const std::vector<uint8_t>& labels, const std::vector<float>& values,
                                       int64_t num_categories) {
  TrainingPriors priors;
  priors.num_people = static_cast<int64_t>(values.size()) / kNumAffectValues;
  if (priors.num_people == 0) return priors;
  priors.prevalence = share_of_each(labels, num_categories);
  AFFEKT_CHECK(labels.size() * kNumAffectValues == values.size() * static_cast<size_t>(num_categories),
               "labels and values are of as many people");
  for (size_t d = 0; d < kNumAffectValues; ++d) {
    std::vector<double> column;
    std::array<int64_t, 3> counts{};
    for (size_t i = d; i < values.size(); i += kNumAffectValues) {
      column.push_back(values[i]);
      ++counts.at(static_cast<size_t>(three_level_of(values[i])));
    }
    priors.mean[d] = std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
    priors.median[d] = compute_quantile(column, 0.5);
    priors.level[d] = static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  }
  return priors;
}

SplitPrevalence measure_prevalence(const std::string& split, const std::vector<uint8_t>& labels,
                                   const std::vector<int32_t>& images, int64_t num_categories) {
  AFFEKT_CHECK(!images.empty() && images.size() * static_cast<size_t>(num_categories) == labels.size(),
               "labels are not [N, K]");
  SplitPrevalence measured;
  measured.split = split;
  measured.num_people = static_cast<int64_t>(images.size());
  measured.num_images = static_cast<int64_t>(std::set<int32_t>(images.begin(), images.end()).size());
  measured.prevalence = share_of_each(labels, num_categories);
  measured.categories_per_person =
      std::accumulate(measured.prevalence.begin(), measured.prevalence.end(), 0.0);
  return measured;
}

}  // namespace affekt
