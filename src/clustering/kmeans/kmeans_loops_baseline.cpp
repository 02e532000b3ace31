// The loops built for any machine.
#include "clustering/kmeans/kmeans_bounds.inl"

const affekt::KmeansLoops affekt::kKmeansLoopsBaseline = affekt::kThisFilesLoops;
