#include "next_song/rankers/popularity_rankers.h"

#include <algorithm>

namespace affekt {
namespace {

std::vector<float> share_plays(const TrainingPlays& training, double weight) {
  std::vector<float> shares;
  shares.reserve(training.play_counts.size());
  for (const int64_t count : training.play_counts)
    shares.push_back(
        static_cast<float>(weight * static_cast<double>(count) / static_cast<double>(training.num_plays())));
  return shares;
}

class PopularityRanker : public SongRanker {
 public:
  explicit PopularityRanker(const TrainingPlays& training) : shares_(share_plays(training, 1)) {}
  std::string name() const override { return "popularity"; }
  void score(const PlayHistory&, std::vector<float>& scores) const override { scores = shares_; }

 private:
  std::vector<float> shares_;  // [V]
};

class StreamPopularityRanker : public SongRanker {
 public:
  StreamPopularityRanker(const TrainingPlays& training, const StreamPopularityOptions& options)
      : shares_(share_plays(training, 1 - options.own_weight)), options_(options) {}

  std::string name() const override { return "stream_popularity"; }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    scores = shares_;
    const int64_t num_own = std::min(history.num_plays, options_.max_own_plays);
    if (num_own == 0) return;
    // Whole counts first: equal counts must give equal scores, whatever order they were added up in.
    thread_local std::vector<int32_t> counts;
    counts.resize(std::max(counts.size(), shares_.size()));
    const int32_t* const end = history.songs + history.num_plays;
    for (const int32_t* song = end - num_own; song != end; ++song) ++counts[static_cast<size_t>(*song)];
    const double weight = options_.own_weight / static_cast<double>(num_own);
    for (const int32_t* song = end - num_own; song != end; ++song) {
      int32_t& count = counts[static_cast<size_t>(*song)];
      if (count == 0) continue;
      scores[static_cast<size_t>(*song)] += static_cast<float>(weight * count);
      count = 0;
    }
  }

 private:
  std::vector<float> shares_;  // [V], already weighted
  StreamPopularityOptions options_;
};

}  // namespace

std::unique_ptr<SongRanker> make_popularity_ranker(const TrainingPlays& training, const PopularityOptions&) {
  return std::make_unique<PopularityRanker>(training);
}

void StreamPopularityOptions::describe(FieldVisitor& v) {
  v.field("own_weight", &own_weight,
          FieldRules("Weight of the stream's own plays against those of all").at_least(0).at_most(1));
  v.field("max_own_plays", &max_own_plays,
          FieldRules("So many of the stream's latest plays are counted")
              .unit("plays")
              .at_least(1)
              .at_most(1000000));
}

std::unique_ptr<SongRanker> make_stream_popularity_ranker(const TrainingPlays& training,
                                                          const StreamPopularityOptions& options) {
  return std::make_unique<StreamPopularityRanker>(training, options);
}

}  // namespace affekt
