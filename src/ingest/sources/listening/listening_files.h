// Where the files of a listening log are, and as what they are written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "ingest/sources/source_digest.h"

namespace affekt {

enum class ListeningLayout { kCsv, kLastfm, kPlaylistSlices, kSpotifyHistory };

/// As data.listening.layout names it: "csv", "lastfm", "mpd", "spotify".
std::string layout_name(ListeningLayout layout);
/// For people: "Last.fm's tab-separated lines".
std::string describe_layout(ListeningLayout layout);

struct ListeningFiles {
  ListeningLayout layout = ListeningLayout::kCsv;
  std::vector<std::filesystem::path> log;  // in the order in which they are read
  std::filesystem::path features;          // empty: none

  /// For the digest: the same files give the same one wherever they lie.
  std::vector<DigestFile> list() const;
};

/// data.path is a file, or a folder with
/// - csv      listening_sequences.csv, else the only CSV file with its columns
/// - lastfm   userid-timestamp-artid-artname-traid-traname.tsv, else the only .tsv file
/// - mpd      mpd.slice.*.json, in the folder itself or in its folder "data"
/// - spotify  Streaming_History_Audio_*.json and endsong_*.json, in the folder itself or in its folders
///            "Spotify Extended Streaming History" and "MyData"
/// @param config  its path is checked: check_data_path
/// @throws DataError: no such files, or those of several layouts with layout: auto
ListeningFiles find_listening_files(const DataConfig& config);

}  // namespace affekt
