// Synthetic RAVDESS: voices that follow the emotion, with the official names and Actor_NN/ folders.
#pragma once

#include <filesystem>

#include "ingest/demo/demo_data.h"

namespace affekt {

/// Each actor speaks two statements in eight emotions, all but neutral in two intensities: 30 recordings for
/// a repetition, as in the real set. Actors come so that with five or more every fold of ravdess_5fold has
/// one. Writes into an existing, empty folder. @return the number of recordings
/// @throws ConfigError: unknown layout, counts out of range; DataError
int64_t make_demo_ravdess(const std::filesystem::path& directory, const DemoDataOptions& options);

}  // namespace affekt
