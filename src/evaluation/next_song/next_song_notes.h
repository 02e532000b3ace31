// What a reader must know before believing the scores of a next-song model, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace affekt {

/// @param facts  everything else of report.json  @return  as NoteList::take; a baseline that is better stands
/// first
nlohmann::json make_next_song_notes(const nlohmann::json& facts);

}  // namespace affekt
