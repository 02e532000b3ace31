// What every prepared HDF5 file has in common, whatever it holds: how it is opened, built in memory,
// digested, and how its damage is told.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/digest.h"
#include "core/error.h"
#include "store/hdf5_handle.h"

namespace affekt {

constexpr const char* kPrepareAgain = "delete it and run `affekt prepare`";

/// What the attribute "input_kind" may be, and the schema of these kinds.
struct PreparedKinds {
  std::vector<std::string> names;  // "pictures", "waveforms"
  int schema_version = 0;
};

/// Opens any HDF5 file for reading, without locks. Needs an Hdf5Session.
/// @param expected  "a prepared HDF5 file"  @param remedy  what to do if affekt made the file
/// @throws DataError: no file, not HDF5; Hdf5Failure: truncated
Hdf5Handle open_hdf5_file(const std::filesystem::path& path, const std::string& expected,
                          const std::string& remedy);

/// Opens a prepared file of any kind. Needs an Hdf5Session. @throws as open_hdf5_file; DataError: somebody
/// else's HDF5
Hdf5Handle open_prepared_file(const std::filesystem::path& path);

/// The same, and checks kind and version. @throws DataError also for another kind or version
Hdf5Handle open_prepared_file(const std::filesystem::path& path, const PreparedKinds& kinds);

/// The attribute that tells what the file holds: "pictures", "waveforms", "songs".
constexpr const char* kKindAttribute = "input_kind";

/// The bytes of a file that `fill` writes into. It is built in memory because HDF5 1.10 can crash once a
/// write to the disk has failed. Needs an Hdf5Session. @throws Hdf5Failure
std::string make_hdf5_image(const std::function<void(hid_t file)>& fill);

/// Builds the file with `fill` and writes it atomically. @throws ArtifactError (full disk ...)
void write_prepared_file(const std::filesystem::path& path, const std::function<void(hid_t file)>& fill);

/// For digests: a number, and texts with their lengths in front, so that no two contents give one stream.
void update_with_number(Sha256& digest, int64_t number);
void update_with_texts(Sha256& digest, const std::vector<std::string>& texts);

/// @throws DataError unless they are equal
void check_content_digest(const std::filesystem::path& path, const std::string& expected,
                          const std::string& got);

/// Runs `read` in an Hdf5Session, and gives the failures of HDF5 and of the JSON parser the file's name and a
/// remedy.
template <class Read>
auto read_or_explain(const std::filesystem::path& path, const Read& read) {
  const Hdf5Session session;
  try {
    return read();
  } catch (const Hdf5Failure& failure) {
    throw DataError(path.string() + ": damaged or truncated prepared file (" + failure.what() + "); " +
                    kPrepareAgain);
  } catch (const nlohmann::json::exception& failure) {
    throw DataError(path.string() + ": damaged prepared file, a text in it is no JSON (" + failure.what() +
                    "); " + kPrepareAgain);
  }
}

}  // namespace affekt
