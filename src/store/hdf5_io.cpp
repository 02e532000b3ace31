#include "store/hdf5_io.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace affekt {
namespace {

Hdf5Handle make_space(const std::vector<hsize_t>& shape, const std::string& what) {
  if (shape.empty()) return {H5Screate(H5S_SCALAR), what};
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), what};
}

Hdf5Handle make_text_type(size_t length) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), "making a text type");
  check_hdf5(H5Tset_size(type.get(), std::max<size_t>(length, 1)), "making a text type");
  check_hdf5(H5Tset_cset(type.get(), H5T_CSET_UTF8), "making a text type");
  check_hdf5(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "making a text type");
  return type;
}

/// Fixed-length rows, padded with zeros.
struct TextTable {
  explicit TextTable(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) length = std::max(length, text.size());
    bytes.assign(length * texts.size(), '\0');
    for (size_t i = 0; i < texts.size(); ++i) texts[i].copy(bytes.data() + i * length, length);
  }
  size_t length = 1;
  std::string bytes;
};

std::vector<std::string> split_table(const std::string& bytes, size_t length) {
  std::vector<std::string> texts;
  for (size_t begin = 0; begin + length <= bytes.size(); begin += length) {
    texts.emplace_back(bytes, begin, strnlen(bytes.data() + begin, length));
  }
  return texts;
}

/// Length of the rows of a fixed-length text type.
size_t check_text_type(hid_t type, const std::string& what) {
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0) {
    throw Hdf5Failure(what + ": fixed-length text expected, another type got");
  }
  return H5Tget_size(type);
}

std::vector<hsize_t> shape_of(hid_t space, const std::string& what) {
  std::vector<hsize_t> shape(static_cast<size_t>(check_hdf5(H5Sget_simple_extent_ndims(space), what)));
  check_hdf5(H5Sget_simple_extent_dims(space, shape.data(), nullptr), what);
  return shape;
}

Hdf5Handle open_array(hid_t file, const std::string& name) {
  return {H5Dopen2(file, name.c_str(), H5P_DEFAULT), "opening '" + name + "'"};
}

/// "4 x 48 x 48"
std::string show_shape(const std::vector<hsize_t>& shape) {
  std::string text;
  for (const hsize_t extent : shape) text += (text.empty() ? "" : " x ") + std::to_string(extent);
  return text.empty() ? "1" : text;
}

/// @param stored_bytes  what the file holds of it
size_t check_stored(const std::vector<hsize_t>& shape, size_t element_bytes, hsize_t stored_bytes,
                    const std::string& what) {
  const size_t num_bytes = count_bytes(shape, element_bytes, what);
  if (num_bytes > stored_bytes) {
    throw Hdf5Failure(what + ": " + show_shape(shape) + " elements are declared, the file holds " +
                      std::to_string(stored_bytes) + " bytes of them");
  }
  return num_bytes;
}

void check_type(hid_t array, hid_t memory_type, const std::string& what) {
  const Hdf5Handle type(H5Dget_type(array), what);
  if (check_hdf5(H5Tequal(type.get(), memory_type), what) == 0) {
    throw Hdf5Failure(what + ": its numbers are of another type than this schema's");
  }
}

void write_attribute_bytes(hid_t object, const std::string& name, const std::vector<hsize_t>& shape,
                           hid_t type, const void* data) {
  const std::string what = "writing attribute '" + name + "'";
  const Hdf5Handle space = make_space(shape, what);
  Hdf5Handle attribute(H5Acreate2(object, name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT), what);
  check_hdf5(H5Awrite(attribute.get(), type, data), what);
  attribute.close(what);
}

}  // namespace

void write_array(hid_t file, const Hdf5Layout& layout, hid_t disk_type, hid_t memory_type, const void* data) {
  const std::string what = "writing '" + layout.name + "'";
  const Hdf5Handle space = make_space(layout.shape, what);
  const Hdf5Handle links(H5Pcreate(H5P_LINK_CREATE), what);
  check_hdf5(H5Pset_create_intermediate_group(links.get(), 1), what);
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), what);
  const size_t num_elements = count_bytes(layout.shape, 1, what);
  if (!layout.shape.empty() && num_elements > 0) {
    std::vector<hsize_t> chunk = layout.shape;
    const hsize_t row_bytes = H5Tget_size(disk_type) * num_elements / layout.shape[0];
    chunk[0] = std::clamp<hsize_t>(kChunkBytes / row_bytes, 1, layout.shape[0]);
    check_hdf5(H5Pset_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data()), what);
    check_hdf5(H5Pset_fletcher32(creation.get()), what);
  }
  Hdf5Handle array(
      H5Dcreate2(file, layout.name.c_str(), disk_type, space.get(), links.get(), creation.get(), H5P_DEFAULT),
      what);
  if (num_elements > 0) {
    check_hdf5(H5Dwrite(array.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), what);
  }
  array.close(what);
}

