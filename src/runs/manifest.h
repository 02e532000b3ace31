// manifest.json: what made this run.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace affekt {

/// Tool version, git commit, library versions, host, processor, threads, kernels; the caller adds data and
/// seed.
nlohmann::json describe_environment();

}  // namespace affekt
