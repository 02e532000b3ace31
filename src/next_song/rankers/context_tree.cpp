#include "next_song/rankers/context_tree.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/process/interrupt.h"

namespace affekt {
namespace {

/// A song below, or after, a node. Both are below 2^31.
uint64_t join_ids(int32_t node, int32_t song) {
  return static_cast<uint64_t>(node) << 32 | static_cast<uint32_t>(song);
}
int32_t node_of(uint64_t key) {
  return static_cast<int32_t>(key >> 32);
}
int32_t song_of(uint64_t key) {
  return static_cast<int32_t>(key & 0xFFFFFFFFU);
}

/// The entries of a map by key, and where those of each node begin.
struct SortedEntries {
  std::vector<std::pair<uint64_t, int32_t>> entries;
  std::vector<int64_t> offsets;  // [nodes + 1]
};

SortedEntries sort_entries(const std::unordered_map<uint64_t, int32_t>& map, size_t num_nodes) {
  SortedEntries sorted;
  sorted.entries.assign(map.begin(), map.end());
  std::sort(sorted.entries.begin(), sorted.entries.end());
  sorted.offsets.assign(num_nodes + 1, 0);
  for (const auto& entry : sorted.entries) ++sorted.offsets[static_cast<size_t>(node_of(entry.first)) + 1];
  for (size_t k = 1; k <= num_nodes; ++k) sorted.offsets[k] += sorted.offsets[k - 1];
  return sorted;
}

}  // namespace

class ContextTree::Builder {
 public:
  Builder(ContextTree& tree, const TrainingPlays& training) : tree_(tree), training_(training) {
    add_node(0);
    for (int64_t i = 0; i < training.num_sequences(); ++i) learn_sequence(i);
  }

  void write_tree() {
    const SortedEntries children = sort_entries(children_, tree_.trust_.size());
    tree_.child_offsets_ = children.offsets;
    for (const auto& [key, node] : children.entries) {
      tree_.child_songs_.push_back(song_of(key));
      tree_.children_.push_back(node);
    }
    const SortedEntries follows = sort_entries(counts_, tree_.trust_.size());
    tree_.follow_offsets_ = follows.offsets;
    for (const auto& [key, count] : follows.entries) tree_.follows_.push_back({song_of(key), count});
  }

 private:
  int32_t add_node(int64_t depth) {
    tree_.totals_.push_back(0);
    tree_.trust_.push_back(std::ldexp(1.0, -static_cast<int>(depth)));
    return static_cast<int32_t>(tree_.trust_.size()) - 1;
  }

  void learn_sequence(int64_t sequence) {
    const int32_t* const plays = training_.sequence(sequence);
    std::vector<int32_t> path;
    for (int64_t i = 0; i < training_.length(sequence); ++i) {
      if (i % 4096 == 0) throw_if_interrupted("the context tree");
      path.assign(1, 0);
      for (int64_t depth = 1; depth <= std::min(i, tree_.shape_.max_depth); ++depth) {
        const auto [entry, is_new] = children_.try_emplace(join_ids(path.back(), plays[i - depth]), 0);
        if (is_new) entry->second = add_node(depth);
        path.push_back(entry->second);
      }
      learn_play(path, plays[i]);
    }
  }

  void learn_play(const std::vector<int32_t>& path, int32_t song) {
    constexpr double kLeast = 1e-6;  // a node that was once sure can learn otherwise
    double mixture = 0;
    for (const int32_t node : path) {
      int32_t& count = counts_[join_ids(node, song)];
      const double own =
          (count + tree_.shape_.prior_plays / static_cast<double>(tree_.num_songs_)) /
          (static_cast<double>(tree_.totals_[static_cast<size_t>(node)]) + tree_.shape_.prior_plays);
      double& trust = tree_.trust_[static_cast<size_t>(node)];
      mixture = trust * own + (1 - trust) * mixture;
      if (node != 0) trust = std::clamp(trust * own / mixture, kLeast, 1 - kLeast);
      ++count;
      ++tree_.totals_[static_cast<size_t>(node)];
    }
  }

  ContextTree& tree_;
  const TrainingPlays& training_;
  std::unordered_map<uint64_t, int32_t> children_;  // node and song -> node
  std::unordered_map<uint64_t, int32_t> counts_;    // node and song that followed -> how often
};

ContextTree::ContextTree(const TrainingPlays& training, const ContextTreeShape& shape)
    : shape_(shape), num_songs_(training.num_songs) {
  Builder(*this, training).write_tree();
}

int32_t ContextTree::find_child(int32_t node, int32_t song) const {
  const auto begin = child_songs_.begin() + child_offsets_[static_cast<size_t>(node)];
  const auto end = child_songs_.begin() + child_offsets_[static_cast<size_t>(node) + 1];
  const auto found = std::lower_bound(begin, end, song);
  return found == end || *found != song ? -1 : children_[static_cast<size_t>(found - child_songs_.begin())];
}

void ContextTree::predict(const PlayHistory& history, std::vector<float>& scores) const {
  std::vector<int32_t> path = {0};
  for (int64_t depth = 1; depth <= std::min(history.num_plays, shape_.max_depth); ++depth) {
    const int32_t child = find_child(path.back(), history.songs[history.num_plays - depth]);
    if (child < 0) break;
    path.push_back(child);
  }
  scores.assign(static_cast<size_t>(num_songs_), 0.0F);
  double share = 1;  // of the mixture that is left to this node and those above it
  for (size_t k = path.size(); k-- > 0;) {
    const auto node = static_cast<size_t>(path[k]);
    const double weight =
        share * trust_[node] / (static_cast<double>(totals_[node]) + shape_.prior_plays);  // of one play
    for (int64_t i = follow_offsets_[node]; i < follow_offsets_[node + 1]; ++i) {
      const FollowCount& follow = follows_[static_cast<size_t>(i)];
      scores[static_cast<size_t>(follow.song)] += static_cast<float>(weight * follow.count);
    }
    share *= 1 - trust_[node];
  }
}

}  // namespace affekt
