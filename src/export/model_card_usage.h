// The parts of a model card that depend on what the model takes: its limits, and code that runs it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/network.h"

namespace affekt {

/// Markdown list: what the model can't do and must not be used for.
std::string describe_limits(const InputShape& input);

/// Markdown: code that runs the model in Python, JavaScript and C++.
std::string describe_usage(const InputShape& input, const std::vector<std::string>& class_names);

}  // namespace affekt
