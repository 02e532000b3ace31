#include "store/song_catalogue.h"

#include <algorithm>

#include "core/error.h"
#include "store/prepared_hdf5.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The columns of SongAffect by their names in the file.
struct AffectColumn {
  const char* name;
  std::vector<float> SongAffect::*values;
};

const std::vector<AffectColumn>& affect_columns() {
  static const std::vector<AffectColumn> columns = {{"affect/deezer_valence", &SongAffect::deezer_valence},
                                                    {"affect/deezer_arousal", &SongAffect::deezer_arousal},
                                                    {"affect/tag_valence", &SongAffect::tag_valence},
                                                    {"affect/tag_arousal", &SongAffect::tag_arousal},
                                                    {"affect/tag_dominance", &SongAffect::tag_dominance}};
  return columns;
}

std::string compute_content_digest(const SongCatalogue& catalogue) {
  Sha256 digest;
  const SongTable& songs = catalogue.songs;
  update_with_number(digest, songs.num_songs);
  update_with_number(digest, songs.num_columns());
  for (const auto* texts : {&songs.columns, &songs.ids, &songs.artists, &songs.titles}) {
    update_with_texts(digest, *texts);
  }
  update_with_numbers(digest, songs.values);
  update_with_numbers(digest, catalogue.affect.rows);
  for (const AffectColumn& column : affect_columns()) {
    update_with_numbers(digest, catalogue.affect.*column.values);
  }
  update_with_number(digest, catalogue.affect.num_annotated);
  update_with_number(digest, static_cast<int64_t>(catalogue.moods.names.size()));
  update_with_texts(digest, catalogue.moods.names);
  update_with_numbers(digest, catalogue.moods.rows);
  update_with_numbers(digest, catalogue.moods.moods);
  update_with_number(digest, catalogue.moods.num_annotated);
  return digest.finish();
}

bool is_ascending(const std::vector<int64_t>& rows, int64_t num_songs) {
  const bool is_sorted = std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end();
  return is_sorted && (rows.empty() || (rows.front() >= 0 && rows.back() < num_songs));
}

/// @return what doesn't fit together, or ""
std::string find_inconsistency(const SongCatalogue& catalogue) {
  const SongTable& songs = catalogue.songs;
  const auto n = static_cast<size_t>(songs.num_songs);
  if (songs.ids.size() != n || songs.artists.size() != n || songs.titles.size() != n ||
      songs.values.size() != n * songs.columns.size()) {
    return "ids, artists, titles and values disagree on the number of songs";
  }
  const SongAffect& affect = catalogue.affect;
  for (const AffectColumn& column : affect_columns()) {
    if ((affect.*column.values).size() != affect.rows.size()) {
      return std::string(column.name) + " has another length than its rows";
    }
  }
  const SongMoods& moods = catalogue.moods;
  if (moods.moods.size() != moods.rows.size()) return "the moods have another length than their rows";
  if (!is_ascending(affect.rows, songs.num_songs) || !is_ascending(moods.rows, songs.num_songs)) {
    return "annotated rows are not ascending rows of the songs";
  }
  const auto num_names = static_cast<int32_t>(moods.names.size());
  const bool has_unnamed_mood = std::any_of(moods.moods.begin(), moods.moods.end(),
                                            [&](int32_t mood) { return mood < 0 || mood >= num_names; });
  return has_unnamed_mood ? "a mood has no name" : "";
}

