// The one place that knows all data sets: to add one, add a line to the table in source_table.cpp.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "ingest/image_source.h"

namespace affekt {

/// @throws ConfigError: unknown name (the message lists the known ones) or empty path
/// @throws DataError: nothing at `path` (the message says how to bring the data), or no layout of this data
/// set
std::unique_ptr<ImageSource> open_source(const std::string& name, const std::filesystem::path& path);

}  // namespace affekt
