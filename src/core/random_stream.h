// Random streams named by their purpose: a draw depends on its name and indices, never on who drew before.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace affekt {

/// A 64-bit key out of the experiment's seed, a purpose and up to two indices.
/// Example: derive_key(17, "augment", epoch, sample_index).
uint64_t derive_key(uint64_t seed, std::string_view purpose, uint64_t index_a = 0, uint64_t index_b = 0);

/// xoshiro256** (Blackman and Vigna, 2018), seeded from a key with splitmix64. The same on every platform:
/// no std:: distribution is used, since their output is left to the implementation.
class RandomStream {
 public:
  explicit RandomStream(uint64_t key);
  RandomStream(uint64_t seed, std::string_view purpose, uint64_t index_a = 0, uint64_t index_b = 0)
      : RandomStream(derive_key(seed, purpose, index_a, index_b)) {}

  uint64_t next_u64();
  /// Uniform in [0, 1), 53 bits.
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in 0..bound-1, exactly (Lemire's rejection). bound > 0.
  uint64_t below(uint64_t bound);
  bool bernoulli(double probability) { return uniform() < probability; }
  /// Standard normal (Box-Muller).
  double normal();
  /// Gamma(shape, 1), shape > 0 (Marsaglia and Tsang, 2000).
  double gamma(double shape);
  /// Beta(a, b), a, b > 0.
  double beta(double a, double b);

 private:
  uint64_t state_[4];
};

/// A uniformly drawn order of 0..count-1 (Fisher-Yates).
std::vector<int64_t> draw_permutation(RandomStream& stream, int64_t count);

}  // namespace affekt