void write_members(hid_t file, const SongCatalogue& catalogue) {
  const SongTable& songs = catalogue.songs;
  const auto n = static_cast<hsize_t>(songs.num_songs);
  write_array(file, {"inputs", {n, songs.columns.size()}}, songs.values.data());
  write_texts(file, "columns", songs.columns);
  write_ragged_texts(file, "songs/id", songs.ids);
  write_ragged_texts(file, "songs/artist", songs.artists);
  write_ragged_texts(file, "songs/title", songs.titles);

  const SongAffect& affect = catalogue.affect;
  write_array(file, {"affect/row", {affect.rows.size()}}, affect.rows.data());
  for (const AffectColumn& column : affect_columns()) {
    write_array(file, {column.name, {affect.rows.size()}}, (affect.*column.values).data());
  }
  write_array(file, {"affect/num_annotated", {}}, &affect.num_annotated);

  const SongMoods& moods = catalogue.moods;
  write_texts(file, "moods/name", moods.names);
  write_array(file, {"moods/row", {moods.rows.size()}}, moods.rows.data());
  write_array(file, {"moods/mood", {moods.moods.size()}}, moods.moods.data());
  write_array(file, {"moods/num_annotated", {}}, &moods.num_annotated);

  write_json(file, "counts", catalogue.info.counts);
}

SongInfo read_counts(hid_t file, const PreparedEnvelope& envelope) {
  return {envelope, read_json(file, "counts")};
}

SongTable read_songs(hid_t file) {
  SongTable songs;
  std::vector<hsize_t> shape;
  songs.values = read_numbers<float>(file, "inputs", 2, &shape);
  songs.num_songs = static_cast<int64_t>(shape[0]);
  songs.columns = read_texts(file, "columns");
  if (songs.columns.size() != shape[1]) throw Hdf5Failure("'columns' doesn't name the columns of 'inputs'");
  songs.ids = read_ragged_texts(file, "songs/id");
  songs.artists = read_ragged_texts(file, "songs/artist");
  songs.titles = read_ragged_texts(file, "songs/title");
  return songs;
}

SongAffect read_affect(hid_t file) {
  SongAffect affect;
  affect.rows = read_numbers<int64_t>(file, "affect/row");
  for (const AffectColumn& column : affect_columns()) {
    read_column(file, column.name, affect.rows.size(), affect.*column.values);
  }
  read_shape(file, "affect/num_annotated", 0);  // one number, or it throws
  read_array(file, "affect/num_annotated", &affect.num_annotated);
  return affect;
}

SongMoods read_moods(hid_t file) {
  SongMoods moods;
  moods.names = read_texts(file, "moods/name");
  moods.rows = read_numbers<int64_t>(file, "moods/row");
  read_column(file, "moods/mood", moods.rows.size(), moods.moods);
  read_shape(file, "moods/num_annotated", 0);
  read_array(file, "moods/num_annotated", &moods.num_annotated);
  return moods;
}

}  // namespace

int64_t SongTable::column(const std::string& name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found != columns.end()) return found - columns.begin();
  std::string known;
  for (const std::string& column_name : columns) known += (known.empty() ? "" : ", ") + column_name;
  throw DataError("the song catalogue has no column '" + name + "'; it has " + known);
}

void write_song_catalogue(const fs::path& path, const SongCatalogue& catalogue) {
  const std::string fault = find_inconsistency(catalogue);
  AFFEKT_CHECK(fault.empty(), fault);
  PreparedEnvelope envelope = catalogue.info;
  envelope.kind = kSongsKind;
  envelope.content_digest = compute_content_digest(catalogue);
  write_prepared_envelope(path, envelope, [&](hid_t file) { write_members(file, catalogue); });
}

SongCatalogue read_song_catalogue(const fs::path& path) {
  SongCatalogue catalogue;
  read_prepared_envelope(path, {kSongsKind}, [&](hid_t file, const PreparedEnvelope& envelope) {
    catalogue = {read_counts(file, envelope), read_songs(file), read_affect(file), read_moods(file)};
    const std::string fault = find_inconsistency(catalogue);
    if (!fault.empty()) throw Hdf5Failure(fault);
    return compute_content_digest(catalogue);
  });
  return catalogue;
}

SongInfo read_song_info(const fs::path& path) {
  SongInfo info;
  read_prepared_envelope(path, {kSongsKind}, [&](hid_t file, const PreparedEnvelope& envelope) {
    info = read_counts(file, envelope);
    return "";
  });
  return info;
}

}  // namespace affekt
