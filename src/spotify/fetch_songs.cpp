#include "spotify/fetch_songs.h"

#include <optional>
#include <unordered_map>

#include "core/error.h"
#include "core/process/progress.h"
#include "core/text/count_text.h"
#include "core/text/csv.h"
#include "core/text/formula_guard.h"
#include "core/text/text.h"
#include "spotify/find_songs.h"

namespace affekt {
namespace {

std::vector<std::string> ask_genres(SpotifyApi& api, const std::string& artist, FetchedSongs& fetched) {
  ++fetched.num_artists;
  if (!fetched.fault.empty()) {
    ++fetched.num_not_asked;
    return {};
  }
  try {
    std::vector<std::string> genres = api.list_genres(artist);
    fetched.num_with_genres += genres.empty() ? 0 : 1;
    return genres;
  } catch (const NotKnownToService&) {
    ++fetched.num_unknown;
  } catch (const DataError& error) {
    fetched.fault = error.what();
    ++fetched.num_not_asked;
  }
  return {};
}

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
    if (is_new) known->second = ask_genres(api, artists.front().id, fetched);
    fetched.genres[i] = known->second;
  }
}

std::string join_genres(const std::vector<std::string>& genres) {
  std::string joined;
  for (const std::string& genre : genres) joined += (joined.empty() ? "" : "; ") + genre;
  return joined;
}

std::string quote_text(const std::string& text) {
  return quote_csv_field(with_formula_guard(to_valid_utf8(text)));
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
    } else if (song.id.empty()) {
      fetched.not_found.push_back(name_song(song));
    } else {
      fetched.unknown_ids.push_back(song.id + " (" + name_song(song) + ")");
    }
    progress.advance();
  }
  progress.finish();
  add_genres(api, fetched);
  return fetched;
}

std::vector<std::string> list_gaps(const FetchedSongs& songs) {
  std::vector<std::string> gaps;
  if (!songs.not_found.empty()) gaps.push_back(list_not_found(songs.not_found));
  if (!songs.unknown_ids.empty()) gaps.push_back(list_unknown_ids(songs.unknown_ids));
  if (songs.num_unknown > 0)
    gaps.push_back(count_of(songs.num_unknown, "artist") +
                   " with an id that Spotify doesn't know (404): their songs are there, without genres");
  if (!songs.fault.empty())
    gaps.push_back(count_of(songs.num_not_asked, "artist") +
                   " without an answer: their songs are there, without genres; " + songs.fault);
  return gaps;
}

std::string render_song_csv(const FetchedSongs& songs) {
  std::string text = "id,artist,title,artist_genres,release_date,explicit,added_at\n";
  for (size_t i = 0; i < songs.tracks.size(); ++i) {
    const SpotifyTrack& track = songs.tracks[i];
    const std::optional<bool>& is_explicit = track.explicit_lyrics;
    text += track.id + ',' + quote_text(track.artist_names()) + ',' + quote_text(track.title) + ',' +
            quote_text(join_genres(songs.genres[i])) + ',' + quote_text(track.release_date) + ',' +
            (is_explicit ? (*is_explicit ? "true" : "false") : "") + ',' + quote_text(track.added_at) + '\n';
  }
  return text;
}

}  // namespace affekt
