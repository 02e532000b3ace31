// Synthetic FER2013: drawn faces with the seven expressions, in the three spreads of the real set.
#pragma once

#include <filesystem>

#include "ingest/demo/demo_data.h"

namespace affekt {

/// Writes into an existing, empty folder. @return the number of images
/// @throws ConfigError: unknown layout, counts out of range; DataError
int64_t make_demo_fer2013(const std::filesystem::path& directory, const DemoDataOptions& options);

}  // namespace affekt
