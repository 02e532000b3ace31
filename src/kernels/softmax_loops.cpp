#include "kernels/softmax_loops.h"

#include <string>

#include "kernels/batch_norm_relu.h"

namespace affekt {

const SoftmaxLoops& softmax_loops() {
  static const SoftmaxLoops& chosen = []() -> const SoftmaxLoops& {
#if defined(__x86_64__)
    if (kernel_instruction_set() == "avx512") return kSoftmaxLoopsAvx512;
    if (kernel_instruction_set() == "avx2") return kSoftmaxLoopsAvx2;
#endif
    return kSoftmaxLoopsBaseline;
  }();
  return chosen;
}

}  // namespace affekt
