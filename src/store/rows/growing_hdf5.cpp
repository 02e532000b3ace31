#include "store/rows/growing_hdf5.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "store/rows/hdf5_row_tensor.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

fs::path make_rows_path(const fs::path& path) {
  static std::atomic<uint64_t> counter{0};
  fs::path temporary = path;
  temporary += "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".rows.tmp";
  return temporary;
}

}  // namespace

/// Room on the disk for a file that grows. HDF5 1.10 can crash once a write to the disk has failed, so the
/// room is taken before HDF5 is asked to write.
class DiskReservation {
 public:
  explicit DiskReservation(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}
  ~DiskReservation() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  DiskReservation(const DiskReservation&) = delete;
  DiskReservation& operator=(const DiskReservation&) = delete;

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

struct GrowingArray {
  std::string name;
  std::vector<hsize_t> row_shape;
  hid_t memory_type;
  Hdf5Handle dataset;
  size_t row_bytes;
  hsize_t rows_per_chunk, rows_per_write;
  hsize_t num_written = 0;
  std::vector<std::byte> buffer;  // rows of chunks that are not full yet

  /// Of so many rows.
  std::vector<hsize_t> shape_of(hsize_t num_rows) const {
    std::vector<hsize_t> shape = {num_rows};
    shape.insert(shape.end(), row_shape.begin(), row_shape.end());
    return shape;
  }
};

struct GrowingHdf5File::State {
  fs::path path, temporary;
  std::string description;
  std::optional<Hdf5Handle> file;
  std::vector<GrowingArray> arrays;
  std::optional<DiskReservation> reservation;

  [[noreturn]] void fail(const std::string& reason) const {
    throw ArtifactError(path.string() + ": " + description + " can't be written: " + reason);
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
    reserve(0);
  }

  void add(const RowTensor& tensor, size_t chunk_bytes) {
    const std::string what = "creating '" + tensor.name + "'";
    const Hdf5NumberType type = hdf5_type_of(tensor.type);
    const std::vector<hsize_t> row_shape(tensor.row_shape.begin(), tensor.row_shape.end());
    const size_t row_bytes = count_bytes(row_shape, size_of(tensor.type), what);
    AFFEKT_CHECK(row_bytes > 0, "a row without numbers");
    const hsize_t per_chunk = std::max<hsize_t>(1, chunk_bytes / row_bytes);
    const hsize_t per_write = per_chunk * std::max<hsize_t>(1, kChunkBytes / (per_chunk * row_bytes));

    std::vector<hsize_t> extent = {0};
    extent.insert(extent.end(), row_shape.begin(), row_shape.end());
    std::vector<hsize_t> most = extent, chunk = extent;
    most[0] = H5S_UNLIMITED;
    chunk[0] = per_chunk;
    const auto rank = static_cast<int>(extent.size());
    const Hdf5Handle space(H5Screate_simple(rank, extent.data(), most.data()), what);
    const Hdf5Handle links(H5Pcreate(H5P_LINK_CREATE), what);
    check_hdf5(H5Pset_create_intermediate_group(links.get(), 1), what);
    const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), what);
    check_hdf5(H5Pset_chunk(creation.get(), rank, chunk.data()), what);
    check_hdf5(H5Pset_fletcher32(creation.get()), what);
    Hdf5Handle dataset(H5Dcreate2(file->get(), tensor.name.c_str(), type.disk, space.get(), links.get(),
                                  creation.get(), H5P_DEFAULT),
                       what);
    arrays.push_back(
        {tensor.name, row_shape, type.memory, std::move(dataset), row_bytes, per_chunk, per_write, 0, {}});
  }

  void reserve(uint64_t more_bytes) {
    hsize_t size = 0;
    check_hdf5(H5Fget_filesize(file->get(), &size), "asking for the size");
    const int error_number = reservation->reserve(size + more_bytes);
    if (error_number != 0) fail(std::strerror(error_number));
  }

  /// What HDF5 may still hold back in its caches: it writes each chunk whole, however few rows it has.
  uint64_t count_pending_bytes() const {
    uint64_t bytes = 0;
    for (const GrowingArray& array : arrays)
      bytes += 2 * std::max<uint64_t>(array.rows_per_chunk * array.row_bytes, kChunkBytes);
    return bytes;
  }

  void flush(GrowingArray& array) {
    const hsize_t count = array.buffer.size() / array.row_bytes;
    if (count == 0) return;
    const std::string what = "writing '" + array.name + "'";
    reserve(array.buffer.size() + count_pending_bytes());
    const std::vector<hsize_t> extent = array.shape_of(array.num_written + count),
                               block = array.shape_of(count);
    check_hdf5(H5Dset_extent(array.dataset.get(), extent.data()), what);
    std::vector<hsize_t> start(block.size(), 0);
    start[0] = array.num_written;
    const Hdf5Handle selection(H5Dget_space(array.dataset.get()), what);
    check_hdf5(
        H5Sselect_hyperslab(selection.get(), H5S_SELECT_SET, start.data(), nullptr, block.data(), nullptr),
        what);
    const Hdf5Handle memory(H5Screate_simple(static_cast<int>(block.size()), block.data(), nullptr), what);
    check_hdf5(H5Dwrite(array.dataset.get(), array.memory_type, memory.get(), selection.get(), H5P_DEFAULT,
                        array.buffer.data()),
               what);
    array.num_written += count;
    array.buffer.clear();
  }

  void close(const std::function<void(hid_t file)>& write_rest, uint64_t rest_bytes) {
    for (GrowingArray& array : arrays) {
      flush(array);
      array.dataset.close("closing '" + array.name + "'");
    }
    reserve(rest_bytes + count_pending_bytes());
    write_rest(file->get());
    arrays.clear();
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
    arrays.clear();
    file.reset();
    std::error_code ignored;
    fs::remove(temporary, ignored);
  }
};

GrowingHdf5File::GrowingHdf5File(const fs::path& path, const std::string& description)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->description = description;
  state_->temporary = make_rows_path(path);
  state_->explain([&] { state_->create(); });
}

GrowingHdf5File::~GrowingHdf5File() = default;

size_t GrowingHdf5File::add(const RowTensor& array, size_t chunk_bytes) {
  state_->explain([&] { state_->add(array, chunk_bytes); });
  return state_->arrays.size() - 1;
}

void GrowingHdf5File::append(size_t array_index, const void* rows, int64_t count) {
  AFFEKT_CHECK(state_->file.has_value(), state_->description + " is finished");
  GrowingArray& array = state_->arrays.at(array_index);
  const auto* bytes = static_cast<const std::byte*>(rows);
  for (auto left = static_cast<hsize_t>(count); left > 0;) {
    const hsize_t buffered = array.buffer.size() / array.row_bytes;
    const hsize_t taken = std::min(left, array.rows_per_write - buffered);
    array.buffer.insert(array.buffer.end(), bytes, bytes + taken * array.row_bytes);
    bytes += taken * array.row_bytes;
    left -= taken;
    if (buffered + taken == array.rows_per_write) state_->explain([&] { state_->flush(array); });
  }
}

void GrowingHdf5File::finish(const std::function<void(hid_t file)>& write_rest, uint64_t rest_bytes) {
  AFFEKT_CHECK(state_->file.has_value(), state_->description + " is finished");
  state_->explain([&] { state_->close(write_rest, rest_bytes); });
  write_file_atomically(state_->path, [&](const fs::path& temporary) {
    std::error_code failure;
    fs::rename(state_->temporary, temporary, failure);
    if (failure) state_->fail(failure.message());
  });
}

}  // namespace affekt
