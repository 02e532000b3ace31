#include "store/matrix_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "store/hdf5_io.h"

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

fs::path make_temporary_path(const fs::path& path) {
  static std::atomic<uint64_t> counter{0};
  fs::path temporary = path;
  temporary += "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".rows.tmp";
  return temporary;
}

}  // namespace

/// Room on the disk for a file that grows. HDF5 1.10 can crash once a write to the disk has failed, so the
/// room is taken before HDF5 is asked to write.
class MatrixReservation {
 public:
  explicit MatrixReservation(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}
  ~MatrixReservation() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MatrixReservation(const MatrixReservation&) = delete;
  MatrixReservation& operator=(const MatrixReservation&) = delete;

  /// @return 0, or the error number
  int reserve(uint64_t num_bytes) {
    constexpr uint64_t kIndexBytes = uint64_t{1} << 20;  // for HDF5's index of the chunks
    const uint64_t wanted = num_bytes + kIndexBytes;
    if (wanted <= reserved_) return 0;
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && wanted > limit.rlim_cur) return EFBIG;
    if (descriptor_ < 0) return EBADF;
    const int status = ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(wanted));
    // A file system that can't reserve is written to without.
    if (status != 0 && errno != EOPNOTSUPP && errno != ENOSYS) return errno;
    reserved_ = wanted;
    return 0;
  }
  /// Gives back what lies behind the file's end.
  void release(uint64_t num_bytes) {
    if (::ftruncate(descriptor_, static_cast<off_t>(num_bytes)) == 0) reserved_ = num_bytes;
  }

 private:
  int descriptor_;
  uint64_t reserved_ = 0;
};

std::unique_ptr<RowSource> open_matrix_file(const fs::path& path) {
  return std::make_unique<MatrixFileSource>(path);
}

struct MatrixFileWriter::State {
  fs::path path, temporary;
  int64_t num_columns = 0, num_written = 0, rows_per_chunk = 0;
  std::vector<float> buffer;  // rows of the chunk that isn't full yet
  std::optional<Hdf5Handle> file, dataset;
  std::optional<MatrixReservation> reservation;

  [[noreturn]] void fail(const std::string& reason) const {
    throw ArtifactError(path.string() + ": the matrix file can't be written: " + reason);
  }

  template <class Action>
  void explain(const Action& action) const {
    const Hdf5Session session;
    try {
      action();
    } catch (const Hdf5Failure& failure) {
      fail(failure.what());
    }
  }

  void create() {
    const std::string what = "creating the file";
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), what);
    check_hdf5(H5Pset_file_locking(access.get(), false, true), what);
    file.emplace(H5Fcreate(temporary.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, access.get()), what);
    reservation.emplace(temporary);
    const auto columns = static_cast<hsize_t>(num_columns);
    rows_per_chunk = static_cast<int64_t>(std::max<hsize_t>(1, kChunkBytes / (columns * sizeof(float))));
    const hsize_t empty[2] = {0, columns}, unlimited[2] = {H5S_UNLIMITED, columns};
    const hsize_t chunk[2] = {static_cast<hsize_t>(rows_per_chunk), columns};
    const Hdf5Handle space(H5Screate_simple(2, empty, unlimited), what);
    const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), what);
    check_hdf5(H5Pset_chunk(creation.get(), 2, chunk), what);
    check_hdf5(H5Pset_fletcher32(creation.get()), what);
    dataset.emplace(
        H5Dcreate2(file->get(), kRows, H5T_IEEE_F32LE, space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
        what);
    reserve(0);
  }

  void reserve(uint64_t more_bytes) {
    hsize_t size = 0;
    check_hdf5(H5Fget_filesize(file->get(), &size), "asking for the size");
    const int error_number = reservation->reserve(size + more_bytes);
    if (error_number != 0) fail(std::strerror(error_number));
  }

  void flush() {
    const auto count = static_cast<int64_t>(buffer.size()) / num_columns;
    if (count == 0) return;
    const std::string what = "writing rows";
    // HDF5 holds chunks back in its cache, and writes each whole, however few rows it has.
    reserve(4 * static_cast<uint64_t>(rows_per_chunk * num_columns) * sizeof(float));
    const hsize_t extent[2] = {static_cast<hsize_t>(num_written + count), static_cast<hsize_t>(num_columns)};
    check_hdf5(H5Dset_extent(dataset->get(), extent), what);
    const Hdf5Handle selection = select_rows(dataset->get(), num_written, count, num_columns);
    const Hdf5Handle block = make_block_space(count, num_columns);
    check_hdf5(
        H5Dwrite(dataset->get(), H5T_NATIVE_FLOAT, block.get(), selection.get(), H5P_DEFAULT, buffer.data()),
        what);
    num_written += count;
    buffer.clear();
  }

  void close() {
    flush();
    dataset->close("closing 'rows'");
    dataset.reset();
    check_hdf5(H5Fflush(file->get(), H5F_SCOPE_GLOBAL), "closing the file");
    hsize_t size = 0;
    check_hdf5(H5Fget_filesize(file->get(), &size), "asking for the size");
    file->close("closing the file");
    file.reset();
    reservation->release(size);
    reservation.reset();
  }

  ~State() {
    const Hdf5Session session;
    dataset.reset();
    file.reset();
    std::error_code ignored;
    fs::remove(temporary, ignored);
  }
};

MatrixFileWriter::MatrixFileWriter(const fs::path& path, int64_t num_columns)
    : state_(std::make_unique<State>()) {
  AFFEKT_CHECK(num_columns > 0, "a matrix needs columns");
  state_->path = path;
  state_->temporary = make_temporary_path(path);
  state_->num_columns = num_columns;
  state_->explain([&] { state_->create(); });
}

MatrixFileWriter::~MatrixFileWriter() = default;

void MatrixFileWriter::append(const float* rows, int64_t count) {
  AFFEKT_CHECK(state_->file.has_value(), "the matrix file is finished");
  State& state = *state_;
  while (count > 0) {
    const int64_t buffered = static_cast<int64_t>(state.buffer.size()) / state.num_columns;
    const int64_t taken = std::min(count, state.rows_per_chunk - buffered);
    const int64_t num_values = taken * state.num_columns;
    state.buffer.insert(state.buffer.end(), rows, rows + num_values);
    rows += num_values;
    count -= taken;
    if (buffered + taken == state.rows_per_chunk) state.explain([&] { state.flush(); });
  }
}

void MatrixFileWriter::finish() {
  AFFEKT_CHECK(state_->file.has_value(), "the matrix file is finished");
  state_->explain([&] { state_->close(); });
  write_file_atomically(state_->path, [&](const fs::path& temporary) {
    std::error_code failure;
    fs::rename(state_->temporary, temporary, failure);
    if (failure) state_->fail(failure.message());
  });
}

}  // namespace affekt
