#include "tasks/next_song/predict_next_songs.h"

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"

namespace affekt {

void predict_next_songs(const NextSongScorer& scorer, const std::vector<PlaySpan>& histories,
                        const NextSongPredictOptions& options, const TakeScores& take) {
  const auto num_rows = static_cast<int64_t>(histories.size());
  const bool has_wishes = !options.emotion.empty();
  AFFEKT_CHECK(!has_wishes || options.emotion.size() == 2 * histories.size(), "a wish for each history");
  const int64_t block = std::clamp<int64_t>(options.scores_in_block / scorer.num_songs(), 1, 1024);
  std::unique_ptr<ProgressBar> progress;
  if (options.show_progress) progress = std::make_unique<ProgressBar>("predict", num_rows, "plays");
  for (int64_t first = 0; first < num_rows; first += block) {
    throw_if_interrupted("predicting the next songs");
    const int64_t end = std::min(first + block, num_rows);
    torch::Tensor emotion;
    if (has_wishes) {
      emotion = torch::empty({end - first, 2});
      std::copy(options.emotion.begin() + 2 * first, options.emotion.begin() + 2 * end,
                emotion.data_ptr<float>());
    }
    const auto scores = scorer.score({histories.begin() + first, histories.begin() + end}, emotion)
                            .to(torch::kCPU)
                            .contiguous();
    take(first, end - first, scores.data_ptr<float>());
    if (progress) progress->advance(end - first);
  }
}

}  // namespace affekt
