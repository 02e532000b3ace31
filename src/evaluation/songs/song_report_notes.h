// What a reader must know of a clustering of songs before believing its scores, in plain words.
#pragma once

#include <nlohmann/json.hpp>

namespace affekt {

/// @param report  everything else of report.json of a clustering of songs
/// @return        as NoteList::take
nlohmann::json make_song_report_notes(const nlohmann::json& report);

}  // namespace affekt
