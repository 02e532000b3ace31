// The prepared HDF5 file of listening data: a catalogue of songs, and sequences of plays that lie in splits.
#pragma once

#include <filesystem>
#include <string>

#include "store/listening/listening_data.h"

namespace affekt {

/// Writes the file atomically; fills in kind and content_digest, which is over all but `about`.
/// @throws ArtifactError (full disk ...)
void write_listening(const std::filesystem::path& path, const ListeningData& data);

/// Reads the whole file and checks version, digest and that every index is in its range.
/// @throws DataError: not such a file, another schema version, truncated, damaged, digest differs
ListeningData read_listening(const std::filesystem::path& path);

/// ListeningData::about alone. @throws DataError as above (the digest is not checked)
std::string read_listening_about(const std::filesystem::path& path);

/// How many sequences each split has, without reading them. @throws DataError as above
SplitCounts count_listening_sequences(const std::filesystem::path& path);

/// SHA-256 over the catalogue alone, 64 hex digits: a model that was made for one doesn't fit another.
std::string compute_catalogue_digest(const ListeningCatalogue& catalogue);

}  // namespace affekt
