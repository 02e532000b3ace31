// An HDF5 file that may be larger than memory: its arrays grow row by row on the disk; whole, or not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "store/hdf5_handle.h"
#include "store/rows/row_tensor.h"

namespace affekt {

class GrowingHdf5File {
 public:
  /// Appears at `path` when finish() is called, or not at all. Until then it is a file beside it, whose name
  /// is `path` + ".<process>-<count>.rows.tmp"; only a killed process leaves one behind.
  /// @param description  for messages: "the matrix file"
  /// @throws ArtifactError (also of the others): the folder is missing, the disk is full ...
  GrowingHdf5File(const std::filesystem::path& path, const std::string& description);
  ~GrowingHdf5File();
  GrowingHdf5File(const GrowingHdf5File&) = delete;
  GrowingHdf5File& operator=(const GrowingHdf5File&) = delete;

  /// @param chunk_bytes  about so much is read at once at least, and checked by one checksum
  /// @return             the array's index
  size_t add(const RowTensor& array, size_t chunk_bytes);
  void append(size_t array, const void* rows, int64_t count);
  /// @param write_rest  what does not grow is written here, into the same file; holds an Hdf5Session
  /// @param rest_bytes  at most so much
  void finish(const std::function<void(hid_t file)>& write_rest, uint64_t rest_bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace affekt
