// The loops built for avx2.
#include "kernels/norm_relu_loops.inl"

const affekt::NormReluLoops affekt::kNormReluLoopsAvx2[2] = AFFEKT_NORM_RELU_LOOPS;
