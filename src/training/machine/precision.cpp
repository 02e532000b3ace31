#include "training/machine/precision.h"

namespace affekt {
namespace {

bool processor_multiplies_bfloat16() {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

}  // namespace

torch::ScalarType choose_precision(const std::string& name, const torch::Device& device) {
  if (name == "fp32") return torch::kFloat32;
  if (name == "bf16") return torch::kBFloat16;
  return device.is_cuda() || processor_multiplies_bfloat16() ? torch::kBFloat16 : torch::kFloat32;
}

const char* name_precision(torch::ScalarType dtype) {
  return dtype == torch::kBFloat16 ? "bf16" : "fp32";
}

}  // namespace affekt
