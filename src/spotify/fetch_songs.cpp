#include "spotify/fetch_songs.h"

#include <optional>
#include <unordered_map>

#include "core/process/progress.h"
#include "core/text/csv.h"
#include "core/text/text.h"
#include "spotify/find_songs.h"

namespace affekt {
namespace {

void add_genres(SpotifyApi& api, FetchedSongs& fetched) {
  std::unordered_map<std::string, std::vector<std::string>> genres_of;
  fetched.genres = std::vector<std::vector<std::string>>(fetched.tracks.size());
  if (fetched.tracks.empty()) return;
  ProgressBar progress("genres of artists", static_cast<int64_t>(fetched.tracks.size()), "songs");
  for (size_t i = 0; i < fetched.tracks.size(); ++i) {
    progress.advance();
    const std::vector<SpotifyArtist>& artists = fetched.tracks[i].artists;
    if (artists.empty() || artists.front().id.empty()) continue;
    const auto [known, is_new] = genres_of.try_emplace(artists.front().id);
    if (is_new) {
      known->second = api.list_genres(artists.front().id);
      ++fetched.num_artists;
      fetched.num_with_genres += known->second.empty() ? 0 : 1;
    }
    fetched.genres[i] = known->second;
  }
}

std::string join_genres(const std::vector<std::string>& genres) {
  std::string joined;
  for (const std::string& genre : genres) joined += (joined.empty() ? "" : "; ") + genre;
  return joined;
}

}  // namespace

FetchedSongs fetch_playlist(SpotifyApi& api, const std::string& playlist_id) {
  FetchedSongs fetched;
  PlaylistTracks listed = api.list_tracks(playlist_id);
  fetched.tracks = std::move(listed.tracks);
  fetched.num_left_out = listed.num_left_out;
  add_genres(api, fetched);
  return fetched;
}

FetchedSongs fetch_named_songs(SpotifyApi& api, const std::vector<PlayedTrack>& songs) {
  FetchedSongs fetched;
  ProgressBar progress("finding songs", static_cast<int64_t>(songs.size()), "songs");
  for (const PlayedTrack& song : songs) {
    std::optional<SpotifyTrack> track = song.id.empty() ? find_track(api, song) : api.read_track(song.id);
    if (track) {
      fetched.tracks.push_back(std::move(*track));
    } else {
      fetched.not_found.push_back(name_song(song));
    }
    progress.advance();
  }
  progress.finish();
  add_genres(api, fetched);
  return fetched;
}

std::string render_song_csv(const FetchedSongs& songs) {
  std::string text = "id,artist,title,artist_genres,release_date,explicit,added_at\n";
  for (size_t i = 0; i < songs.tracks.size(); ++i) {
    const SpotifyTrack& track = songs.tracks[i];
    const std::optional<bool>& is_explicit = track.explicit_lyrics;
    text += track.id + ',' + quote_csv_field(to_valid_utf8(track.artist_names())) + ',' +
            quote_csv_field(to_valid_utf8(track.title)) + ',' +
            quote_csv_field(to_valid_utf8(join_genres(songs.genres[i]))) + ',' +
            quote_csv_field(to_valid_utf8(track.release_date)) + ',' +
            (is_explicit ? (*is_explicit ? "true" : "false") : "") + ',' +
            quote_csv_field(to_valid_utf8(track.added_at)) + '\n';
  }
  return text;
}

}  // namespace affekt
