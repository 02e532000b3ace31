// Typed reading and writing of HDF5 data sets and attributes: arrays of plain numbers, and texts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/hdf5_handle.h"

namespace affekt {

/// The HDF5 type of one element as it is in memory. On disk it is the same, little-endian.
template <class T>
struct Hdf5Type;
template <>
struct Hdf5Type<uint8_t> {
  static hid_t memory() { return H5T_NATIVE_UINT8; }
  static hid_t disk() { return H5T_STD_U8LE; }
};
template <>
struct Hdf5Type<int16_t> {
  static hid_t memory() { return H5T_NATIVE_INT16; }
  static hid_t disk() { return H5T_STD_I16LE; }
};
template <>
struct Hdf5Type<int64_t> {
  static hid_t memory() { return H5T_NATIVE_INT64; }
  static hid_t disk() { return H5T_STD_I64LE; }
};
template <>
struct Hdf5Type<int32_t> {
  static hid_t memory() { return H5T_NATIVE_INT32; }
  static hid_t disk() { return H5T_STD_I32LE; }
};
template <>
struct Hdf5Type<float> {
  static hid_t memory() { return H5T_NATIVE_FLOAT; }
  static hid_t disk() { return H5T_IEEE_F32LE; }
};

/// A data set or attribute of numbers, as an untyped view. `shape` is empty for a scalar.
struct Hdf5Layout {
  std::string name;
  std::vector<hsize_t> shape;
};

constexpr hsize_t kChunkBytes = 1 << 19;  // fits HDF5's chunk cache of 1 MiB twice

/// Writes `layout.shape` elements in chunks along the first axis, each with a checksum.
void write_array(hid_t file, const Hdf5Layout& layout, hid_t disk_type, hid_t memory_type, const void* data);
template <class T>
void write_array(hid_t file, const Hdf5Layout& layout, const T* data) {
  write_array(file, layout, Hdf5Type<T>::disk(), Hdf5Type<T>::memory(), data);
}
/// Texts as fixed-length UTF-8, each as long as the longest; padded with zeros. An empty list gives a data
/// set of 0 rows.
void write_texts(hid_t file, const std::string& name, const std::vector<std::string>& texts);
/// Texts of very different lengths: the group `name` of "bytes" uint8 [B] and "offsets" int64 [N + 1], where
/// text i is bytes[offsets[i], offsets[i + 1]).
void write_ragged_texts(hid_t file, const std::string& name, const std::vector<std::string>& texts);
/// One text of any length: attributes end at 64 KiB.
void write_text(hid_t file, const std::string& name, const std::string& text);

/// The bytes of so many elements. @throws Hdf5Failure naming `what` if they are more than 2^63 - 1: a file
/// may declare any extents, whatever it holds
size_t count_bytes(const std::vector<hsize_t>& shape, size_t element_bytes, const std::string& what);

/// The shape of a data set. @throws Hdf5Failure if there is none of this name or if its rank isn't `rank`
std::vector<hsize_t> read_shape(hid_t file, const std::string& name, size_t rank);
/// The same, of a data set whose elements are to be read into memory. @throws Hdf5Failure also if the file
/// holds fewer bytes than `shape` elements of this size, so that nobody allocates what isn't there
std::vector<hsize_t> read_stored_shape(hid_t file, const std::string& name, size_t rank,
                                       size_t element_bytes);
/// @param data  room for all elements  @throws Hdf5Failure also if the stored type is of another kind or size
void read_array(hid_t file, const std::string& name, hid_t memory_type, void* data);
template <class T>
void read_array(hid_t file, const std::string& name, T* data) {
  read_array(file, name, Hdf5Type<T>::memory(), data);
}
/// All numbers of a data set with so many axes. @param shape  not null: is filled in
template <class T>
std::vector<T> read_numbers(hid_t file, const std::string& name, size_t rank = 1,
                            std::vector<hsize_t>* shape = nullptr) {
  const std::vector<hsize_t> stored = read_stored_shape(file, name, rank, sizeof(T));
  std::vector<T> numbers(count_bytes(stored, sizeof(T), name) / sizeof(T));
  if (!numbers.empty()) read_array(file, name, numbers.data());
  if (shape != nullptr) *shape = stored;
  return numbers;
}
/// One number for each of `num_rows` rows.
template <class T>
void read_column(hid_t file, const std::string& name, hsize_t num_rows, std::vector<T>& column) {
  column = read_numbers<T>(file, name);
  if (column.size() != num_rows) {
    throw Hdf5Failure("'" + name + "' has " + std::to_string(column.size()) + " rows, " +
                      std::to_string(num_rows) + " expected");
  }
}

/// A data set that is read a few rows (of its first axis) at a time.
class Hdf5Rows {
 public:
  /// @throws Hdf5Failure: as read_stored_shape; its numbers are of another type
  Hdf5Rows(hid_t file, const std::string& name, size_t rank, hid_t memory_type);
  const std::vector<hsize_t>& shape() const { return shape_; }
  /// @param data  room for `count` rows
  void read(hsize_t first, hsize_t count, void* data) const;

 private:
  std::string name_;
  hid_t memory_type_;
  Hdf5Handle array_;
  std::vector<hsize_t> shape_;
};

std::vector<std::string> read_texts(hid_t file, const std::string& name);
/// @throws Hdf5Failure also if the offsets don't cut the bytes into texts
std::vector<std::string> read_ragged_texts(hid_t file, const std::string& name);
std::string read_text(hid_t file, const std::string& name);

void write_attribute(hid_t object, const std::string& name, int32_t value);
void write_attribute(hid_t object, const std::string& name, const std::string& value);
void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& values);
bool has_attribute(hid_t object, const std::string& name);
int32_t read_int_attribute(hid_t object, const std::string& name);
/// A scalar gives one text, a list as many as it has.
std::vector<std::string> read_text_attributes(hid_t object, const std::string& name);
std::string read_text_attribute(hid_t object, const std::string& name);

}  // namespace affekt
