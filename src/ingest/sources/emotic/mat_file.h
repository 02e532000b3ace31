// MATLAB 5 files (save -v6 and -v7) read with matio, and the values of their variables, checked.
#pragma once

#include <matio.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace affekt {

struct FreeMatVariable {
  void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using MatVariable = std::unique_ptr<matvar_t, FreeMatVariable>;

class MatFile {
 public:
  /// @throws DataError: can't be read; version 7.3 (HDF5) or 4, or no MATLAB file at all; truncated; damaged
  ///         (check_mat_elements); more than 1 GiB when it is inflated
  explicit MatFile(const std::filesystem::path& path);
  ~MatFile();
  MatFile(const MatFile&) = delete;
  MatFile& operator=(const MatFile&) = delete;

  const std::vector<std::string>& names() const { return names_; }
  /// With all that is in it; null if there is none of this name. @throws DataError: damaged
  MatVariable read(const std::string& name) const;

 private:
  std::filesystem::path path_;
  mat_t* file_ = nullptr;
  std::vector<std::string> names_;
};

/// A value of another kind than expected. The callers say where it is.
class MatFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// "a struct array 1x3 with the fields a, b", "a double array 2x4", "nothing"; at most about 300 bytes
std::string describe(const matvar_t* value);
size_t count_elements(const matvar_t* value);  // 0: null or empty
bool has_mat_field(const matvar_t* value, const std::string& name);
/// Of element `index` of a struct array, from 0; null if it is empty. @throws MatFault: no struct, no such
/// field
const matvar_t* mat_field(const matvar_t* value, const std::string& name, size_t index = 0);
/// The element of a cell array.
const matvar_t* mat_cell(const matvar_t* value, size_t index);
/// UTF-8; "" if it is empty. @throws MatFault: no text
std::string mat_text(const matvar_t* value);
/// In the order of storage; empty if it is. @throws MatFault: no array of real numbers
std::vector<double> mat_numbers(const matvar_t* value);

}  // namespace affekt
