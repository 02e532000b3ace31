// The loops built for avx512.
#include "clustering/kmeans/kmeans_bounds.inl"

const affekt::KmeansLoops affekt::kKmeansLoopsAvx512 = affekt::kThisFilesLoops;
