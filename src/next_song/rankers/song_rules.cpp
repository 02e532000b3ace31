#include "next_song/rankers/song_rules.h"

#include <algorithm>

#include "core/process/interrupt.h"
#include "core/process/threads.h"

namespace affekt {
namespace {

/// Where each song stands in training.
struct Occurrences {
  std::vector<int64_t> offsets;    // [V + 1]
  std::vector<int64_t> plays;      // [P], of a song in order
  std::vector<int32_t> sequences;  // [P], by play
};

Occurrences find_occurrences(const TrainingPlays& training) {
  Occurrences found;
  found.offsets.assign(static_cast<size_t>(training.num_songs) + 1, 0);
  for (const int32_t song : training.songs) ++found.offsets[static_cast<size_t>(song) + 1];
  for (size_t v = 1; v < found.offsets.size(); ++v) found.offsets[v] += found.offsets[v - 1];
  std::vector<int64_t> next(found.offsets.begin(), found.offsets.end() - 1);
  found.plays.resize(training.songs.size());
  for (size_t play = 0; play < training.songs.size(); ++play)
    found.plays[static_cast<size_t>(next[static_cast<size_t>(training.songs[play])]++)] =
        static_cast<int64_t>(play);
  found.sequences.resize(training.songs.size());
  for (int64_t i = 0; i < training.num_sequences(); ++i)
    std::fill(found.sequences.begin() + training.offsets[static_cast<size_t>(i)],
              found.sequences.begin() + training.offsets[static_cast<size_t>(i) + 1],
              static_cast<int32_t>(i));
  return found;
}

/// Sums the weights of one song's pairs after another, in memory that is used again.
class PairSums {
 public:
  PairSums(const TrainingPlays& training, const Occurrences& occurrences, const RuleMining& mining)
      : training_(training),
        occurrences_(occurrences),
        mining_(mining),
        sums_(static_cast<size_t>(training.num_songs)) {}

  /// Appends the rules of `song`.
  void append_rules(int32_t song, std::vector<SongRule>& rules) {
    const auto v = static_cast<size_t>(song);
    for (int64_t k = occurrences_.offsets[v]; k < occurrences_.offsets[v + 1]; ++k)
      add_pairs_of(occurrences_.plays[static_cast<size_t>(k)]);
    for (size_t i = 0; i < met_.size(); ++i) {
      double& sum = sums_[static_cast<size_t>(met_[i])];
      const double weight = mining_.from_divisors.empty() ? sum : sum / divisor_of(song, met_[i]);
      sum = 0;
      if (mining_.keep_self || met_[i] != song) ranked_.push_back({weight, i, met_[i]});
    }
    const size_t num_kept = mining_.num_rules > 0
                                ? std::min(ranked_.size(), static_cast<size_t>(mining_.num_rules))
                                : ranked_.size();
    std::partial_sort(ranked_.begin(), ranked_.begin() + static_cast<std::ptrdiff_t>(num_kept), ranked_.end(),
                      [](const Ranked& a, const Ranked& b) {
                        return a.weight != b.weight ? a.weight > b.weight : a.order < b.order;
                      });
    for (size_t i = 0; i < num_kept; ++i)
      rules.push_back({ranked_[i].song, static_cast<float>(ranked_[i].weight)});
    met_.clear();
    ranked_.clear();
  }

 private:
  struct Ranked {
    double weight;
    size_t order;
    int32_t song;
  };

  void add_pairs_of(int64_t play) {
    const auto sequence = static_cast<size_t>(occurrences_.sequences[static_cast<size_t>(play)]);
    const auto window = static_cast<int64_t>(mining_.weights.size()) - 1;
    if (mining_.both_directions) {
      for (int64_t other = std::max(training_.offsets[sequence], play - window); other < play; ++other)
        add(other, play - other);
    }
    const int64_t end = std::min(training_.offsets[sequence + 1], play + window + 1);
    for (int64_t other = play + 1; other < end; ++other) add(other, other - play);
  }

  void add(int64_t other, int64_t distance) {
    const double weight = mining_.weights[static_cast<size_t>(distance)];
    if (weight <= 0) return;
    const int32_t song = training_.songs[static_cast<size_t>(other)];
    double& sum = sums_[static_cast<size_t>(song)];
    if (sum == 0) met_.push_back(song);
    sum += weight;
  }

  double divisor_of(int32_t from, int32_t to) const {
    return mining_.from_divisors[static_cast<size_t>(from)] * mining_.to_divisors[static_cast<size_t>(to)];
  }

  const TrainingPlays& training_;
  const Occurrences& occurrences_;
  const RuleMining& mining_;
  std::vector<double> sums_;  // [V], zero between two songs
  std::vector<int32_t> met_;  // songs whose sum is not zero, in the order they were met
  std::vector<Ranked> ranked_;
};

}  // namespace

SongRules mine_song_rules(const TrainingPlays& training, const RuleMining& mining) {
  const Occurrences occurrences = find_occurrences(training);
  const int num_threads = thread_count();
  // Few blocks: each has sums over the whole catalogue.
  const int64_t num_blocks = std::min<int64_t>(training.num_songs, 8 * num_threads);
  struct Block {
    std::vector<int64_t> ends;
    std::vector<SongRule> rules;
  };
  std::vector<Block> blocks(static_cast<size_t>(num_blocks));
  parallel_for(num_blocks, num_threads, [&](int64_t b) {
    throw_if_interrupted("counting rules");
    Block& block = blocks[static_cast<size_t>(b)];
    PairSums sums(training, occurrences, mining);
    const int64_t end = training.num_songs * (b + 1) / num_blocks;
    for (int64_t song = training.num_songs * b / num_blocks; song < end; ++song) {
      sums.append_rules(static_cast<int32_t>(song), block.rules);
      block.ends.push_back(static_cast<int64_t>(block.rules.size()));
    }
  });
  SongRules result;
  result.offsets.push_back(0);
  for (Block& block : blocks) {
    const auto begin = static_cast<int64_t>(result.rules.size());
    for (const int64_t end : block.ends) result.offsets.push_back(begin + end);
    result.rules.insert(result.rules.end(), block.rules.begin(), block.rules.end());
  }
  return result;
}

}  // namespace affekt
