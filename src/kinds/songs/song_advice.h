// What to change in the config where a catalogue can't be clustered as it says: changes that have been tried.
#pragma once

#include <string>

#include "config/experiment_config.h"
#include "store/song_catalogue.h"

namespace affekt {

/// The least change of data.on_bad_sample, model.features.missing, scaling and columns with which
/// make_song_points succeeds, and, if there is one, check_clustering too.
/// @return  behind the fault: "\nThis works: model.features.missing: median", with what check_clustering asks
///          for beside it; "": nothing of that kind helps
std::string advise_on_points(const ExperimentConfig& config, const SongCatalogue& catalogue);

}  // namespace affekt
