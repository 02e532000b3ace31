// A ranker that never names what the stream has just played.
#pragma once

#include <memory>

#include "next_song/song_ranker.h"

namespace affekt {

/// Radio does not repeat a song for hours, and few playlists hold one twice: a method that leaves out what
/// was just played ranks better. The songs of the last `num_left_out` plays get 0, no opinion; the name
/// stays.
/// @param num_left_out  0: the ranker as it is
std::unique_ptr<SongRanker> leave_out_recent_plays(std::unique_ptr<SongRanker> ranker, int64_t num_left_out);

}  // namespace affekt
