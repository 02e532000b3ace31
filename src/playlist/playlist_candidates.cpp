#include "playlist/playlist_candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "config/nearest_key.h"
#include "core/text/count_text.h"
#include "ingest/sources/songs/song_text.h"
#include "playlist/song_index.h"

namespace affekt {
namespace {

using Names = std::unordered_set<std::string>;

/// The names of a song that a profile may use: its id, or "artist - title".
std::string make_dashed_key(const std::string& artist, const std::string& title) {
  return make_name_key(artist + " - " + title);
}

/// What a listener says of songs, as keys to look up.
struct TasteKeys {
  Names artists, genres, ids, names;

  explicit TasteKeys(const ListenerTaste& taste) {
    for (const std::string& artist : taste.artists) artists.insert(make_name_key(artist));
    for (const std::string& genre : taste.genres) genres.insert(make_name_key(genre));
    for (const std::string& song : taste.songs) {
      ids.insert(std::string(strip_spotify_prefix(song)));
      names.insert(make_name_key(song));
    }
  }
};

bool has_any(const Names& names, const std::vector<std::string>& words) {
  return !names.empty() &&
         std::any_of(words.begin(), words.end(), [&](const auto& word) { return names.count(word) > 0; });
}

/// An artist of the library, who may be several: "Simon, Destiny's Child".
std::vector<std::string> split_artists(const std::string& name) {
  std::vector<std::string> names = {name};
  if (name.find(", ") == std::string::npos) return names;
  for (size_t begin = 0; begin <= name.size();) {
    const size_t end = std::min(name.find(", ", begin), name.size());
    names.push_back(name.substr(begin, end - begin));
    begin = end + 2;
  }
  return names;
}

/// What a taste says of each artist of the library.
struct ArtistTaste {
  std::vector<bool> by_name, by_genre;