void write_texts(hid_t file, const std::string& name, const std::vector<std::string>& texts) {
  const TextTable table(texts);
  const Hdf5Handle type = make_text_type(table.length);
  write_array(file, {name, {texts.size()}}, type.get(), type.get(), table.bytes.data());
}

void write_ragged_texts(hid_t file, const std::string& name, const std::vector<std::string>& texts) {
  std::vector<int64_t> offsets = {0};
  std::string bytes;
  for (const std::string& text : texts) {
    bytes += text;
    offsets.push_back(static_cast<int64_t>(bytes.size()));
  }
  write_array(file, {name + "/bytes", {bytes.size()}}, reinterpret_cast<const uint8_t*>(bytes.data()));
  write_array(file, {name + "/offsets", {offsets.size()}}, offsets.data());
}

void write_text(hid_t file, const std::string& name, const std::string& text) {
  const TextTable table({text});
  const Hdf5Handle type = make_text_type(table.length);
  write_array(file, {name, {}}, type.get(), type.get(), table.bytes.data());
}

size_t count_bytes(const std::vector<hsize_t>& shape, size_t element_bytes, const std::string& what) {
  constexpr size_t kMost = std::numeric_limits<int64_t>::max();
  size_t num_bytes = element_bytes;
  // An extent of 0 makes it 0, whatever stands beside it.
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  for (const hsize_t extent : shape) {
    if (extent > kMost / num_bytes) {
      throw Hdf5Failure(what + ": " + show_shape(shape) + " elements are declared, more than can be counted");
    }
    num_bytes *= extent;
  }
  return num_bytes;
}

std::vector<hsize_t> read_shape(hid_t file, const std::string& name, size_t rank) {
  const std::string what = "reading the shape of '" + name + "'";
  const Hdf5Handle array = open_array(file, name);
  const Hdf5Handle space(H5Dget_space(array.get()), what);
  std::vector<hsize_t> shape = shape_of(space.get(), what);
  if (shape.size() != rank) {
    throw Hdf5Failure(what + ": " + std::to_string(rank) + " axes expected, " + std::to_string(shape.size()) +
                      " got");
  }
  return shape;
}

std::vector<hsize_t> read_stored_shape(hid_t file, const std::string& name, size_t rank,
                                       size_t element_bytes) {
  std::vector<hsize_t> shape = read_shape(file, name, rank);
  const Hdf5Handle array = open_array(file, name);
  check_stored(shape, element_bytes, H5Dget_storage_size(array.get()), "reading '" + name + "'");
  return shape;
}

void read_array(hid_t file, const std::string& name, hid_t memory_type, void* data) {
  const std::string what = "reading '" + name + "'";
  const Hdf5Handle array = open_array(file, name);
  check_type(array.get(), memory_type, what);
  check_hdf5(H5Dread(array.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), what);
}

Hdf5Rows::Hdf5Rows(hid_t file, const std::string& name, size_t rank, hid_t memory_type)
    : name_(name),
      memory_type_(memory_type),
      array_(open_array(file, name)),
      shape_(read_stored_shape(file, name, rank, H5Tget_size(memory_type))) {
  check_type(array_.get(), memory_type, "reading '" + name + "'");
}

void Hdf5Rows::read(hsize_t first, hsize_t count, void* data) const {
  if (count == 0) return;
  const std::string what = "reading '" + name_ + "'";
  std::vector<hsize_t> begin(shape_.size(), 0), extent = shape_;
  begin[0] = first;
  extent[0] = count;
  const Hdf5Handle block = make_space(extent, what), selection(H5Dget_space(array_.get()), what);
  check_hdf5(
      H5Sselect_hyperslab(selection.get(), H5S_SELECT_SET, begin.data(), nullptr, extent.data(), nullptr),
      what);
  check_hdf5(H5Dread(array_.get(), memory_type_, block.get(), selection.get(), H5P_DEFAULT, data), what);
}

