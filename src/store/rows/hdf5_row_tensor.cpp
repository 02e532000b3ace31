#include "store/rows/hdf5_row_tensor.h"

#include "core/error.h"

namespace affekt {

Hdf5NumberType hdf5_type_of(DType type) {
  switch (type) {
    case DType::kFloat32:
      return {Hdf5Type<float>::memory(), Hdf5Type<float>::disk()};
    case DType::kInt64:
      return {Hdf5Type<int64_t>::memory(), Hdf5Type<int64_t>::disk()};
    case DType::kInt32:
      return {Hdf5Type<int32_t>::memory(), Hdf5Type<int32_t>::disk()};
    case DType::kUint8:
      return {Hdf5Type<uint8_t>::memory(), Hdf5Type<uint8_t>::disk()};
    case DType::kFloat64:
      break;
  }
  AFFEKT_CHECK(type != DType::kFloat64, "prepared files hold no float64");
  return {};
}

StoredTensor open_stored_tensor(hid_t file, const std::string& name) {
  const std::string what = "reading '" + name + "'";
  const Hdf5Handle array(H5Dopen2(file, name.c_str(), H5P_DEFAULT), what);
  const Hdf5Handle space(H5Dget_space(array.get()), what), type(H5Dget_type(array.get()), what);
  const int rank = check_hdf5(H5Sget_simple_extent_ndims(space.get()), what);
  if (rank == 0) throw Hdf5Failure(what + ": it has no rows");
  for (const DType known : {DType::kFloat32, DType::kInt64, DType::kInt32, DType::kUint8}) {
    const hid_t memory = hdf5_type_of(known).memory;
    if (check_hdf5(H5Tequal(type.get(), memory), what) == 0) continue;
    Hdf5Rows rows(file, name, static_cast<size_t>(rank), memory);
    return {{name, known, {rows.shape().begin() + 1, rows.shape().end()}}, std::move(rows)};
  }
  throw Hdf5Failure(what + ": float32, int64, int32 or uint8 expected");
}

}  // namespace affekt
