// A person's own listening history as Spotify hands it out: Streaming_History_Audio_*.json and
// endsong_*.json.
#pragma once

#include <filesystem>
#include <vector>

#include "ingest/sources/listening/listening_log.h"

namespace affekt {

constexpr char kSpotifyStreamName[] = "listener";  // never the account's name

struct SpotifyOptions {
  double min_played_seconds = 30;  // data.listening.min_played_seconds
};

/// All files are one stream. Of a record only these are looked at: ts (when the play ended), ms_played,
/// master_metadata_track_name, master_metadata_album_artist_name, spotify_track_uri, reason_end, skipped,
/// shuffle. Everything else, ip_addr and username above all, is passed over as it is read.
///
/// Rules, each counted:
/// - Records with equal time, song and ms_played are one play: files overlap (repeated_plays).
/// - A record without a track (null) is a podcast, an audiobook or a video (plays_without_track).
/// - A play shorter than min_played_seconds that didn't end with its song (reason_end "trackdone") is left
/// out
///   (plays_too_short), and so is one of 0 ms.
/// - plays_skipped and plays_shuffled count those with these marks among the plays that are taken.
/// - A record that has a title and no artist or the reverse, no time, or no ms_played is a bad sample:
///   "endsong_0.json, record 17"; the reason quotes nothing of it.
///
/// @throws DataError: a file can't be read, is cut short or no JSON (json_events.h), or no list of records
ListeningLog read_spotify_history(const std::vector<std::filesystem::path>& files,
                                  const SpotifyOptions& options);

}  // namespace affekt
