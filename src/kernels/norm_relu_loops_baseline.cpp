// The loops built for baseline.
#include "kernels/norm_relu_loops.inl"

const affekt::NormReluLoops affekt::kNormReluLoopsBaseline[2] = AFFEKT_NORM_RELU_LOOPS;
