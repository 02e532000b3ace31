#include "playlist/playlist_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text/characters.h"
#include "core/text/count_text.h"
#include "core/text/csv.h"
#include "core/text/formula_guard.h"
#include "core/text/markup_text.h"
#include "core/text/shown_text.h"
#include "core/text/text.h"
#include "core/version.h"

namespace affekt {
namespace {

using nlohmann::ordered_json;

/// A song with its texts, as all formats need them.
struct ShownSong {
  const PlaylistSong* song;
  std::string id, artist, title, link, reason;

  std::string name() const {
    if (title.empty()) return artist.empty() ? id : artist + " - " + id;
    return artist.empty() ? title : artist + " - " + title;
  }
};

std::vector<ShownSong> list_songs(const SongLibrary& library, const Playlist& playlist) {
  std::vector<ShownSong> shown;
  for (const PlaylistSong& song : playlist.songs) {
    const auto row = static_cast<size_t>(song.song);
    shown.push_back({&song, to_valid_utf8(library.ids[row]), to_valid_utf8(library.artists[row]),
                     to_valid_utf8(library.titles[row]), spotify_link(library.ids[row]),
                     explain_song(library, song)});
  }
  return shown;
}

std::string pad(const std::string& text, size_t width) {
  const size_t length = count_characters(text);
  return text + std::string(width > length ? width - length : 0, ' ');
}

constexpr size_t kWidestCell = 44;  // bytes that a terminal bears

std::string render_table(const Playlist& playlist, const std::vector<ShownSong>& songs,
                         const PlaylistOrigin& origin) {
  std::vector<std::vector<std::string>> rows = {{"", "artist", "title", "why", "link"}};
  for (size_t i = 0; i < songs.size(); ++i)
    rows.push_back({std::to_string(i + 1), show_text(songs[i].artist, kWidestCell),
                    show_text(songs[i].title.empty() ? "(unnamed)" : songs[i].title, kWidestCell),
                    songs[i].reason, songs[i].link.empty() ? songs[i].id : songs[i].link});
  std::vector<size_t> widths(rows[0].size(), 0);
  for (const auto& row : rows)
    for (size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], count_characters(row[c]));
  std::string text = fmt::format("{} ({})\n", origin.title, origin.mood_source);
  for (const auto& row : rows) {
    for (size_t c = 0; c + 1 < row.size(); ++c) text += pad(row[c], widths[c]) + "  ";
    text += row.back() + "\n";
  }
  text += fmt::format("{} of {} to choose from", count_of(static_cast<int64_t>(songs.size()), "song"),
                      format_count(playlist.num_candidates));
  if (!origin.request.profile.languages.empty())
    text += fmt::format("; the language is known of {:.1f} % of the library", 100 * playlist.language_known);
  text += "\n";
  for (const std::string& note : playlist.notes) text += "note: " + to_valid_utf8(note) + "\n";
  return text;
}

ordered_json describe_point(AffectPoint point) {
  return {{"valence", point.valence}, {"arousal", point.arousal}};
}

std::string render_json(const SongLibrary& library, const Playlist& playlist,
                        const std::vector<ShownSong>& songs, const PlaylistOrigin& origin) {
  const PlaylistRequest& request = origin.request;
  ordered_json list = ordered_json::array();
  for (const ShownSong& shown : songs) {
    const PlaylistSong& song = *shown.song;
    ordered_json described = {{"id", shown.id}, {"artist", shown.artist}, {"title", shown.title}};
    described["link"] = shown.link.empty() ? ordered_json() : ordered_json(shown.link);
    described["cluster"] = {{"index", song.cluster},
                            {"label", library.labels[static_cast<size_t>(song.cluster)]}};
    described["target"] = describe_point(song.target);
    described["mood_distance"] = song.mood_distance;
    described["next_score"] = song.next_score ? ordered_json(*song.next_score) : ordered_json();
    described["preference"] = song.preference();
    described["liked"] = song.liked;
    described["score"] = song.score;
    described["reason"] = shown.reason;
    list.push_back(std::move(described));
  }
  const LeftOutSongs& out = playlist.left_out;
  const ordered_json document = {{"format", 1},
                                 {"title", origin.title},
                                 {"mood", describe_point(request.mood)},
                                 {"mood_source", origin.mood_source},
                                 {"policy", request.policy == MoodPolicy::kMatch ? "match" : "lift"},
                                 {"seed", request.seed},
                                 {"variety", request.variety},
                                 {"artist_gap", request.artist_gap},
                                 {"library",
                                  {{"name", library.name},
                                   {"songs", library.num_songs()},
                                   {"candidates", playlist.num_candidates},
                                   {"language_known", playlist.language_known},
                                   {"left_out",
                                    {{"disliked", out.disliked},
                                     {"language", out.language},
                                     {"language_unknown", out.language_unknown},
                                     {"decade", out.decade},
                                     {"decade_unknown", out.decade_unknown},
                                     {"explicit_lyrics", out.explicit_lyrics}}}}},
                                 {"songs", list},
                                 {"notes", playlist.notes},
                                 {"tool", "affekt " + tool_version()}};
  return to_json_text(document, 2) + "\n";
}

std::string quote_text(const std::string& text) {
  return quote_csv_field(with_formula_guard(text));
}

std::string render_csv(const SongLibrary& library, const std::vector<ShownSong>& songs) {
  std::string text =
      "position,id,artist,title,link,cluster,cluster_label,mood_distance,next_score,preference\n";
  for (size_t i = 0; i < songs.size(); ++i) {
    const PlaylistSong& song = *songs[i].song;
    text +=
        fmt::format("{},{},{},{},{},{},{},{:.6g},{},{:g}\n", i + 1, quote_text(songs[i].id),
                    quote_text(songs[i].artist), quote_text(songs[i].title), songs[i].link, song.cluster,
                    quote_csv_field(library.labels[static_cast<size_t>(song.cluster)]), song.mood_distance,
                    song.next_score ? fmt::format("{:.6g}", *song.next_score) : "", song.preference());
  }
  return text;
}

/// M3U is read line by line.
std::string render_m3u8(const std::vector<ShownSong>& songs, const PlaylistOrigin& origin) {
  std::string text = "#EXTM3U\n#PLAYLIST:" + replace_controls(origin.title) + "\n";
  for (const ShownSong& song : songs) {
    if (song.link.empty()) {
      text += "# without a link: " + replace_controls(song.name()) + "\n";
    } else {
      text += "#EXTINF:-1," + replace_controls(song.name()) + "\n" + song.link +
              "\n";  // -1: the length is unknown
    }
  }
  return text;
}

/// Characters that XML 1.0 can't hold, even escaped, become blanks.
std::string escape_xml(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; },
      ' ');
  for (const char* noncharacter : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})  // U+FFFE and U+FFFF
    for (size_t at = text.find(noncharacter); at != std::string::npos; at = text.find(noncharacter, at))
      text.replace(at, 3, " ");
  return escape_html(text);
}

