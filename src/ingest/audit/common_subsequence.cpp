#include "ingest/audit/common_subsequence.h"

#include <algorithm>

namespace affekt {
namespace {

constexpr int32_t kNowhereMore = -1;

}  // namespace

CommonSubsequence::CommonSubsequence(int64_t num_songs)
    : last_(static_cast<size_t>(num_songs), kNowhereMore) {}

void CommonSubsequence::set_sequence(const int32_t* songs, int64_t count) {
  for (const int32_t song : songs_) last_[static_cast<size_t>(song)] = kNowhereMore;
  songs_.assign(songs, songs + count);
  next_.resize(songs_.size());
  for (size_t at = 0; at < songs_.size(); ++at) {
    int32_t& last = last_[static_cast<size_t>(songs_[at])];
    next_[at] = last;
    last = static_cast<int32_t>(at);
  }
}

int64_t CommonSubsequence::compare(const int32_t* songs, int64_t count, int64_t most_pairs) {
  ends_.clear();  // ends_[k]: where a common subsequence of k + 1 songs can end at the earliest
  int64_t num_pairs = 0;
  for (int64_t i = 0; i < count; ++i) {
    // From the last place on, so that one song of the other sequence is not taken twice.
    for (int32_t at = last_[static_cast<size_t>(songs[i])]; at != kNowhereMore;
         at = next_[static_cast<size_t>(at)]) {
      if (++num_pairs > most_pairs) return -1;
      const auto place = std::lower_bound(ends_.begin(), ends_.end(), at);
      if (place == ends_.end())
        ends_.push_back(at);
      else
        *place = at;
    }
  }
  return static_cast<int64_t>(ends_.size());
}

}  // namespace affekt
