// How a prepared HDF5 file is written and read: the envelope here, its content ("payload") by functions of
// the kind. A kind that nobody here knows needs nothing else:
//   write_prepared_envelope(path, envelope, [&](hid_t file) { write_array(file, {"x", {n}}, x.data()); });
//   read_prepared_envelope(path, {"my_kind"}, [&](hid_t file, const PreparedEnvelope&) {
//     x = read_numbers<float>(file, "x");
//     return my_digest(x);
//   });
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/digest.h"
#include "store/hdf5_io.h"
#include "store/prepared_envelope.h"

namespace affekt {

/// Writes the file atomically. `write_payload` adds its data sets and, if it likes, attributes.
/// @param envelope  with kind and content_digest; schema_version is set here
/// @throws ArtifactError (full disk ...)
void write_prepared_envelope(const std::filesystem::path& path, const PreparedEnvelope& envelope,
                             const std::function<void(hid_t file)>& write_payload);

/// @return  the content_digest of what it read, which is compared with the envelope's; "": nothing to compare
using ReadPayload = std::function<std::string(hid_t file, const PreparedEnvelope& envelope)>;

/// @param kinds  the ones that `read_payload` can read; empty: any
/// @throws DataError: not a prepared file, another kind or schema version, truncated or damaged (an
///         Hdf5Failure or a JSON error of `read_payload` too), digest differs
PreparedEnvelope read_prepared_envelope(const std::filesystem::path& path,
                                        const std::vector<std::string>& kinds,
                                        const ReadPayload& read_payload);

/// The steps of these two, for files that are written or read in parts.
/// Runs `action` in an Hdf5Session; an Hdf5Failure or a JSON error of it becomes a DataError: the file is
/// damaged or truncated.
void explain_damage(const std::filesystem::path& path, const std::function<void()>& action);
/// Needs an Hdf5Session. @throws DataError: not a prepared file, another kind or schema version
Hdf5Handle open_prepared_file(const std::filesystem::path& path, const std::vector<std::string>& kinds,
                              PreparedEnvelope& envelope);
/// @throws DataError: it is another digest than the envelope's
void check_content_digest(const std::filesystem::path& path, const PreparedEnvelope& envelope,
                          const std::string& got);
void write_envelope_attributes(hid_t file, const PreparedEnvelope& envelope);

/// A JSON value as a text of any length. Bytes that are no UTF-8 become U+FFFD.
void write_json(hid_t file, const std::string& name, const nlohmann::json& value);
nlohmann::json read_json(hid_t file, const std::string& name);

/// For digests: a number, texts with their lengths in front and numbers with their count, so that no two
/// contents give one stream.
void update_with_number(Sha256& digest, int64_t number);
void update_with_texts(Sha256& digest, const std::vector<std::string>& texts);
template <class T>
void update_with_numbers(Sha256& digest, const std::vector<T>& values) {
  update_with_number(digest, static_cast<int64_t>(values.size()));
  digest.update(values.data(), values.size() * sizeof(T));
}

}  // namespace affekt
