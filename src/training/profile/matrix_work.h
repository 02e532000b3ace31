// How much of a network's work is products of matrices: counted while it runs, operator by operator.
#pragma once

#include <ATen/record_function.h>

#include <cstdint>

namespace affekt {

/// While it lives, adds up the floating-point operations of all convolutions and matrix products that begin
/// in this process, those of the backward pass too. A multiplication and an addition are two; a convolution
/// counts as the plain sum over its window, whichever way it is computed (Winograd's takes fewer).
class MatrixWorkCounter {
 public:
  MatrixWorkCounter();
  ~MatrixWorkCounter();
  MatrixWorkCounter(const MatrixWorkCounter&) = delete;
  MatrixWorkCounter& operator=(const MatrixWorkCounter&) = delete;

  double flops() const;

 private:
  at::CallbackHandle handle_;
  double flops_before_;
};

}  // namespace affekt
