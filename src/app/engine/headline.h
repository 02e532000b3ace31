// A report's score in a line, for the terminal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace affekt {

/// "accuracy 68.9 % (95 % interval 67.4 to 70.4) on 3589 samples of the validation split"
std::string describe_headline(const nlohmann::json& report);

}  // namespace affekt
