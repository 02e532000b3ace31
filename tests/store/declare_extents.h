// HDF5 data sets that promise more than they hold.
#pragma once

#include <hdf5.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace affekt {

/// Puts a data set with these extents and nothing in it in the place of one of this name, if there is one.
inline void declare_extents(hid_t file, const std::string& name, hid_t type,
                            const std::vector<hsize_t>& extents) {
  if (H5Lexists(file, name.c_str(), H5P_DEFAULT) > 0) H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  const hid_t space = H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const std::vector<hsize_t> chunk(extents.size(), 1);
  H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
  const hid_t array = H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  if (array < 0) throw std::runtime_error("HDF5 doesn't make " + name);
  H5Dclose(array);
  H5Pclose(creation);
  H5Sclose(space);
}

}  // namespace affekt
