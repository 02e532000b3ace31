// The loops built for baseline.
#include "kernels/softmax_loops.inl"

const affekt::SoftmaxLoops affekt::kSoftmaxLoopsBaseline = AFFEKT_SOFTMAX_LOOPS;
