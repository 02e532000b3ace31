// A JSON file that may be missing or damaged.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace affekt {

/// The object in the file; null if there is no such file or no JSON object in it.
nlohmann::json read_json_object(const std::filesystem::path& path);

}  // namespace affekt
