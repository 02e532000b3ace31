// What one row has under one name, in HDF5 files whose rows are written and read in blocks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/tensor.h"

namespace affekt {

struct RowTensor {
  std::string name;
  DType type = DType::kFloat32;    // not kFloat64
  std::vector<int64_t> row_shape;  // without the axis of the rows; empty: one number a row
};

}  // namespace affekt
