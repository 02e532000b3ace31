#include "metrics/differences/recall_difference.h"

#include <limits>
#include <string>

#include "core/error.h"

namespace affekt {
namespace {

struct RecallTerms {
  int32_t label;
  int32_t gain;  // right in the second minus right in the first: -1, 0 or 1
};

}  // namespace

ScoresWithIntervals compare_recalls(const std::vector<int32_t>& labels,
                                    const std::vector<uint8_t>& first_right,
                                    const std::vector<uint8_t>& second_right, int num_classes,
                                    const BootstrapOptions& options) {
  AFFEKT_CHECK(labels.size() == first_right.size() && labels.size() == second_right.size(),
               "both must be answers to the same samples");
  std::vector<RecallTerms> terms;
  terms.reserve(labels.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    AFFEKT_CHECK(labels[i] >= 0 && labels[i] < num_classes, "label " + std::to_string(labels[i]));
    terms.push_back({labels[i], (second_right[i] != 0 ? 1 : 0) - (first_right[i] != 0 ? 1 : 0)});
  }
  const auto score = [&](const std::vector<int32_t>& draws, double* scores) {
    std::vector<int64_t> counts(static_cast<size_t>(num_classes)), gains(counts.size());
    for (const int32_t draw : draws) {
      const RecallTerms& sample = terms[static_cast<size_t>(draw)];
      ++counts[static_cast<size_t>(sample.label)];
      gains[static_cast<size_t>(sample.label)] += sample.gain;
    }
    for (size_t k = 0; k < counts.size(); ++k)
      scores[k] = counts[k] > 0 ? static_cast<double>(gains[k]) / static_cast<double>(counts[k])
                                : std::numeric_limits<double>::quiet_NaN();
  };
  return score_with_intervals(static_cast<int64_t>(labels.size()), num_classes, score, options);
}

}  // namespace affekt
