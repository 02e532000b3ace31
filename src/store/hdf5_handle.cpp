#include "store/hdf5_handle.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

#include "core/error.h"
#include "core/files/lfs_pointer.h"
#include "core/files/regular_file.h"

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

/// The format of a file behind its signature: the version of its superblock. HDF5 1.14 knows up to 3.
std::string explain_newer_hdf5(std::string_view beginning) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  constexpr unsigned kNewestKnown = 3;
  if (beginning.size() <= kSignature.size() || beginning.substr(0, kSignature.size()) != kSignature)
    return "";
  const auto version = static_cast<unsigned char>(beginning[kSignature.size()]);
  if (version <= kNewestKnown) return "";
  return "a newer HDF5 wrote it (superblock version " + std::to_string(version) +
         ", this affekt reads up to " + std::to_string(kNewestKnown) +
         "), or it is damaged; make it with this affekt: `affekt prepare`";
}

/// Faults that are the path's or the machine's, not the content's: nobody should delete a file for them.
std::string why_unreadable(const std::filesystem::path& path) {
  const std::string irregular = why_not_regular_file(path);
  if (!irregular.empty()) return irregular;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return errno == ENOENT ? "there is no such file" : std::string("can't be read: ") + std::strerror(errno);
  std::array<char, 200> beginning{};
  errno = 0;
  file.read(beginning.data(), beginning.size());
  if (file.bad()) return std::string("can't be read: ") + std::strerror(errno);
  const std::string_view text(beginning.data(), static_cast<size_t>(file.gcount()));
  const std::string pointer = explain_lfs_pointer(text);
  return pointer.empty() ? explain_newer_hdf5(text) : pointer;
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
  const std::string unreadable = why_unreadable(path);
  if (!unreadable.empty()) throw DataError(path.string() + ": " + expected + " expected; " + unreadable);
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
