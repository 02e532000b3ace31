// How many plays two sequences have in common in the same order.
#pragma once

#include <cstdint>
#include <vector>

namespace affekt {

/// Length of the longest common subsequence of one sequence with many others.
/// Example: of {1, 2, 3, 4} with {2, 9, 4, 1} it is 2: 2, 4.
class CommonSubsequence {
 public:
  /// @param num_songs  every song is in 0..num_songs - 1
  explicit CommonSubsequence(int64_t num_songs);

  /// The sequence that others are compared with. songs [count]
  void set_sequence(const int32_t* songs, int64_t count);
  /// @param most_pairs  of equal songs, in any order; the work grows with their number
  /// @return            the length; -1: there are more such pairs
  /// Source: Hunt and Szymanski, "A fast algorithm for computing longest common subsequences", 1977.
  int64_t compare(const int32_t* songs, int64_t count, int64_t most_pairs);

 private:
  std::vector<int32_t> last_,
      next_;  // [num_songs], [count]: where a song stands, from the last place on; -1: end
  std::vector<int32_t> songs_, ends_;
};

}  // namespace affekt
