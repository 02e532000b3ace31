// The plays of a log by stream, each stream in order: what listening data are before anything is left out.
#pragma once

#include "ingest/sources/listening/listening_log.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// One sequence a stream, all in the split train; ListeningSequences::songs are the songs of
/// SongRegistry::find_songs.
///
/// Rules, each counted in `counts`:
/// - A stream that has more steps back in time than forward stands with its newest play first, and is turned
///   (streams_newest_first).
/// - Plays that are still out of order are sorted, those of equal time stay as they are
///   (plays_out_of_order: plays before their predecessor).
/// - With times, a song twice at one second in one stream is one play (repeated_plays; what is there already
/// is
///   added to).
/// - Streams without plays are left out (streams_without_plays, added to).
ListeningSequences order_streams(ListeningLog& log, nlohmann::json& counts);

}  // namespace affekt
