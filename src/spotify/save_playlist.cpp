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

/// @param num_added  of num_all, for certain; the next hundred may be there too
[[noreturn]] void tell_how_to_go_on(const Error& error, const SavedPlaylist& saved, size_t num_all,
                                    const SavePlaylistOptions& options) {
  const std::string message = fmt::format(
      "{}\n{} has {} of the {} to add; whether the next ones arrived is not known. To add those that are "
      "missing: {} --into {}",
      error.what(), playlist_link(saved.id), saved.num_added, count_of(static_cast<int64_t>(num_all), "song"),
      options.resume, saved.id);
  if (error.code() == ExitCode::kInterrupted) throw Interrupted(message);
  throw DataError(message);
}

}  // namespace

SavedPlaylist save_playlist(SpotifyApi& api, const std::vector<PlayedTrack>& songs,
                            const SavePlaylistOptions& options) {
  SavedPlaylist saved;
  std::vector<std::string> ids = find_ids(api, songs, saved.not_found);
  saved.id = options.into;
  if (saved.id.empty()) {
    saved.id = api.create_playlist(options.name, options.is_public);
  } else {
    saved.num_there = leave_out_known(api, saved.id, ids);
  }
  try {
    for (size_t begin = 0; begin < ids.size(); begin += kMostAddedAtOnce) {
      const size_t end = std::min(begin + kMostAddedAtOnce, ids.size());
      api.add_tracks(saved.id, {ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                ids.begin() + static_cast<std::ptrdiff_t>(end)});
      saved.num_added = static_cast<int64_t>(end);
    }
  } catch (const Error& error) {
    tell_how_to_go_on(error, saved, ids.size(), options);
  }
  return saved;
}

}  // namespace affekt
