#include "store/hdf5_handle.h"

#include "core/error.h"

namespace affekt {
namespace {

std::mutex& hdf5_mutex() {
  static std::mutex mutex;
  return mutex;
}

herr_t keep_description(unsigned, const H5E_error2_t* entry, void* text) {
  if (entry->desc != nullptr && *entry->desc != '\0') *static_cast<std::string*>(text) = entry->desc;
  return 0;
}

}  // namespace

std::string take_hdf5_reason() {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_description, &reason);  // ends at the deepest entry
  H5Eclear2(H5E_DEFAULT);
  return reason.empty() ? "no reason given by HDF5" : reason;
}

Hdf5Session::Hdf5Session() : lock_(hdf5_mutex()) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5Eclear2(H5E_DEFAULT);
}

Hdf5Handle open_hdf5_file(const std::filesystem::path& path, const std::string& expected,
                          const std::string& remedy) {
  if (!std::filesystem::exists(path))
    throw DataError(path.string() + ": there is no such file; expected " + expected);
  if (!std::filesystem::is_regular_file(path)) {
    throw DataError(path.string() + ": " + expected + " was expected, this is not a file");
  }
  if (H5Fis_hdf5(path.c_str()) <= 0) {
    throw DataError(path.string() + ": " + expected + " was expected, this is not HDF5 (" +
                    std::to_string(std::filesystem::file_size(path)) + " bytes); if affekt made it, " +
                    remedy);
  }
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), "opening");
  // The file is complete before it gets its name, so nothing is gained by locks that some file systems lack.
  check_hdf5(H5Pset_file_locking(access.get(), false, true), "opening");
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), "opening"};
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

}  // namespace affekt
