// Which songs of a library a listener's profile leaves, and which of them the listener likes.
#pragma once

#include <string>
#include <vector>

#include "playlist/compose_playlist.h"

namespace affekt {

struct PlaylistCandidates {
  std::vector<bool> is_candidate;  // [N]
  std::vector<const char*> liked;  // [N], "song", "artist", "genre", or "": nothing that is known
  int64_t num_candidates = 0;
  LeftOutSongs left_out;
  double language_known = 0;
  std::vector<std::string> notes;  // names of the profile that the library does not have
};

PlaylistCandidates find_candidates(const SongLibrary& library, const SongDetails& details,
                                   const ListenerProfile& profile);

}  // namespace affekt
