#include "ingest/sources/listening/listening_files.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/affix.h"
#include "core/text/lower_case.h"
#include "ingest/sources/listening/listening_csv.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct LayoutEntry {
  ListeningLayout layout;
  const char *name, *description, *files;
};

constexpr std::array<LayoutEntry, 4> kLayouts = {{
    {ListeningLayout::kCsv, "csv", "a CSV file of plays", "listening_sequences.csv"},
    {ListeningLayout::kLastfm, "lastfm", "Last.fm's tab-separated lines",
     "userid-timestamp-artid-artname-traid-traname.tsv"},
    {ListeningLayout::kPlaylistSlices, "mpd", "slices of the Million Playlist Dataset", "mpd.slice.*.json"},
    {ListeningLayout::kSpotifyHistory, "spotify", "a person's own history from Spotify",
     "Streaming_History_Audio_*.json or endsong_*.json"},
}};

const LayoutEntry& entry_of(ListeningLayout layout) {
  const auto found = std::find_if(kLayouts.begin(), kLayouts.end(),
                                  [&](const LayoutEntry& e) { return e.layout == layout; });
  AFFEKT_CHECK(found != kLayouts.end(), "no such layout");
  return *found;
}

bool is_slice(const std::string& name) {
  return begins_with(name, "mpd.slice.") && ends_with(name, ".json");
}

bool is_history(const std::string& name) {
  return (begins_with(name, "Streaming_History_Audio_") || begins_with(name, "endsong")) &&
         ends_with(name, ".json");
}

/// Spotify's account data of the last year: no ids, no way to tell a skipped play.
bool is_short_history(const std::string& name) {
  return (begins_with(name, "StreamingHistory") && ends_with(name, ".json"));
}

