// FER2013 as one CSV file: columns emotion (0..6), pixels (2,304 numbers 0..255) and Usage, in any order.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ingest/sources/source.h"

namespace affekt {

/// Samples come in file order. Bad samples, each as "fer2013.csv:LINE": wrong number of fields or pixels, a
/// pixel outside 0..255 or no number, an emotion outside 0..6, an unknown Usage. `read` throws DataError if
/// the file is empty, its header lacks a column or has it twice.
/// @param notes  of its layout, which `read` logs
std::unique_ptr<Source> open_fer2013_csv(const std::filesystem::path& file, std::vector<std::string> notes);

/// Whether a file's name ends in .csv, in any case.
bool is_csv_name(const std::filesystem::path& path);

/// "column Usage is missing", or "" if all are there. Case, blanks, '_' and '-' don't matter.
std::string describe_missing_fer2013_columns(const std::vector<std::string>& header);

}  // namespace affekt
