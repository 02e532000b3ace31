// From streams to sessions: rare songs and short sessions are left out, streams are cut at long pauses.
#pragma once

#include <nlohmann/json.hpp>

#include "config/experiment_config.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// `streams` has one sequence a stream (order_streams). In this order, each counted in `counts`:
/// - Plays of songs with fewer than min_song_plays plays in all streams together are left out
///   (songs_too_rare, plays_of_rare_songs).
/// - With times, a pause of more than session_gap_minutes from one play to the next begins a new session
///   (sessions). Without times a stream is one session.
/// - Sessions of fewer than min_session_plays plays are left out (sessions_too_short,
/// plays_of_short_sessions),
///   and streams of which nothing stays (streams_left_out).
ListeningSequences cut_into_sessions(const ListeningDataConfig& config, const ListeningSequences& streams,
                                     nlohmann::json& counts);

/// Cuts the sequences of the split train into pieces of `session_plays` plays, the last one shorter; 0: does
/// nothing. Afterwards, since the audit looks at whole sessions.
ListeningSequences cut_training_sequences(ListeningSequences sequences, int64_t session_plays);

}  // namespace affekt
