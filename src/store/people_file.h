// A prepared file of people in their surroundings: its kind, the names of its row tensors, its splits.
#pragma once

#include <filesystem>

#include "store/samples.h"

namespace affekt {

constexpr char kPeopleKind[] = "people";

// What the rows hold is described in ingest/prepare_emotic.h. The first two also name what networks take.
constexpr char kBodyTensor[] = "body", kContextTensor[] = "context", kCategoriesTensor[] = "categories",
               kValuesTensor[] = "values", kImageIndexTensor[] = "image";

/// Without reading the rows. @throws DataError: no prepared file of people
SplitCounts count_people(const std::filesystem::path& path);

}  // namespace affekt
