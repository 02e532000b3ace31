#include "spotify/playlist_file.h"

#include "core/error.h"
#include "core/files/json_file.h"
#include "core/text/lower_case.h"
#include "core/text/text.h"
#include "ingest/sources/songs/song_text.h"
#include "playlist/song_library.h"
#include "spotify/outside_fields.h"

namespace affekt {
namespace {

using nlohmann::json;

/// "": the text holds no id of Spotify's, but perhaps one of a catalogue of its own.
std::string keep_spotify_id(const std::string& text) {
  std::string id(strip_spotify_prefix(text));
  return spotify_link(id).empty() ? "" : id;
}

NamedSongs read_own_json(const OutsideFields& document) {
  NamedSongs named{document.text_or_empty("title"), {}};
  for (const OutsideFields& song : document.objects("songs"))
    named.songs.push_back({keep_spotify_id(song.text_or_empty("id")), song.text_or_empty("artist"),
                           song.text_or_empty("title")});
  return named;
}

NamedSongs read_jspf(const OutsideFields& playlist) {
  NamedSongs named{playlist.text_or_empty("title"), {}};
  for (const OutsideFields& track : playlist.objects("track")) {
    PlayedTrack song{"", track.text_or_empty("creator"), track.text_or_empty("title")};
    for (const char* key : {"identifier", "location"})
      for (const std::string& name : track.texts_or_none(key))
        if (song.id.empty()) song.id = keep_spotify_id(name);
    named.songs.push_back(std::move(song));
  }
  return named;
}

}  // namespace

bool names_song_file(const std::string& text) {
  const std::string extension = lower_extension(text);
  std::error_code ignored;
  return std::filesystem::exists(text, ignored) || extension == ".json" || extension == ".jspf" ||
         extension == ".csv";
}

NamedSongs read_named_songs(const std::filesystem::path& path) {
  const std::string name = to_valid_utf8(path.string());
  if (!std::filesystem::exists(path)) throw DataError(name + ": there is no such file");
  NamedSongs named;
  if (lower_extension(path) == ".csv") {
    named.songs = read_play_history(path);
    for (PlayedTrack& song : named.songs) song.id = keep_spotify_id(song.id);
  } else {
    const json document = read_json_object(path);
    if (document.contains("songs")) {
      named = read_own_json({document, name});
    } else if (document.contains("playlist")) {
      named = read_jspf(OutsideFields(document, name).object("playlist"));
    } else {
      throw DataError(
          name +
          ": expected a playlist as `affekt recommend --format json`, jspf or csv writes it (the name of "
          "a CSV file ends in .csv)");
    }
  }
  if (named.songs.empty()) throw DataError(name + ": there is no song in it");
  return named;
}

}  // namespace affekt