  ArtistTaste(const SongLibrary& library, const SongDetails& details, const TasteKeys& keys) {
    for (size_t a = 0; a < library.artist_names.size(); ++a) {
      by_name.push_back(!keys.artists.empty() &&
                        has_any(keys.artists, split_artists(library.artist_names[a])));
      by_genre.push_back(has_any(keys.genres, details.genres[a]));
    }
  }
};

bool has_song(const TasteKeys& keys, const SongLibrary& library, size_t row) {
  if (keys.ids.empty()) return false;
  return keys.ids.count(library.ids[row]) > 0 ||
         keys.names.count(make_dashed_key(library.artists[row], library.titles[row])) > 0;
}

constexpr size_t kMostExplained = 3;  // names of one list

void note_further(size_t num_unknown, const std::string& what, std::vector<std::string>& notes) {
  if (num_unknown > kMostExplained)
    notes.push_back(fmt::format("and {} further {}", num_unknown - kMostExplained, what));
}

/// Names of the profile that no song has: a misspelt one would do nothing in silence.
void note_unknown(const SongLibrary& library, const SongDetails& details, const ListenerTaste& taste,
                  const char* which, std::vector<std::string>& notes) {
  Names artists, genres;
  for (const std::string& name : library.artist_names)
    for (std::string& one : split_artists(name)) artists.insert(std::move(one));
  for (const auto& list : details.genres) genres.insert(list.begin(), list.end());
  const auto note = [&](const char* what, const std::vector<std::string>& names, const Names& known) {
    // To look for the nearest of many thousand names takes long: a few are explained, the rest is counted.
    const std::vector<std::string> words(known.begin(), known.end());
    size_t num_unknown = 0;
    for (const std::string& name : names) {
      if (known.count(make_name_key(name)) > 0 || ++num_unknown > kMostExplained) continue;
      notes.push_back(fmt::format("no song of {} has the {} {} \"{}\" of the profile{}", library.name, which,
                                  what, name, suggest_nearest(make_name_key(name), words)));
    }
    note_further(num_unknown, fmt::format("{} {}s of the profile that no song has", which, what), notes);
  };
  note("artist", taste.artists, artists);
  note("genre", taste.genres, genres);
}

void note_unknown_songs(const SongLibrary& library, const ListenerTaste& taste, const char* which,
                        std::vector<std::string>& notes) {
  if (taste.songs.empty()) return;
  Names known;
  for (size_t i = 0; i < library.ids.size(); ++i) {
    known.insert(library.ids[i]);
    known.insert(make_dashed_key(library.artists[i], library.titles[i]));
  }
  size_t num_unknown = 0;
  for (const std::string& song : taste.songs) {
    if (known.count(std::string(strip_spotify_prefix(song))) == 0 && known.count(make_name_key(song)) == 0 &&
        ++num_unknown <= kMostExplained)
      notes.push_back(
          fmt::format("{} has no song \"{}\", which the profile has as {}; expected a Spotify id or "
                      "\"artist - title\"",
                      library.name, song, which));
  }
  note_further(num_unknown, fmt::format("{} songs of the profile that are not there", which), notes);
}

}  // namespace

PlaylistCandidates find_candidates(const SongLibrary& library, const SongDetails& details,
                                   const ListenerProfile& profile) {
  const TasteKeys liked(profile.like), disliked(profile.dislike);
  const ArtistTaste liked_artists(library, details, liked), disliked_artists(library, details, disliked);
  const auto num_songs = static_cast<size_t>(library.num_songs());
  PlaylistCandidates found;
  found.is_candidate = std::vector<bool>(num_songs, false);
  found.liked = std::vector<const char*>(num_songs, "");
  int64_t num_with_language = 0;
  for (size_t i = 0; i < num_songs; ++i) {
    const auto artist = static_cast<size_t>(library.artist_of[i]);
    const auto& languages = details.languages[artist];
    num_with_language += languages.empty() ? 0 : 1;
    const auto leaves_out = [&]() -> int64_t* {
      LeftOutSongs& out = found.left_out;
      if (disliked_artists.by_name[artist] || disliked_artists.by_genre[artist] ||
          has_song(disliked, library, i))
        return &out.disliked;
      if (!profile.languages.empty()) {
        if (languages.empty()) return &out.language_unknown;
        const bool is_wanted = std::any_of(languages.begin(), languages.end(), [&](const auto& language) {
          return std::find(profile.languages.begin(), profile.languages.end(), language) !=
                 profile.languages.end();
        });
        if (!is_wanted) return &out.language;
      }
      if (!profile.decades.empty()) {
        const int32_t year = details.years[i];
        if (year == 0) return &out.decade_unknown;
        const bool is_wanted =
            std::any_of(profile.decades.begin(), profile.decades.end(),
                        [&](int64_t decade) { return year >= decade && year < decade + 10; });
        if (!is_wanted) return &out.decade;
      }
      if (profile.explicit_lyrics == "avoid" && details.explicit_lyrics[i] == 1) return &out.explicit_lyrics;
      return nullptr;
    };
    if (int64_t* const count = leaves_out()) {
      ++*count;
      continue;
    }
    found.is_candidate[i] = true;
    ++found.num_candidates;
    found.liked[i] = has_song(liked, library, i)      ? "song"
                     : liked_artists.by_name[artist]  ? "artist"
                     : liked_artists.by_genre[artist] ? "genre"
                                                      : "";
  }
  found.language_known = static_cast<double>(num_with_language) / static_cast<double>(num_songs);
  if (profile.explicit_lyrics == "avoid") {
    const auto num_unknown = std::count(details.explicit_lyrics.begin(), details.explicit_lyrics.end(), -1);
    if (num_unknown > 0)
      found.notes.push_back(
          fmt::format("of {} of the {} songs it is not known whether their lyrics are explicit, and they are "
                      "not left out; "
                      "a catalogue with the column explicit tells (--catalogue)",
                      format_count(num_unknown), format_count(library.num_songs())));
  }
  const auto note = [&](const ListenerTaste& taste, const char* which) {
    if (!taste.artists.empty() || !taste.genres.empty())
      note_unknown(library, details, taste, which, found.notes);
    note_unknown_songs(library, taste, which, found.notes);
  };
  note(profile.like, "liked");
  note(profile.dislike, "disliked");
  return found;
}

}  // namespace affekt