/// The regular files of a folder whose names are wanted, sorted by name; none, where there is no such folder.
template <class IsWanted>
std::vector<fs::path> list_folder(const fs::path& folder, const IsWanted& is_wanted) {
  std::vector<fs::path> files;
  std::error_code missing, ignored;
  for (const auto& entry : fs::directory_iterator(folder, missing))
    if (entry.is_regular_file(ignored) && is_wanted(entry.path().filename().string()))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Of "mpd.slice.1000-1999.json" 1000, so that the slices are read in their order.
int64_t first_playlist_of(const fs::path& slice) {
  const std::string name = slice.filename().string();
  constexpr size_t kBegin = sizeof("mpd.slice.") - 1;
  int64_t number = 0;
  std::from_chars(name.data() + std::min(kBegin, name.size()), name.data() + name.size(), number);
  return number;
}

std::vector<fs::path> find_slices(const fs::path& folder) {
  std::vector<fs::path> slices = list_folder(folder, is_slice);
  if (slices.empty()) slices = list_folder(folder / "data", is_slice);
  std::stable_sort(slices.begin(), slices.end(), [](const fs::path& a, const fs::path& b) {
    return first_playlist_of(a) < first_playlist_of(b);
  });
  return slices;
}

std::vector<fs::path> find_histories(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::path& place : {folder, folder / "Spotify Extended Streaming History", folder / "MyData"}) {
    const std::vector<fs::path> found = list_folder(place, is_history);
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

/// The file of the usual name, else all that could be meant.
std::vector<fs::path> find_usual_or_only(const fs::path& folder, const std::string& usual_name,
                                         const std::string& extension) {
  std::error_code ignored;
  if (fs::is_regular_file(folder / usual_name, ignored)) return {folder / usual_name};
  return list_folder(folder, [&](const std::string& name) { return lower_extension(name) == extension; });
}

std::vector<fs::path> find_in_folder(const fs::path& folder, ListeningLayout layout) {
  switch (layout) {
    case ListeningLayout::kCsv: {
      std::vector<fs::path> files = find_usual_or_only(folder, entry_of(layout).files, ".csv");
      const auto has_other_columns = [](const fs::path& file) {
        return !is_listening_header(read_csv_header(file));
      };
      if (files.size() > 1 || (files.size() == 1 && files[0].filename() != entry_of(layout).files))
        files.erase(std::remove_if(files.begin(), files.end(), has_other_columns), files.end());
      return files;
    }
    case ListeningLayout::kLastfm:
      return find_usual_or_only(folder, entry_of(layout).files, ".tsv");
    case ListeningLayout::kPlaylistSlices:
      return find_slices(folder);
    case ListeningLayout::kSpotifyHistory:
      return find_histories(folder);
  }
  AFFEKT_CHECK(false, "no such layout");
}

/// By its name alone. @return false: it can be none of them
bool guess_layout(const fs::path& file, ListeningLayout& layout) {
  const std::string name = file.filename().string(), extension = lower_extension(file);
  if (is_slice(name)) return layout = ListeningLayout::kPlaylistSlices, true;
  if (is_history(name)) return layout = ListeningLayout::kSpotifyHistory, true;
  if (extension == ".csv") return layout = ListeningLayout::kCsv, true;
  if (extension == ".tsv") return layout = ListeningLayout::kLastfm, true;
  return false;
}

std::string list_layouts() {
  std::string text;
  for (const LayoutEntry& entry : kLayouts)
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", entry.files, entry.name);
  return text;
}

/// A folder in this one, or in one of those, with slices or histories; empty: none.
fs::path find_folder_below(const fs::path& folder, int depth = 2) {
  std::vector<fs::path> inner;
  std::error_code missing, ignored;
  for (const auto& entry : fs::directory_iterator(folder, missing))
    if (entry.is_directory(ignored)) inner.push_back(entry.path());
  std::sort(inner.begin(), inner.end());
  for (const fs::path& path : inner) {
    if (!find_histories(path).empty() || !find_slices(path).empty()) return path;
    const fs::path found = depth > 1 ? find_folder_below(path, depth - 1) : fs::path();
    if (!found.empty()) return found;
  }
  return {};
}

/// What a folder without the files may hold instead; "": nothing known.
std::string hint_at_other_place(const fs::path& folder) {
  const fs::path below = find_folder_below(folder);
  if (!below.empty()) return "; there are some in " + below.string() + ": set data.path to it";
  const bool has_short = !list_folder(folder, is_short_history).empty() ||
                         !list_folder(folder / "Spotify Account Data", is_short_history).empty() ||
                         !list_folder(folder / "MyData", is_short_history).empty();
  return has_short
             ? "; StreamingHistory*.json is Spotify's account data of one year: ask Spotify for the extended "
               "streaming history"
             : "";
}

void find_in_any_layout(const fs::path& folder, ListeningFiles& files) {
  std::string found;
  int num_found = 0;
  for (const LayoutEntry& entry : kLayouts) {
    std::vector<fs::path> log = find_in_folder(folder, entry.layout);
    if (log.empty()) continue;
    ++num_found;
    found += fmt::format("{}{}", found.empty() ? "" : ", ", entry.name);
    files.layout = entry.layout;
    files.log = std::move(log);
  }
  if (num_found > 1)
    throw DataError(
        fmt::format("data.path: the folder {} has logs of several layouts: {}; say which: --set "
                    "data.listening.layout=NAME",
                    folder.string(), found));
  if (num_found == 0)
    throw DataError(fmt::format("data.path: a listening log expected in the folder {}: {}; none got{}",
                                folder.string(), list_layouts(), hint_at_other_place(folder)));
}

void check_one_file(const fs::path& folder, const ListeningFiles& files) {
  const bool is_one = files.layout == ListeningLayout::kCsv || files.layout == ListeningLayout::kLastfm;
  if (!is_one || files.log.size() == 1) return;
  throw DataError(fmt::format(
      "data.path: one file expected in the folder {} ({}), {} got: {}, {}{}; name one of them",
      folder.string(), entry_of(files.layout).files, files.log.size(), files.log[0].filename().string(),
      files.log[1].filename().string(), files.log.size() > 2 ? " ..." : ""));
}

void find_in_place(const fs::path& path, const std::string& layout, ListeningFiles& files) {
  std::error_code ignored;
  const bool is_folder = fs::is_directory(path, ignored);
  if (layout == "auto") {
    if (is_folder) return find_in_any_layout(path, files);
    files.log = {path};
    if (!guess_layout(path, files.layout))
      throw DataError(
          fmt::format("data.path: {}: can't tell from its name what it is; say it: --set "
                      "data.listening.layout=NAME, one of csv, lastfm, mpd, spotify",
                      path.string()));
    return;
  }
  const auto entry = std::find_if(kLayouts.begin(), kLayouts.end(),
                                  [&](const LayoutEntry& candidate) { return layout == candidate.name; });
  if (entry == kLayouts.end())
    throw ConfigError("data.listening.layout: auto, csv, lastfm, mpd or spotify expected, '" + layout +
                      "' got");
  files.layout = entry->layout;
  files.log = is_folder ? find_in_folder(path, files.layout) : std::vector<fs::path>{path};
  if (files.log.empty())
    throw DataError(fmt::format("data.path: {} expected in the folder {}, none got{}", entry->files,
                                path.string(), hint_at_other_place(path)));
}

}  // namespace

std::string layout_name(ListeningLayout layout) {
  return entry_of(layout).name;
}

std::string describe_layout(ListeningLayout layout) {
  return entry_of(layout).description;
}

std::vector<DigestFile> ListeningFiles::list() const {
  std::vector<DigestFile> files;
  for (const fs::path& file : log) files.push_back({"log/" + file.filename().string(), file});
  if (!features.empty()) files.push_back({"features/" + features.filename().string(), features});
  return files;
}

ListeningFiles find_listening_files(const DataConfig& config) {
  ListeningFiles files;
  find_in_place(config.path, config.listening.layout, files);
  check_one_file(config.path, files);
  if (!config.listening.part.empty() && files.layout != ListeningLayout::kCsv)
    throw ConfigError(
        fmt::format("data.listening.part: \"\" expected with {}, which has no parts, \"{}\" got",
                    describe_layout(files.layout), config.listening.part));
  files.features = config.listening.features_path;
  std::error_code ignored;
  if (!files.features.empty() && !fs::is_regular_file(files.features, ignored))
    throw DataError(fmt::format(
        "data.listening.features_path: a CSV file expected, there is {} at {}; set the key, or "
        "do without: --set 'data.listening.features_path=\"\"'",
        fs::is_directory(files.features, ignored) ? "a folder" : "nothing", files.features.string()));
  return files;
}

}  // namespace affekt
