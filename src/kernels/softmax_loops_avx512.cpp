// The loops built for avx512.
#include "kernels/softmax_loops.inl"

const affekt::SoftmaxLoops affekt::kSoftmaxLoopsAvx512 = AFFEKT_SOFTMAX_LOOPS;
