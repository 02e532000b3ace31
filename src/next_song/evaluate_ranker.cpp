#include "next_song/evaluate_ranker.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"

namespace affekt {
namespace {

constexpr double kNeverNamed = std::numeric_limits<double>::infinity();

/// Which songs were met at this position, without clearing [V] marks for each.
class SeenSongs {
 public:
  void begin(size_t num_songs) {
    marks_.resize(std::max(marks_.size(), num_songs));
    if (++round_ == 0) {  // after 2^32 positions
      std::fill(marks_.begin(), marks_.end(), 0U);
      round_ = 1;
    }
  }
  bool insert(int32_t song) {
    uint32_t& mark = marks_[static_cast<size_t>(song)];
    return mark == round_ ? false : (mark = round_, true);
  }

 private:
  std::vector<uint32_t> marks_;
  uint32_t round_ = 0;
};

/// Ranks of one target while the plays before it are left out one after another, the last one first.
class RankWithoutPlays {
 public:
  RankWithoutPlays(const std::vector<float>& scores, int32_t target, bool is_warm)
      : scores_(scores), target_(target), is_warm_(is_warm), counts_(count_ranks(scores, target)) {
    const float own = scores[static_cast<size_t>(target)];
    bar_ = own > 0 ? own : 0;
  }

  void leave_out(int32_t song) {
    const float score = scores_[static_cast<size_t>(song)];
    if (song == target_) {
      is_left_out_ = true;
      counts_.num_positive -= score > 0 ? 1 : 0;
    } else if (score > 0) {
      --counts_.num_positive;
      if (score > bar_) {
        --counts_.num_better;
        if (bar_ == 0) ++counts_.num_equal;
      } else if (score == bar_) {
        --counts_.num_equal;
      }
    }
  }

  double rank() const {
    if ((is_left_out_ || bar_ == 0) && !is_warm_) return kNeverNamed;
    if (!is_left_out_) return counts_.mean_rank();
    RankCounts last = counts_;  // among those without an opinion
    last.num_better = counts_.num_positive;
    last.num_equal = static_cast<int64_t>(scores_.size()) - counts_.num_positive;
    return last.mean_rank();
  }

 private:
  const std::vector<float>& scores_;
  int32_t target_;
  bool is_warm_, is_left_out_ = false;
  RankCounts counts_;
  float bar_;
};

std::vector<double> select_ranks(const std::vector<double>& ranks, const std::vector<uint8_t>& flags,
                                 uint8_t wanted, BootstrapOptions& options) {
  std::vector<double> selected;
  std::vector<int64_t> groups;
  for (size_t i = 0; i < ranks.size(); ++i) {
    if (flags[i] != wanted) continue;
    selected.push_back(ranks[i]);
    if (!options.groups.empty()) groups.push_back(options.groups[i]);
  }
  options.groups = std::move(groups);
  return selected;
}

}  // namespace

void for_each_position(int64_t num_positions, const PositionWork& work,
                       const std::function<void(int64_t, PositionMemory&)>& body) {
  constexpr int64_t kPositionsPerTask = 32;
  const int64_t num_tasks = (num_positions + kPositionsPerTask - 1) / kPositionsPerTask;
  parallel_for(num_tasks, work.num_threads > 0 ? work.num_threads : thread_count(), [&](int64_t task) {
    throw_if_interrupted("the ranking of songs");
    PositionMemory memory(4);
    const int64_t begin = task * kPositionsPerTask, end = std::min(num_positions, begin + kPositionsPerTask);
    for (int64_t i = begin; i < end; ++i) body(i, memory);
    if (work.progress != nullptr) work.progress->advance(end - begin);
  });
}

double rank_target(const std::vector<float>& scores, const ListeningPositions& positions, int64_t position) {
  const auto row = static_cast<size_t>(position);
  const int32_t target = positions.targets[row];
  if (positions.is_warm[row] == 0 && !(scores[static_cast<size_t>(target)] > 0)) return kNeverNamed;
  return count_ranks(scores, target).mean_rank();
}

RankerEvaluation make_evaluation(int64_t num_positions, int64_t list_length) {
  RankerEvaluation evaluation;
  evaluation.ranks.resize(static_cast<size_t>(num_positions));
  if (list_length > 0) {
    evaluation.lists.list_length = list_length;
    evaluation.lists.songs.resize(evaluation.ranks.size() * static_cast<size_t>(list_length));
  }
  return evaluation;
}

void rank_position(const std::vector<float>& scores, const ListeningPositions& positions, int64_t position,
                   RankerEvaluation& evaluation) {
  evaluation.ranks[static_cast<size_t>(position)] = rank_target(scores, positions, position);
  RecommendedLists& lists = evaluation.lists;
  if (!lists.songs.empty())
    select_best_songs(scores, lists.list_length, lists.songs.data() + position * lists.list_length);
}

RankerEvaluation evaluate_ranker(const SongRanker& ranker, const ListeningPositions& positions,
                                 int64_t list_length, const PositionWork& work) {
  const auto start = std::chrono::steady_clock::now();
  RankerEvaluation evaluation = make_evaluation(positions.num_positions(), list_length);
  for_each_position(positions.num_positions(), work, [&](int64_t i, PositionMemory& memory) {
    std::vector<float>& scores = memory[0];
    ranker.score(positions.history(i), scores);
    rank_position(scores, positions, i, evaluation);
  });
  evaluation.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return evaluation;
}

std::vector<std::vector<double>> rank_with_plays_left_out(const SongRanker& ranker,
                                                          const ListeningPositions& positions,
                                                          const std::vector<int64_t>& num_left_out,
                                                          const PositionWork& work) {
  AFFEKT_CHECK(std::is_sorted(num_left_out.begin(), num_left_out.end()), "from few to many");
  std::vector<std::vector<double>> ranks(num_left_out.size());
  for (std::vector<double>& of_one : ranks) of_one.resize(static_cast<size_t>(positions.num_positions()));
  for_each_position(positions.num_positions(), work, [&](int64_t i, PositionMemory& memory) {
    thread_local SeenSongs seen;
    const auto row = static_cast<size_t>(i);
    const PlayHistory history = positions.history(i);
    ranker.score(history, memory[0]);
    RankWithoutPlays rank(memory[0], positions.targets[row], positions.is_warm[row] != 0);
    seen.begin(memory[0].size());
    int64_t num_done = 0;
    for (size_t k = 0; k < num_left_out.size(); ++k) {
      for (; num_done < std::min(num_left_out[k], history.num_plays); ++num_done) {
        const int32_t song = history.songs[history.num_plays - 1 - num_done];
        if (seen.insert(song)) rank.leave_out(song);
      }
      ranks[k][row] = rank.rank();
    }
  });
  return ranks;
}

ScoresByPart score_parts(const ListeningPositions& positions, const std::vector<double>& ranks,
                         const BootstrapOptions& options) {
  AFFEKT_CHECK(static_cast<int64_t>(ranks.size()) == positions.num_positions(), "every position has a rank");
  const auto score = [&](const std::vector<uint8_t>& flags, uint8_t wanted) {
    BootstrapOptions of_part = options;
    const std::vector<double> selected = select_ranks(ranks, flags, wanted, of_part);
    return score_ranks(selected, of_part);
  };
  ScoresByPart scores;
  scores.all = score_ranks(ranks, options);
  scores.warm = score(positions.is_warm, 1);
  scores.cold = score(positions.is_warm, 0);
  scores.repeats = score(positions.is_repeat, 1);
  scores.first_plays = score(positions.is_repeat, 0);
  return scores;
}

}  // namespace affekt
