#include "spotify/save_playlist.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "core/error.h"
#include "core/process/progress.h"
#include "core/text/count_text.h"
#include "spotify/find_songs.h"

namespace affekt {
namespace {

std::vector<std::string> find_ids(SpotifyApi& api, const std::vector<PlayedTrack>& songs,
                                  std::vector<std::string>& not_found) {
  std::vector<std::string> ids;
  ProgressBar progress("finding songs", static_cast<int64_t>(songs.size()), "songs");
  for (const PlayedTrack& song : songs) {
    if (!song.id.empty()) {
      ids.push_back(song.id);
    } else if (const std::optional<SpotifyTrack> track = find_track(api, song)) {
      ids.push_back(track->id);
    } else {
      not_found.push_back(name_song(song));
    }
    progress.advance();
  }
  if (ids.empty())
    throw DataError(fmt::format("Spotify has none of these {} under its artist and title; nothing was made",
                                count_of(static_cast<int64_t>(songs.size()), "song")));
  return ids;
}

/// Takes out those that the playlist has. @return how many
int64_t leave_out_known(SpotifyApi& api, const std::string& playlist, std::vector<std::string>& ids) {
  std::unordered_set<std::string> known;
  for (const SpotifyTrack& track : api.list_tracks(playlist).tracks) known.insert(track.id);
  const size_t before = ids.size();
  ids.erase(
      std::remove_if(ids.begin(), ids.end(), [&](const std::string& id) { return known.count(id) > 0; }),
      ids.end());
  return static_cast<int64_t>(before - ids.size());
}

[[noreturn]] void rethrow(const Error& error, const std::string& how_to_go_on) {
  const std::string message = std::string(error.what()) + "\n" + how_to_go_on;
  if (error.code() == ExitCode::kInterrupted) throw Interrupted(message);
  throw DataError(message);
}

std::string create(SpotifyApi& api, const SavePlaylistOptions& options) try {
  return api.create_playlist(options.name, options.is_public);
} catch (const Error& error) {
  if (!api.may_have_changed()) throw;
  rethrow(error, fmt::format("Whether the playlist was made is not known: {} tells. If it is there, add the "
                             "songs: {} --into ID",
                             options.list, options.resume));
}

void add_songs(SpotifyApi& api, const std::vector<std::string>& ids, const SavePlaylistOptions& options,
               SavedPlaylist& saved) try {
  for (size_t begin = 0; begin < ids.size(); begin += kMostAddedAtOnce) {
    const size_t end = std::min(begin + kMostAddedAtOnce, ids.size());
    api.add_tracks(saved.id, {ids.begin() + static_cast<std::ptrdiff_t>(begin),
                              ids.begin() + static_cast<std::ptrdiff_t>(end)});
    saved.num_added = static_cast<int64_t>(end);
  }
} catch (const Error& error) {
  rethrow(error, fmt::format("{} has {} of the {} to add{}. To add those that are missing: {} --into {}",
                             playlist_link(saved.id), saved.num_added,
                             count_of(static_cast<int64_t>(ids.size()), "song"),
                             api.may_have_changed() ? "; whether the next ones arrived is not known" : "",
                             options.resume, saved.id));
}

}  // namespace

SavedPlaylist save_playlist(SpotifyApi& api, const std::vector<PlayedTrack>& songs,
                            const SavePlaylistOptions& options) {
  SavedPlaylist saved;
  std::vector<std::string> ids = find_ids(api, songs, saved.not_found);
  saved.id = options.into;
  if (saved.id.empty()) {
    saved.id = create(api, options);
  } else {
    saved.num_there = leave_out_known(api, saved.id, ids);
  }
  add_songs(api, ids, options, saved);
  return saved;
}

}  // namespace affekt