std::vector<std::string> read_texts(hid_t file, const std::string& name) {
  const std::string what = "reading '" + name + "'";
  const Hdf5Handle array = open_array(file, name);
  const Hdf5Handle type(H5Dget_type(array.get()), what);
  const Hdf5Handle space(H5Dget_space(array.get()), what);
  const size_t length = check_text_type(type.get(), what);
  std::string bytes(check_stored(shape_of(space.get(), what), length, H5Dget_storage_size(array.get()), what),
                    '\0');
  if (!bytes.empty()) {
    check_hdf5(H5Dread(array.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), what);
  }
  return split_table(bytes, length);
}

std::vector<std::string> read_ragged_texts(hid_t file, const std::string& name) {
  const std::vector<uint8_t> numbers = read_numbers<uint8_t>(file, name + "/bytes");
  const std::string bytes(numbers.begin(), numbers.end());
  const std::vector<int64_t> offsets = read_numbers<int64_t>(file, name + "/offsets");
  if (offsets.empty() || offsets.front() != 0 || !std::is_sorted(offsets.begin(), offsets.end()) ||
      offsets.back() != static_cast<int64_t>(bytes.size())) {
    throw Hdf5Failure("'" + name + "/offsets' doesn't cut '" + name + "/bytes' into texts");
  }
  std::vector<std::string> texts;
  texts.reserve(offsets.size() - 1);
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    texts.emplace_back(bytes, static_cast<size_t>(offsets[i]),
                       static_cast<size_t>(offsets[i + 1] - offsets[i]));
  }
  return texts;
}

std::string read_text(hid_t file, const std::string& name) {
  const std::vector<std::string> texts = read_texts(file, name);
  if (texts.size() != 1) throw Hdf5Failure("reading '" + name + "': one text expected");
  return texts[0];
}

void write_attribute(hid_t object, const std::string& name, int32_t value) {
  write_attribute_bytes(object, name, {}, H5T_NATIVE_INT32, &value);
}

void write_attribute(hid_t object, const std::string& name, const std::string& value) {
  const TextTable table({value});
  const Hdf5Handle type = make_text_type(table.length);
  write_attribute_bytes(object, name, {}, type.get(), table.bytes.data());
}

void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& values) {
  const TextTable table(values);
  const Hdf5Handle type = make_text_type(table.length);
  write_attribute_bytes(object, name, {values.size()}, type.get(), table.bytes.data());
}

bool has_attribute(hid_t object, const std::string& name) {
  return check_hdf5(H5Aexists(object, name.c_str()), "looking for attribute '" + name + "'") > 0;
}

int32_t read_int_attribute(hid_t object, const std::string& name) {
  const std::string what = "reading attribute '" + name + "'";
  const Hdf5Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), what);
  const Hdf5Handle type(H5Aget_type(attribute.get()), what);
  const Hdf5Handle space(H5Aget_space(attribute.get()), what);
  if (H5Tget_class(type.get()) != H5T_INTEGER || count_bytes(shape_of(space.get(), what), 1, what) != 1) {
    throw Hdf5Failure(what + ": one integer expected");
  }
  int32_t value = 0;
  check_hdf5(H5Aread(attribute.get(), H5T_NATIVE_INT32, &value), what);
  return value;
}

std::vector<std::string> read_text_attributes(hid_t object, const std::string& name) {
  const std::string what = "reading attribute '" + name + "'";
  const Hdf5Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), what);
  const Hdf5Handle type(H5Aget_type(attribute.get()), what);
  const Hdf5Handle space(H5Aget_space(attribute.get()), what);
  const size_t length = check_text_type(type.get(), what);
  std::string bytes(
      check_stored(shape_of(space.get(), what), length, H5Aget_storage_size(attribute.get()), what), '\0');
  if (!bytes.empty()) check_hdf5(H5Aread(attribute.get(), type.get(), bytes.data()), what);
  return split_table(bytes, length);
}

std::string read_text_attribute(hid_t object, const std::string& name) {
  const std::vector<std::string> texts = read_text_attributes(object, name);
  if (texts.size() != 1) throw Hdf5Failure("reading attribute '" + name + "': one text expected");
  return texts[0];
}

}  // namespace affekt
