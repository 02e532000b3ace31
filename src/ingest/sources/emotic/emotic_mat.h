// EMOTIC's people out of the official Annotations.mat.
#pragma once

#include <filesystem>

#include "ingest/sources/emotic/emotic_people.h"

namespace affekt {

/// The struct arrays `train`, `val` and `test`, those that are there. Where a person has combined_categories
/// and combined_continuous (val and test: the union, and the mean, over several annotators), they are taken;
/// else annotations_categories and annotations_continuous (train: one annotator). Of several annotators
/// without combined labels the union and the mean are taken.
/// @throws DataError: as MatFile; none of the three; another struct
EmoticLists read_emotic_mat(const std::filesystem::path& path);

}  // namespace affekt
