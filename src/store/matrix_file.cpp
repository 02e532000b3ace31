#include "store/matrix_file.h"

#include <optional>
#include <vector>

#include "core/error.h"
#include "store/hdf5_io.h"
#include "store/rows/growing_hdf5.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRows = "rows";
constexpr const char* kWriteAgain = "delete it and write it again";

/// `count` rows of a [N, D] data set, from row `first` on.
Hdf5Handle select_rows(hid_t dataset, int64_t first, int64_t count, int64_t num_columns) {
  const std::string what = "selecting rows";
  Hdf5Handle space(H5Dget_space(dataset), what);
  const hsize_t start[2] = {static_cast<hsize_t>(first), 0};
  const hsize_t extent[2] = {static_cast<hsize_t>(count), static_cast<hsize_t>(num_columns)};
  check_hdf5(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, extent, nullptr), what);
  return space;
}

Hdf5Handle make_block_space(int64_t count, int64_t num_columns) {
  const hsize_t extent[2] = {static_cast<hsize_t>(count), static_cast<hsize_t>(num_columns)};
  return {H5Screate_simple(2, extent, nullptr), "selecting rows"};
}

class MatrixFileSource : public RowSource {
 public:
  explicit MatrixFileSource(const fs::path& path) : path_(path) {
    explain([&] {
      file_.emplace(open_hdf5_file(path, "a matrix file (HDF5)", kWriteAgain));
      const std::vector<hsize_t> shape = read_shape(file_->get(), kRows, 2);
      count_bytes(shape, sizeof(float), "'rows'");  // so that readers may multiply
      num_rows_ = static_cast<int64_t>(shape[0]);
      num_columns_ = static_cast<int64_t>(shape[1]);
      dataset_.emplace(H5Dopen2(file_->get(), kRows, H5P_DEFAULT), "opening 'rows'");
      const Hdf5Handle type(H5Dget_type(dataset_->get()), "opening 'rows'");
      if (num_columns_ == 0) throw Hdf5Failure("'rows' has no columns");
      if (check_hdf5(H5Tequal(type.get(), H5T_NATIVE_FLOAT), "opening 'rows'") == 0) {
        throw Hdf5Failure("'rows' holds numbers of another type than float32");
      }
    });
  }
  ~MatrixFileSource() override {
    const Hdf5Session session;
    dataset_.reset();
    file_.reset();
  }

  int64_t num_rows() const override { return num_rows_; }
  int64_t num_columns() const override { return num_columns_; }

  void read(int64_t first, int64_t count, float* rows) override {
    AFFEKT_CHECK(first >= 0 && count >= 0 && first + count <= num_rows_, "rows beyond the matrix");
    if (count == 0) return;
    explain([&] {
      const Hdf5Handle selection = select_rows(dataset_->get(), first, count, num_columns_);
      const Hdf5Handle block = make_block_space(count, num_columns_);
      check_hdf5(H5Dread(dataset_->get(), H5T_NATIVE_FLOAT, block.get(), selection.get(), H5P_DEFAULT, rows),
                 "reading rows " + std::to_string(first) + " to " + std::to_string(first + count - 1));
    });
  }

 private:
  template <class Action>
  void explain(const Action& action) const {
    const Hdf5Session session;
    try {
      action();
    } catch (const Hdf5Failure& failure) {
      throw DataError(path_.string() +
                      ": a matrix file with the data set 'rows', float32 [N, D], expected (" +
                      failure.what() + "); if affekt made it, " + kWriteAgain);
    }
  }

  fs::path path_;
  std::optional<Hdf5Handle> file_, dataset_;
  int64_t num_rows_ = 0, num_columns_ = 0;
};

}  // namespace

std::unique_ptr<RowSource> open_matrix_file(const fs::path& path) {
  return std::make_unique<MatrixFileSource>(path);
}

MatrixFileWriter::MatrixFileWriter(const fs::path& path, int64_t num_columns)
    : file_(std::make_unique<GrowingHdf5File>(path, "the matrix file")) {
  AFFEKT_CHECK(num_columns > 0, "a matrix needs columns");
  file_->add({kRows, DType::kFloat32, {num_columns}}, kChunkBytes);
}

MatrixFileWriter::~MatrixFileWriter() = default;

void MatrixFileWriter::append(const float* rows, int64_t count) {
  file_->append(0, rows, count);
}

void MatrixFileWriter::finish() {
  file_->finish([](hid_t) {}, 0);
}

}  // namespace affekt
