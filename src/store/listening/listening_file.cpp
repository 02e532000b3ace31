#include "store/listening/listening_file.h"

#include <algorithm>
#include <functional>
#include <unordered_set>

#include "core/error.h"
#include "store/prepared_hdf5.h"
#include "store/read_sample_rows.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

void update_with_catalogue(Sha256& digest, const ListeningCatalogue& catalogue) {
  update_with_number(digest, catalogue.num_songs());
  update_with_number(digest, catalogue.num_features());
  for (const auto* texts :
       {&catalogue.ids, &catalogue.artists, &catalogue.titles, &catalogue.feature_names}) {
    update_with_texts(digest, *texts);
  }
  update_with_numbers(digest, catalogue.artist_indices);
  update_with_numbers(digest, catalogue.features);
}

std::string compute_listening_digest(const ListeningData& data) {
  Sha256 digest;
  update_with_catalogue(digest, data.catalogue);
  const ListeningSequences& sequences = data.sequences;
  update_with_number(digest, static_cast<int64_t>(sequences.stream_names.size()));
  update_with_texts(digest, sequences.stream_names);
  update_with_numbers(digest, sequences.streams);
  update_with_numbers(digest, sequences.splits);
  update_with_numbers(digest, sequences.has_train_duplicate);
  update_with_numbers(digest, sequences.offsets);
  update_with_numbers(digest, sequences.songs);
  update_with_numbers(digest, sequences.times);
  return digest.finish();
}

bool are_indices(const std::vector<int32_t>& numbers, size_t count) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [&](int32_t number) { return number >= 0 && static_cast<size_t>(number) < count; });
}

/// @return what doesn't fit together, or ""
std::string find_catalogue_fault(const ListeningCatalogue& catalogue) {
  const size_t num_songs = catalogue.ids.size();
  if (catalogue.artists.size() != num_songs || catalogue.titles.size() != num_songs ||
      catalogue.artist_indices.size() != num_songs ||
      catalogue.features.size() != num_songs * catalogue.feature_names.size()) {
    return "ids, artists, titles and features disagree on the number of songs";
  }
  return are_indices(catalogue.artist_indices, num_songs) ? "" : "an artist's number is out of its range";
}

std::string find_sequence_fault(const ListeningSequences& sequences, size_t num_songs) {
  const size_t count = sequences.streams.size();
  if (sequences.splits.size() != count || sequences.offsets.size() != count + 1) {
    return "streams, splits and offsets disagree on the number of sequences";
  }
  const std::vector<int64_t>& offsets = sequences.offsets;
  const bool has_empty =
      std::adjacent_find(offsets.begin(), offsets.end(), std::greater_equal<>()) != offsets.end();
  if (has_empty) return "a sequence is empty";
  if (offsets.front() != 0 || offsets.back() != sequences.num_plays())
    return "the offsets don't cut the plays into sequences";
  if (sequences.has_train_duplicate.size() != sequences.songs.size())
    return "plays and their duplicates disagree on the number of plays";
  if (!sequences.times.empty() && sequences.times.size() != sequences.songs.size())
    return "plays and times disagree on the number of plays";
  if (!are_indices(sequences.streams, sequences.stream_names.size()) ||
      !std::is_sorted(sequences.streams.begin(), sequences.streams.end())) {
    return "the sequences' streams are no ascending indices of stream names";
  }
  return are_indices(sequences.songs, num_songs) ? "" : "a play is of no song of the catalogue";
}

std::string find_listening_fault(const ListeningData& data) {
  const std::string fault = find_catalogue_fault(data.catalogue);
  return fault.empty() ? find_sequence_fault(data.sequences, data.catalogue.ids.size()) : fault;
}

