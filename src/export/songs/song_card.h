// The model card of a clustering of songs.
#pragma once

#include <string>

#include "export/export_plan.h"
#include "export/songs/song_metadata.h"

namespace affekt {

ModelCard make_song_card(const SongExport& songs, const ExportResult& result);

/// Its parts that say what not to expect of the model, as a Markdown list, and how to run it: code in Python,
/// JavaScript and C++, which reads the emotion policy if there is one.
std::string describe_song_limits(const SongModel& model);
std::string describe_song_usage(const SongModel& model);

}  // namespace affekt
