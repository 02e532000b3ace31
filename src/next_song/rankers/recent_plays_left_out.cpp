#include "next_song/rankers/recent_plays_left_out.h"

#include <algorithm>

namespace affekt {
namespace {

class RecentPlaysLeftOut : public SongRanker {
 public:
  RecentPlaysLeftOut(std::unique_ptr<SongRanker> ranker, int64_t num_left_out)
      : ranker_(std::move(ranker)), num_left_out_(num_left_out) {}

  std::string name() const override { return ranker_->name(); }

  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    ranker_->score(history, scores);
    const int64_t first = std::max<int64_t>(0, history.num_plays - num_left_out_);
    for (int64_t play = first; play < history.num_plays; ++play)
      scores[static_cast<size_t>(history.songs[play])] = 0;
  }

 private:
  std::unique_ptr<SongRanker> ranker_;
  int64_t num_left_out_;
};

}  // namespace

std::unique_ptr<SongRanker> leave_out_recent_plays(std::unique_ptr<SongRanker> ranker, int64_t num_left_out) {
  if (num_left_out <= 0) return ranker;
  return std::make_unique<RecentPlaysLeftOut>(std::move(ranker), num_left_out);
}

}  // namespace affekt