std::string render_xspf(const std::vector<ShownSong>& songs, const PlaylistOrigin& origin) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n"
      "  <title>{}</title>\n  <annotation>{}</annotation>\n  <trackList>\n",
      escape_xml(origin.title), escape_xml(origin.mood_source));
  for (const ShownSong& song : songs) {
    text += "    <track>\n";
    if (!song.link.empty()) {
      text += fmt::format("      <location>{}</location>\n      <identifier>spotify:track:{}</identifier>\n",
                          song.link, song.id);
    }
    text += fmt::format("      <title>{}</title>\n", escape_xml(song.title.empty() ? song.id : song.title));
    if (!song.artist.empty()) text += fmt::format("      <creator>{}</creator>\n", escape_xml(song.artist));
    text += fmt::format("      <annotation>{}</annotation>\n    </track>\n", escape_xml(song.reason));
  }
  return text + "  </trackList>\n</playlist>\n";
}

std::string render_jspf(const std::vector<ShownSong>& songs, const PlaylistOrigin& origin) {
  ordered_json tracks = ordered_json::array();
  for (const ShownSong& song : songs) {
    ordered_json track = ordered_json::object();
    if (!song.link.empty()) {
      track["location"] = ordered_json::array({song.link});
      track["identifier"] = ordered_json::array({"spotify:track:" + song.id});
    }
    track["title"] = song.title.empty() ? song.id : song.title;
    if (!song.artist.empty()) track["creator"] = song.artist;
    track["annotation"] = song.reason;
    tracks.push_back(std::move(track));
  }
  const ordered_json document = {
      {"playlist", {{"title", origin.title}, {"annotation", origin.mood_source}, {"track", tracks}}}};
  return to_json_text(document, 2) + "\n";
}

}  // namespace

const std::vector<std::string>& playlist_formats() {
  static const std::vector<std::string> formats = {"table", "json", "csv", "m3u8", "xspf", "jspf"};
  return formats;
}

std::string render_playlist(const SongLibrary& library, const Playlist& playlist,
                            const PlaylistOrigin& origin, const std::string& format) {
  const std::vector<ShownSong> songs = list_songs(library, playlist);
  if (format == "table") return render_table(playlist, songs, origin);
  if (format == "json") return render_json(library, playlist, songs, origin);
  if (format == "csv") return render_csv(library, songs);
  if (format == "m3u8") return render_m3u8(songs, origin);
  if (format == "xspf") return render_xspf(songs, origin);
  AFFEKT_CHECK(format == "jspf", "an unknown format of playlists");
  return render_jspf(songs, origin);
}

}  // namespace affekt
