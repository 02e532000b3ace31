#include "ingest/audit/shared_runs.h"

#include <algorithm>

#include "core/process/interrupt.h"

namespace affekt {
namespace {

/// So many plays one after another in a sequence that doesn't train.
struct PlayRun {
  uint64_t hash = 0;
  int32_t stream = 0;
  bool is_shared = false;
  int64_t begin = 0;  // play

  bool is_like(const PlayRun& other) const { return hash == other.hash && stream == other.stream; }
  bool operator<(const PlayRun& other) const {
    return hash != other.hash       ? hash < other.hash
           : stream != other.stream ? stream < other.stream
                                    : begin < other.begin;
  }
};

uint64_t hash_songs(const int32_t* songs, int64_t count) {
  uint64_t hash = 0x9E3779B97F4A7C15ULL;
  for (int64_t i = 0; i < count; ++i) {  // the mixing of splitmix64
    hash += static_cast<uint64_t>(songs[i]) + 0x9E3779B97F4A7C15ULL;
    hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBULL;
    hash ^= hash >> 31U;
  }
  return hash;
}

/// Calls body(sequence, begin) for every window of `length` plays in the sequences that are wanted.
template <class IsWanted, class Body>
void for_each_window(const ListeningSequences& sequences, int64_t length, const IsWanted& is_wanted,
                     const Body& body) {
  for (size_t i = 0; i < sequences.streams.size(); ++i) {
    if (!is_wanted(sequences.splits[i])) continue;
    if (i % 1024 == 0) throw_if_interrupted("preparing the data");
    for (int64_t begin = sequences.offsets[i]; begin + length <= sequences.offsets[i + 1]; ++begin)
      body(i, begin);
  }
}

}  // namespace

std::vector<uint8_t> find_shared_runs(const ListeningSequences& sequences, int64_t run_plays) {
  const int32_t* const songs = sequences.songs.data();
  std::vector<PlayRun> runs;
  for_each_window(
      sequences, run_plays, [](Split split) { return split != Split::kTrain; },
      [&](size_t i, int64_t begin) {
        runs.push_back({hash_songs(songs + begin, run_plays), sequences.streams[i], false, begin});
      });
  std::sort(runs.begin(), runs.end());
  // Of equal runs of one stream the first stands for all.
  for_each_window(
      sequences, run_plays, [](Split split) { return split == Split::kTrain; },
      [&](size_t i, int64_t begin) {
        const uint64_t hash = hash_songs(songs + begin, run_plays);
        auto run = std::lower_bound(runs.begin(), runs.end(), hash,
                                    [](const PlayRun& a, uint64_t wanted) { return a.hash < wanted; });
        while (run != runs.end() && run->hash == hash) {
          if (run->stream != sequences.streams[i] && !run->is_shared)
            run->is_shared = std::equal(songs + begin, songs + begin + run_plays, songs + run->begin);
          const PlayRun of_stream = *run;
          run = std::upper_bound(run, runs.end(), of_stream, [](const PlayRun& a, const PlayRun& b) {
            return a.hash != b.hash ? a.hash < b.hash : a.stream < b.stream;
          });
        }
      });
  std::vector<uint8_t> is_in_run(sequences.songs.size(), 0);
  bool is_shared = false;
  for (size_t r = 0; r < runs.size(); ++r) {
    is_shared = r > 0 && runs[r].is_like(runs[r - 1]) ? is_shared : runs[r].is_shared;
    if (is_shared) std::fill_n(is_in_run.begin() + runs[r].begin, run_plays, uint8_t{1});
  }
  return is_in_run;
}

}  // namespace affekt
