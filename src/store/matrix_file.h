// A float32 matrix in HDF5 that is larger than memory: rows are read and appended in blocks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

namespace affekt {

class GrowingHdf5File;

/// Rows of a matrix, block by block.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual int64_t num_rows() const = 0;
  virtual int64_t num_columns() const = 0;
  /// @param rows  float32 [count, num_columns], filled in; first + count <= num_rows
  virtual void read(int64_t first, int64_t count, float* rows) = 0;
};

/// The data set "rows", float32 [N, D], in chunks with checksums; any HDF5 file that has one will do.
/// @throws DataError: missing, not a matrix, truncated; a damaged chunk is found when it is read
std::unique_ptr<RowSource> open_matrix_file(const std::filesystem::path& path);

class MatrixFileWriter {
 public:
  /// Appears at `path` when finish() is called, or not at all. @throws ArtifactError (also of the others):
  /// the folder is missing, the disk is full ...
  MatrixFileWriter(const std::filesystem::path& path, int64_t num_columns);
  ~MatrixFileWriter();
  MatrixFileWriter(const MatrixFileWriter&) = delete;
  MatrixFileWriter& operator=(const MatrixFileWriter&) = delete;
  void append(const float* rows, int64_t count);
  void finish();

 private:
  std::unique_ptr<GrowingHdf5File> file_;
};

}  // namespace affekt
