// What no model at all would score on a split: always one class, guessing by prior, guessing evenly.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace affekt {

/// @param train_class_counts  [K], or empty when the train split is not known: then only "uniform" is there
/// @param split_class_counts  [K], sum > 0
/// @return {"majority": {"class", "accuracy", "macro_f1", "uar"}: always the train split's most common class
///                      of those that the split has samples of; "absent": [the more common ones that it
///                      lacks], if any. Not there if the split has samples of no class of the train split,
///          "prior":    {"accuracy", "uar", "log_loss"}: guesses drawn by the train split's class shares,
///          "uniform":  {"accuracy", "uar", "log_loss"}}; expected values, log loss of the shares themselves
nlohmann::json compute_baselines(const std::vector<int64_t>& train_class_counts,
                                 const std::vector<int64_t>& split_class_counts,
                                 const std::vector<std::string>& class_names);

}  // namespace affekt
