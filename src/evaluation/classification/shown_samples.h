// Which samples a report on a classifier shows: the answers that the model was surest of.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "evaluation/classification/prediction_table.h"

namespace affekt {

/// Wrong predictions, the most probable first; of equal ones the earlier. @return at most `limit` rows
std::vector<int64_t> find_worst_mistakes(const PredictionTable& table, int64_t limit);

/// Half of `wrong` (the larger half of an odd number), then of `right`, each in its order. Where there are
/// too few of the ones there are more of the others. @return at most `count`
std::vector<int64_t> mix_wrong_and_right(std::vector<int64_t> wrong, std::vector<int64_t> right,
                                         int64_t count);

/// What evaluate.saliency shows: half worst mistakes (the larger half of an odd number), then right
/// predictions, the most probable first. Where there are too few of the ones there are more of the others.
std::vector<int64_t> choose_saliency_rows(const PredictionTable& table, int64_t count);

/// [{row, source_id, label, prediction, probability, probability_of_label}]
nlohmann::json describe_samples(const PredictionTable& table, const std::vector<int64_t>& rows);

}  // namespace affekt
