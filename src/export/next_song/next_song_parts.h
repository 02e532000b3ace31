// Which of a run's methods is exported.
#pragma once

#include "export/next_song/plan_next_song.h"
#include "runs/next_song_model.h"
#include "store/listening/listening_data.h"

namespace affekt {

struct ChosenParts {
  NextSongParts parts;
  bool is_reported = true;  // it is the method that the report is about
};

/// The method with the best score on the validation split ("network", "ensemble", or a simple method's name);
/// where it has no graph, the next one, with a warning. Without scores it is the network.
/// @throws ArtifactError: what was tuned beside the network is damaged; Interrupted
ChosenParts choose_parts(const NextSongModel& model, const ListeningData& data);

}  // namespace affekt
