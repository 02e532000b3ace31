// The loops built for avx2.
#include "kernels/softmax_loops.inl"

const affekt::SoftmaxLoops affekt::kSoftmaxLoopsAvx2 = AFFEKT_SOFTMAX_LOOPS;
