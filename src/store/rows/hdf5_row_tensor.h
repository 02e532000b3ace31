// Tensors of rows as HDF5 data sets: their types, and what a data set says of itself.
#pragma once

#include <string>

#include "store/hdf5_io.h"
#include "store/rows/row_tensor.h"

namespace affekt {

/// As Hdf5Type, for a type that is known when the program runs. Needs an Hdf5Session, as all here.
struct Hdf5NumberType {
  hid_t memory, disk;
};
Hdf5NumberType hdf5_type_of(DType type);

/// A data set that is read in rows, with what it holds.
struct StoredTensor {
  RowTensor layout;  // its name is the data set's
  Hdf5Rows rows;
};
/// @throws Hdf5Failure: there is no such data set; a scalar; numbers of another type; fewer bytes than
/// declared
StoredTensor open_stored_tensor(hid_t file, const std::string& name);

}  // namespace affekt
