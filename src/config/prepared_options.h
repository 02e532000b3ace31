// What of `data` shapes a prepared file, as the file says it of itself: preparing writes it, and whoever is
// given a file holds it against a config.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/experiment_config.h"

namespace affekt {

/// All that the config alone decides. A file has more (the data set's name, its layout), and may lack what
/// its layout does not make use of.
nlohmann::json list_prepared_options(const DataConfig& config);

/// @param options  of a prepared file
/// @return  the first option of the config that the file was not prepared with, in words:
/// "data.split.test_fold is 3,
///          and the file was prepared with 1"; nothing: there is none
std::optional<std::string> find_other_option(const nlohmann::json& options, const DataConfig& config);

}  // namespace affekt
