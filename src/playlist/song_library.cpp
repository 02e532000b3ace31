#include "playlist/song_library.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <unordered_map>

#include "affect/song_onnx.h"
#include "clustering/transform/song_rows.h"
#include "core/error.h"
#include "core/text/csv.h"
#include "core/text/text.h"
#include "exported/exported_model_path.h"
#include "exported/onnx_songs.h"
#include "inference/metadata_value.h"
#include "ingest/sources/songs/song_catalogue_source.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/text/csv_file.h"
#include "playlist/song_index.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr char kClustersCsv[] = "clusters.csv";
constexpr size_t kColumnsAlone = 5, kColumnsWithAffect = 7;

const std::vector<std::string>& clusters_columns() {
  static const std::vector<std::string> columns = {
      "id", "artist", "title", "cluster", "distance", "predicted_valence", "predicted_arousal"};
  return columns;
}

template <class Number>
bool parse_exactly(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

CsvFile open_clusters(const fs::path& path) {
  try {
    return CsvFile(path);
  } catch (const DataError& error) {  // a file of a run, not of a data set
    if (!fs::exists(path))
      throw ArtifactError(fmt::format(
          "{}: there is no such file, which names the songs. A baseline that is kept without its "
          "data lacks it: make your own run with `affekt run configs/songs_kmeans.yaml --out DIR`",
          path.string()));
    throw ArtifactError(error.what());
  }
}

void read_clusters(const fs::path& path, int64_t num_clusters, SongLibrary& library) {
  const CsvFile file = open_clusters(path);
  const std::vector<std::string>& columns = clusters_columns();
  const size_t num_columns = file.header().size();
  if ((num_columns != kColumnsAlone && num_columns != kColumnsWithAffect) ||
      !std::equal(file.header().begin(), file.header().end(), columns.begin()))
    throw ArtifactError(fmt::format("{}:1: expected the columns {}", path.string(), fmt::join(columns, ",")));
  library.has_predictions = num_columns == kColumnsWithAffect;
  const auto count = static_cast<size_t>(file.num_records());
  for (auto* texts : {&library.ids, &library.artists, &library.titles})
    *texts = std::vector<std::string>(count);  // each anew: to copy empty texts takes as long as to read them
  library.clusters = std::vector<int32_t>(count);
  library.places = std::vector<AffectPoint>(count);
  file.for_each_record(
      "songs", [&](int64_t record, const std::vector<std::string_view>& fields, const std::string& what) {
        const auto row = static_cast<size_t>(record);
        const auto refuse = [&](const std::string& fault) {
          throw ArtifactError(fmt::format("{}:{}: {}", path.string(), file.line(record), fault));
        };
        if (!what.empty()) refuse(what);
        library.ids[row] = unquote_csv_field(fields[0]);
        library.artists[row] = unquote_csv_field(fields[1]);
        library.titles[row] = unquote_csv_field(fields[2]);
        int32_t& cluster = library.clusters[row];
        if (!parse_exactly(fields[3], cluster) || cluster < 0 || cluster >= num_clusters)
          refuse(fmt::format("cluster \"{}\" is outside 0..{}, the clusters of the model",
                             shorten_text(fields[3], 20), num_clusters - 1));
        if (!library.has_predictions) return;
        AffectPoint& place = library.places[row];
        const bool is_right = parse_exactly(fields[5], place.valence) && std::isfinite(place.valence) &&
                              parse_exactly(fields[6], place.arousal) && std::isfinite(place.arousal);
        if (!is_right)
          refuse(
              fmt::format("predicted_valence and predicted_arousal: expected two numbers, got \"{}\" "
                          "and \"{}\"",
                          shorten_text(fields[5], 20), shorten_text(fields[6], 20)));
      });
  if (count == 0) throw ArtifactError(path.string() + ": it names no song");
}

/// Whether the model can place songs of a catalogue with these columns.
bool has_columns(const SongTable& songs, const std::vector<std::string>& columns) {
  return std::all_of(columns.begin(), columns.end(), [&](const std::string& column) {
    return std::find(songs.columns.begin(), songs.columns.end(), column) != songs.columns.end();
  });
}

/// Adds the songs of catalogues to those of the run.
class CatalogueAdder {
 public:
  CatalogueAdder(const OnnxModel& model, SongLibrary& library) : model_(model), library_(library) {
    for (size_t i = 0; i < library.ids.size(); ++i)
      index_.add(library.ids[i], library.artists[i], library.titles[i], static_cast<int64_t>(i));
  }

  void add(const fs::path& path) {
    if (!is_song_header(read_csv_header(path))) return;  // it only tells genres, or when songs came out
    const SongTable songs = read_song_csv(path).songs;
    if (!songs_) songs_ = std::make_unique<OnnxSongs>(model_, make_engine("opencv", model_));
    if (!has_columns(songs, songs_->info().columns)) return;
    const SongRows rows =
        select_song_rows(songs, {songs_->info().columns, songs_->info().missing, songs_->info().medians});
    const MatrixView features = rows.view();
    const SongPredictions answers = songs_->predict(features.data, features.num_rows);
    for (size_t i = 0; i < rows.rows.size(); ++i) {
      const auto row = static_cast<size_t>(rows.rows[i]);
      const std::string &id = songs.ids[row], &artist = songs.artists[row], &title = songs.titles[row];
      if (index_.find(id, artist, title) >= 0) continue;
      index_.add(id, artist, title, library_.num_songs());
      library_.ids.push_back(id);
      library_.artists.push_back(artist);
      library_.titles.push_back(title);
      library_.clusters.push_back(answers.clusters[i]);
      library_.places.push_back(library_.has_predictions
                                    ? AffectPoint{answers.affect[2 * i], answers.affect[2 * i + 1]}
                                    : AffectPoint{});
    }
  }

 private:
  const OnnxModel& model_;
  SongLibrary& library_;
  std::unique_ptr<OnnxSongs> songs_;
  SongIndex index_;
};

/// To deviations from the mean song.
void standardize_places(std::vector<AffectPoint>& places) {
  const auto standardize_axis = [&](double AffectPoint::*axis) {
    double sum = 0, squares = 0;
    for (const AffectPoint& place : places) sum += place.*axis;
    const double mean = sum / static_cast<double>(places.size());
    for (const AffectPoint& place : places) squares += (place.*axis - mean) * (place.*axis - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(places.size()));
    // All songs alike: none lies nearer to a mood than another.
    for (AffectPoint& place : places) place.*axis = deviation > 0 ? (place.*axis - mean) / deviation : 0;
  };
  standardize_axis(&AffectPoint::valence);
  standardize_axis(&AffectPoint::arousal);
}

void index_artists(SongLibrary& library) {
  std::unordered_map<std::string_view, int32_t> of_spelling;  // spelt alike: the key is made once
  std::unordered_map<std::string, int32_t> of_key;
  library.artist_of.reserve(library.artists.size());
  for (const std::string& artist : library.artists) {
    const auto [known, is_new] = of_spelling.try_emplace(artist, 0);
    if (is_new) {
      std::string key = make_name_key(artist);
      const auto next = static_cast<int32_t>(library.artist_names.size());
      const auto [found, is_new_key] = of_key.try_emplace(key, next);
      if (is_new_key) library.artist_names.push_back(std::move(key));
      known->second = found->second;
    }
    library.artist_of.push_back(known->second);
  }
}

}  // namespace

