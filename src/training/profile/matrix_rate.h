// How fast a machine multiplies matrices: the rate that a training can at best come near.
#pragma once

namespace affekt {

struct MatrixRate {
  double flops_a_second = 0;  // a multiplication and an addition are two
  /// Of its threads' time, what this process was given while it multiplied: below 1, other work had the rest.
  double cpu_share = 1;

  /// Whether other work has made the rate lower than what the machine reaches.
  bool is_disturbed() const { return cpu_share < 0.9; }
};

}  // namespace affekt