void write_listening_members(hid_t file, const ListeningData& data) {
  const ListeningCatalogue& catalogue = data.catalogue;
  const size_t num_songs = catalogue.ids.size();
  write_ragged_texts(file, "songs/id", catalogue.ids);
  write_ragged_texts(file, "songs/artist", catalogue.artists);
  write_ragged_texts(file, "songs/title", catalogue.titles);
  write_array(file, {"songs/artist_index", {num_songs}}, catalogue.artist_indices.data());
  write_ragged_texts(file, "songs/feature_name", catalogue.feature_names);
  write_array(file, {"songs/features", {num_songs, catalogue.feature_names.size()}},
              catalogue.features.data());
  const ListeningSequences& sequences = data.sequences;
  write_ragged_texts(file, "sequences/stream_name", sequences.stream_names);
  write_array(file, {"sequences/stream", {sequences.streams.size()}}, sequences.streams.data());
  write_array(file, {"split", {sequences.splits.size()}},
              reinterpret_cast<const uint8_t*>(sequences.splits.data()));
  write_array(file, {"plays/has_train_duplicate", {sequences.has_train_duplicate.size()}},
              sequences.has_train_duplicate.data());
  write_array(file, {"sequences/offset", {sequences.offsets.size()}}, sequences.offsets.data());
  write_array(file, {"plays/song", {sequences.songs.size()}}, sequences.songs.data());
  write_array(file, {"plays/time", {sequences.times.size()}}, sequences.times.data());
  write_text(file, "about", data.about);
}

ListeningCatalogue read_listening_catalogue(hid_t file) {
  ListeningCatalogue catalogue;
  catalogue.ids = read_ragged_texts(file, "songs/id");
  catalogue.artists = read_ragged_texts(file, "songs/artist");
  catalogue.titles = read_ragged_texts(file, "songs/title");
  catalogue.artist_indices = read_numbers<int32_t>(file, "songs/artist_index");
  catalogue.feature_names = read_ragged_texts(file, "songs/feature_name");
  catalogue.features = read_numbers<float>(file, "songs/features", 2);
  return catalogue;
}

ListeningSequences read_listening_sequences(hid_t file) {
  ListeningSequences sequences;
  sequences.stream_names = read_ragged_texts(file, "sequences/stream_name");
  sequences.streams = read_numbers<int32_t>(file, "sequences/stream");
  sequences.splits = read_split_column(file);
  sequences.has_train_duplicate = read_numbers<uint8_t>(file, "plays/has_train_duplicate");
  sequences.offsets = read_numbers<int64_t>(file, "sequences/offset");
  sequences.songs = read_numbers<int32_t>(file, "plays/song");
  sequences.times = read_numbers<int64_t>(file, "plays/time");
  return sequences;
}

}  // namespace

void write_listening(const fs::path& path, const ListeningData& data) {
  const std::string fault = find_listening_fault(data);
  AFFEKT_CHECK(fault.empty(), fault);
  const std::unordered_set<std::string> ids(data.catalogue.ids.begin(), data.catalogue.ids.end());
  AFFEKT_CHECK(ids.size() == data.catalogue.ids.size(), "two songs have one id");
  PreparedEnvelope envelope = data.info;
  envelope.kind = kListeningKind;
  envelope.content_digest = compute_listening_digest(data);
  write_prepared_envelope(path, envelope, [&](hid_t file) { write_listening_members(file, data); });
}

ListeningData read_listening(const fs::path& path) {
  ListeningData data;
  data.info =
      read_prepared_envelope(path, {kListeningKind}, [&](hid_t file, const PreparedEnvelope& envelope) {
        data = {envelope, read_text(file, "about"), read_listening_catalogue(file),
                read_listening_sequences(file)};
        const std::string fault = find_listening_fault(data);
        if (!fault.empty()) throw Hdf5Failure(fault);
        return compute_listening_digest(data);
      });
  return data;
}

std::string read_listening_about(const fs::path& path) {
  std::string about;
  read_prepared_envelope(path, {kListeningKind}, [&](hid_t file, const PreparedEnvelope&) {
    about = read_text(file, "about");
    return "";
  });
  return about;
}

SplitCounts count_listening_sequences(const fs::path& path) {
  return count_split_column(path, {kListeningKind});
}

std::string compute_catalogue_digest(const ListeningCatalogue& catalogue) {
  Sha256 digest;
  update_with_catalogue(digest, catalogue);
  return digest.finish();
}

}  // namespace affekt
