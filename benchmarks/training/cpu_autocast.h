// LibTorch's CPU autocast, whose functions have other names from 2.4 on. The one place that asks for a
// version.
#pragma once

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace affekt {

inline void set_cpu_autocast(bool enabled, at::ScalarType dtype) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(at::kCPU, dtype);
  at::autocast::set_autocast_enabled(at::kCPU, enabled);
#else
  at::autocast::set_autocast_cpu_dtype(dtype);
  at::autocast::set_cpu_enabled(enabled);
#endif
}

}  // namespace affekt
