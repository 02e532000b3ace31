#include "store/prepared_hdf5.h"

#include <algorithm>

#include "core/atomic_file.h"
#include "store/hdf5_io.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

std::string join_kinds(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " or ") + name;
  return text;
}

[[noreturn]] void refuse_kind(const fs::path& path, const PreparedKinds& kinds, const std::string& got) {
  throw DataError(path.string() + ": a prepared file of " + join_kinds(kinds.names) + " expected, " + got +
                  " got; name the prepared file of this kind of model's data");
}

void check_kind_and_version(const fs::path& path, hid_t file, const PreparedKinds& kinds) {
  const bool has_kind = has_attribute(file, kKindAttribute);
  if (has_kind) {
    const std::string kind = read_text_attribute(file, kKindAttribute);
    const auto& known = kinds.names;
    if (std::find(known.begin(), known.end(), kind) == known.end()) {
      refuse_kind(path, kinds,
                  "one of " + kind + " (data set '" + read_text_attribute(file, "dataset_name") + "')");
    }
  }
  const int32_t version = read_int_attribute(file, "schema_version");
  if (version != kinds.schema_version) {
    throw DataError(path.string() + ": prepared-file schema version " + std::to_string(kinds.schema_version) +
                    " expected, " + std::to_string(version) + " got (written by affekt " +
                    read_text_attribute(file, "tool_version") + "); " + kPrepareAgain);
  }
  if (!has_kind) refuse_kind(path, kinds, "one that doesn't tell its kind");
}

}  // namespace

Hdf5Handle open_hdf5_file(const fs::path& path, const std::string& expected, const std::string& remedy) {
  if (!fs::exists(path)) throw DataError(path.string() + ": there is no such file; expected " + expected);
  if (!fs::is_regular_file(path)) {
    throw DataError(path.string() + ": " + expected + " was expected, this is not a file");
  }
  if (H5Fis_hdf5(path.c_str()) <= 0) {
    throw DataError(path.string() + ": " + expected + " was expected, this is not HDF5 (" +
                    std::to_string(fs::file_size(path)) + " bytes); if affekt made it, " + remedy);
  }
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), "opening");
  // The file is complete before it gets its name, so nothing is gained by locks that some file systems lack.
  check_hdf5(H5Pset_file_locking(access.get(), false, true), "opening");
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), "opening"};
}

Hdf5Handle open_prepared_file(const fs::path& path) {
  if (!fs::exists(path)) {
    throw DataError(path.string() + ": there is no such prepared file; run `affekt prepare` to make it");
  }
  Hdf5Handle file = open_hdf5_file(path, "a prepared HDF5 file", kPrepareAgain);
  if (!has_attribute(file.get(), "schema_version") || !has_attribute(file.get(), "content_digest")) {
    throw DataError(path.string() + ": an HDF5 file, but not one that `affekt prepare` wrote: expected the " +
                    "attributes schema_version and content_digest; name another file, or " + kPrepareAgain);
  }
  return file;
}

Hdf5Handle open_prepared_file(const fs::path& path, const PreparedKinds& kinds) {
  Hdf5Handle file = open_prepared_file(path);
  check_kind_and_version(path, file.get(), kinds);
  return file;
}

std::string make_hdf5_image(const std::function<void(hid_t file)>& fill) {
  const std::string what = "building the file in memory";
  constexpr size_t kGrowthBytes = size_t{1} << 24;
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), what);
  check_hdf5(H5Pset_fapl_core(access.get(), kGrowthBytes, false), what);
  // The name is never used on disk.
  Hdf5Handle file(H5Fcreate("prepared.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), what);
  fill(file.get());
  check_hdf5(H5Fflush(file.get(), H5F_SCOPE_GLOBAL), what);
  std::string image(static_cast<size_t>(check_hdf5(H5Fget_file_image(file.get(), nullptr, 0), what)), '\0');
  check_hdf5(H5Fget_file_image(file.get(), image.data(), image.size()), what);
  file.close(what);
  return image;
}

void write_prepared_file(const fs::path& path, const std::function<void(hid_t file)>& fill) {
  std::string image;
  {
    const Hdf5Session session;
    try {
      image = make_hdf5_image(fill);
    } catch (const Hdf5Failure& failure) {
      throw ArtifactError(path.string() + ": the prepared file can't be written: " + failure.what());
    }
  }
  write_text_atomically(path, image);
}

void update_with_number(Sha256& digest, int64_t number) {
  digest.update(std::to_string(number) + "\n");
}

void update_with_texts(Sha256& digest, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    update_with_number(digest, static_cast<int64_t>(text.size()));
    digest.update(text);
  }
}

void check_content_digest(const fs::path& path, const std::string& expected, const std::string& got) {
  if (expected == got) return;
  throw DataError(path.string() + ": its content was changed: content digest " + expected + " expected, " +
                  got + " got; " + kPrepareAgain);
}

}  // namespace affekt
