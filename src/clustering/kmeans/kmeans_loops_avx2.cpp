// The loops built for avx2.
#include "clustering/kmeans/kmeans_bounds.inl"

const affekt::KmeansLoops affekt::kKmeansLoopsAvx2 = affekt::kThisFilesLoops;
