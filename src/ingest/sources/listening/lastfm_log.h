// Last.fm's listening histories: lines `userid timestamp artid artname traid traname`, separated by tabs.
#pragma once

#include <filesystem>

#include "ingest/sources/listening/listening_log.h"

namespace affekt {

/// A stream is one user. A song's id is the track's MusicBrainz id, where there is one.
/// A line with another number of fields, no ISO time, no user, no artist or no title is a bad sample:
/// "userid-timestamp....tsv:LINE". A first line that names the columns is left out.
/// Source: Celma, "Music Recommendation and Discovery in the Long Tail", 2008 (Last.fm Dataset - 1K users).
/// @throws DataError: can't be read, empty, no text
ListeningLog read_lastfm_log(const std::filesystem::path& path);

}  // namespace affekt
