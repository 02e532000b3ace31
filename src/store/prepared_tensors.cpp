#include "store/prepared_tensors.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "store/prepared_hdf5.h"
#include "store/read_sample_rows.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTensorNames = "tensor_names";  // an attribute, in the order of the map
constexpr const char* kGroup = "tensors/";

struct DiskType {
  DType type;
  hid_t memory, disk;
};

/// HDF5's types are looked up while the library runs, so this is no constant.
std::vector<DiskType> disk_types() {
  return {{DType::kFloat32, Hdf5Type<float>::memory(), Hdf5Type<float>::disk()},
          {DType::kInt64, Hdf5Type<int64_t>::memory(), Hdf5Type<int64_t>::disk()},
          {DType::kInt32, Hdf5Type<int32_t>::memory(), Hdf5Type<int32_t>::disk()},
          {DType::kUint8, Hdf5Type<uint8_t>::memory(), Hdf5Type<uint8_t>::disk()}};
}

std::string compute_content_digest(const TensorRows& rows) {
  Sha256 digest;
  update_with_number(digest, rows.num_rows);
  update_with_numbers(digest, rows.splits);
  update_with_texts(digest, rows.source_ids);
  for (const auto& [name, tensor] : rows.tensors) {
    update_with_texts(digest, {name, name_of(tensor.type)});
    update_with_numbers(digest, tensor.shape);
    update_with_numbers(digest, tensor.bytes);
  }
  return digest.finish();
}

/// @return what doesn't fit together, or ""
std::string find_inconsistency(const TensorRows& rows) {
  const auto n = static_cast<size_t>(rows.num_rows);
  if (rows.splits.size() != n || rows.source_ids.size() != n)
    return "'split' or 'source_id' has another number of rows than the tensors";
  for (const auto& [name, tensor] : rows.tensors) {
    if (tensor.shape.empty() || tensor.shape[0] != rows.num_rows)
      return "the tensor '" + name + "' has another number of rows";
    if (tensor.bytes.size() != static_cast<size_t>(tensor.count()) * size_of(tensor.type))
      return "the tensor '" + name + "' has another size than its shape says";
  }
  return "";
}

void write_tensor(hid_t file, const std::string& name, const HostTensor& tensor) {
  for (const DiskType& known : disk_types()) {
    if (known.type != tensor.type) continue;
    const std::vector<hsize_t> shape(tensor.shape.begin(), tensor.shape.end());
    write_array(file, {kGroup + name, shape}, known.disk, known.memory, tensor.bytes.data());
  }
}

HostTensor read_tensor(hid_t file, const std::string& name) {
  const std::string path = kGroup + name, what = "reading '" + path + "'";
  const Hdf5Handle array(H5Dopen2(file, path.c_str(), H5P_DEFAULT), what);
  const Hdf5Handle space(H5Dget_space(array.get()), what), type(H5Dget_type(array.get()), what);
  const auto rank = static_cast<size_t>(check_hdf5(H5Sget_simple_extent_ndims(space.get()), what));
  for (const DiskType& known : disk_types()) {
    if (check_hdf5(H5Tequal(type.get(), known.memory), what) == 0) continue;
    const std::vector<hsize_t> shape = read_stored_shape(file, path, rank, size_of(known.type));
    HostTensor tensor = HostTensor::make(known.type, {shape.begin(), shape.end()});
    if (!tensor.bytes.empty()) read_array(file, path, known.memory, tensor.bytes.data());
    return tensor;
  }
  throw Hdf5Failure(what + ": float32, int64, int32 or uint8 expected");
}

TensorRows read_rows(hid_t file) {
  TensorRows rows;
  rows.splits = read_split_column(file);
  rows.num_rows = static_cast<int64_t>(rows.splits.size());
  rows.source_ids = read_texts(file, "source_id");
  for (const std::string& name : read_text_attributes(file, kTensorNames))
    rows.tensors[name] = read_tensor(file, name);
  const std::string fault = find_inconsistency(rows);
  if (!fault.empty()) throw Hdf5Failure(fault);
  return rows;
}

}  // namespace

void write_prepared_tensors(const fs::path& path, const PreparedTensors& prepared) {
  const TensorRows& rows = prepared.rows;
  const std::string fault = find_inconsistency(rows);
  AFFEKT_CHECK(fault.empty() && !rows.tensors.empty(), fault.empty() ? "no tensor" : fault);
  PreparedEnvelope envelope = prepared.info;
  envelope.content_digest = compute_content_digest(rows);
  write_prepared_envelope(path, envelope, [&](hid_t file) {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : rows.tensors) {
      names.push_back(name);
      write_tensor(file, name, tensor);
    }
    write_attribute(file, kTensorNames, names);
    write_array(file, {"split", {rows.splits.size()}}, reinterpret_cast<const uint8_t*>(rows.splits.data()));
    write_texts(file, "source_id", rows.source_ids);
  });
}

PreparedTensors read_prepared_tensors(const fs::path& path, const std::string& kind) {
  PreparedTensors prepared;
  prepared.info = read_prepared_envelope(path, {kind}, [&](hid_t file, const PreparedEnvelope&) {
    prepared.rows = read_rows(file);
    return compute_content_digest(prepared.rows);
  });
  return prepared;
}

TensorRows select_split(const TensorRows& rows, Split split) {
  const std::vector<int64_t> chosen = rows_of_split(rows.splits, split);
  TensorRows selected;
  selected.num_rows = static_cast<int64_t>(chosen.size());
  selected.splits.assign(chosen.size(), split);
  for (const int64_t row : chosen) selected.source_ids.push_back(rows.source_ids[static_cast<size_t>(row)]);
  for (const auto& [name, tensor] : rows.tensors) {
    std::vector<int64_t> shape = tensor.shape;
    shape[0] = selected.num_rows;
    HostTensor& part = selected.tensors[name] = HostTensor::make(tensor.type, shape);
    if (part.bytes.empty()) continue;
    const size_t row_bytes = part.bytes.size() / chosen.size();
    for (size_t i = 0; i < chosen.size(); ++i) {
      std::memcpy(part.bytes.data() + i * row_bytes,
                  tensor.bytes.data() + static_cast<size_t>(chosen[i]) * row_bytes, row_bytes);
    }
  }
  return selected;
}

}  // namespace affekt