std::string spotify_link(std::string_view id) {
  constexpr size_t kIdLength = 22;  // base 62
  const bool is_spotify = id.size() == kIdLength && std::all_of(id.begin(), id.end(), [](char c) {
                            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                          });
  return is_spotify ? "https://open.spotify.com/track/" + std::string(id) : "";
}

SongLibrary read_song_library(const fs::path& run, const std::vector<fs::path>& catalogues) {
  const SharedOnnxModel model = read_onnx_model(exported_model_path(run));
  const OnnxSongsInfo info = read_songs_info(*model);
  SongLibrary library;
  library.name = to_valid_utf8(run.string());
  library.labels = info.labels;
  library.policy = policy_from_json(MetadataValue(*model, onnx_key::kEmotionPolicy).any());
  if (library.policy.clusters.empty())
    model->refuse(
        "nothing is known of the emotion of its clusters, so no song can be chosen for a mood; cluster the "
        "songs with listeners' ratings (data.songs.affect_path)");
  read_clusters(model->path.parent_path() / kClustersCsv, info.num_clusters, library);
  if (library.has_predictions && !info.has_affect())
    model->refuse(
        "it predicts no valence and arousal, but clusters.csv beside it has them: another model's file");
  if (!catalogues.empty()) {
    CatalogueAdder adder(*model, library);
    for (const fs::path& catalogue : catalogues) adder.add(catalogue);
  }
  if (library.has_predictions) {
    standardize_places(library.places);
  } else {
    for (size_t i = 0; i < library.places.size(); ++i)
      library.places[i] = library.policy.clusters[static_cast<size_t>(library.clusters[i])];
  }
  index_artists(library);
  return library;
}

}  // namespace affekt
