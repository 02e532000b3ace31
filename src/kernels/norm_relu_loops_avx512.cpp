// The loops built for avx512.
#include "kernels/norm_relu_loops.inl"

const affekt::NormReluLoops affekt::kNormReluLoopsAvx512[2] = AFFEKT_NORM_RELU_LOOPS;
