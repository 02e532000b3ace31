#include "clustering/kmeans/kmeans_loops.h"

#include <cmath>

namespace affekt {
namespace {

struct InstructionSet {
  const char* name;
  const KmeansLoops* loops;
};

/// Those of this machine, the best last.
const std::vector<InstructionSet>& instruction_sets() {
  static const std::vector<InstructionSet> sets = [] {
    std::vector<InstructionSet> found = {{"baseline", &kKmeansLoopsBaseline}};
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      found.push_back({"avx2", &kKmeansLoopsAvx2});
      if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        found.push_back({"avx512", &kKmeansLoopsAvx512});
    }
#endif
    return found;
  }();
  return sets;
}

}  // namespace

const KmeansLoops& kmeans_loops() {
  return *instruction_sets().back().loops;
}

std::string kmeans_instruction_set() {
  return instruction_sets().back().name;
}

std::vector<const KmeansLoops*> list_kmeans_loops() {
  std::vector<const KmeansLoops*> loops;
  for (const InstructionSet& set : instruction_sets()) loops.push_back(set.loops);
  return loops;
}

RoundingMargin margin_for(int64_t num_columns) {
  const auto columns = static_cast<float>(num_columns);
  // Twice (D + 3) 2^-24 and more, which leaves room for a root, a product and a sum; underflow of the
  // columns' squares, even where the machine flushes small numbers to zero: sqrt(D 2^-126), twice.
  return {(columns + 8) * 0x1.0p-23F, 2 * std::sqrt(columns) * 0x1.0p-63F};
}

}  // namespace affekt
