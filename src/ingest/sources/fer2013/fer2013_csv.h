// FER2013 as one CSV file: columns emotion (0..6), pixels (2,304 numbers 0..255) and Usage, in any order.
#pragma once

#include <filesystem>
#include <memory>

#include "ingest/sources/source.h"

namespace affekt {

/// Samples come in file order. Bad samples, each as "fer2013.csv:LINE": wrong number of fields or pixels, a
/// pixel outside 0..255 or no number, an emotion outside 0..6, an unknown Usage. `read` throws DataError if
/// the file is empty or its header names other columns.
std::unique_ptr<Source> open_fer2013_csv(const std::filesystem::path& file);

}  // namespace affekt
