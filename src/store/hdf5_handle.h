// HDF5's C interface made safe: handles that close themselves, failed calls that throw, no stack printing;
// and how files are opened and built.
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

namespace affekt {

/// A call into HDF5 failed. The callers in this folder turn it into a DataError or an ArtifactError with the
/// path.
class Hdf5Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The deepest reason on HDF5's error stack, for example "truncated file: eof = 512, ..."; empties the stack.
std::string take_hdf5_reason();

/// Throws Hdf5Failure if `id_or_status` is negative, as all of HDF5's failures are.
template <class T>
T check_hdf5(T id_or_status, const std::string& what) {
  if (id_or_status < 0) throw Hdf5Failure(what + ": " + take_hdf5_reason());
  return id_or_status;
}

/// Owns one HDF5 identifier of any kind (file, data set, data space, type, attribute, property list).
class Hdf5Handle {
 public:
  /// @throws Hdf5Failure if `id` is the result of a failed call
  Hdf5Handle(hid_t id, const std::string& what) : id_(check_hdf5(id, what)) {}
  ~Hdf5Handle() { close_quietly(); }
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Hdf5Handle& operator=(Hdf5Handle&&) = delete;
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;

  hid_t get() const { return id_; }
  /// Closes now. A file is flushed here, so this is where a full disk shows.
  void close(const std::string& what) { check_hdf5(H5Idec_ref(std::exchange(id_, -1)), what); }

 private:
  void close_quietly() {
    if (id_ >= 0) H5Idec_ref(id_);
  }
  hid_t id_;
};

/// Holds HDF5 for one thread: Debian's library is not thread-safe. Also ends its printing on stderr.
class Hdf5Session {
 public:
  Hdf5Session();

 private:
  std::lock_guard<std::mutex> lock_;
};

/// Opens any HDF5 file for reading, without locks. Needs an Hdf5Session.
/// @param expected  "a prepared HDF5 file"  @param remedy  what to do if affekt made the file
/// @throws DataError: no file, not HDF5; Hdf5Failure: truncated
Hdf5Handle open_hdf5_file(const std::filesystem::path& path, const std::string& expected,
                          const std::string& remedy);

/// The bytes of a file that `fill` writes into. It is built in memory because HDF5 1.10 can crash once a
/// write to the disk has failed. Needs an Hdf5Session. @throws Hdf5Failure
std::string make_hdf5_image(const std::function<void(hid_t file)>& fill);

}  // namespace affekt
