#include "next_song/baselines.h"

#include <chrono>

#include "core/error.h"
#include "core/process/progress.h"
#include "core/text/count_text.h"
#include "core/text/text.h"

namespace affekt {

BaselineResults evaluate_baselines(const TrainingPlays& training, const ListeningPositions& positions,
                                   const std::vector<TunedRanker>& tuned, bool show_progress) {
  constexpr int64_t kListLength = 20;
  BaselineResults results;
  results.strongest = find_strongest(tuned);
  const auto num_rankings = static_cast<int64_t>(tuned.size()) * positions.num_positions();
  std::unique_ptr<ProgressBar> progress;
  if (show_progress && num_rankings > 0)
    progress = std::make_unique<ProgressBar>("Baselines", num_rankings, "rankings");
  for (const TunedRanker& ranker : tuned) {
    BaselineResult result;
    result.tuned = ranker;
    const auto start = std::chrono::steady_clock::now();
    const std::unique_ptr<SongRanker> fitted = make_ranker(training, ranker.choice);
    result.fit_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    PositionWork work;
    work.progress = progress.get();
    result.evaluation = evaluate_ranker(*fitted, positions, kListLength, work);
    results.methods.push_back(std::move(result));
  }
  return results;
}

std::string describe_choice(const RankerChoice& choice) {
  std::string text;
  for (const auto& entry : choice.parameters.items()) {
    if (!text.empty()) text += ", ";
    text += entry.key() + " " +
            (entry.value().is_string() ? entry.value().get<std::string>() : to_json_text(entry.value()));
  }
  if (choice.num_left_out > 0) {
    if (!text.empty()) text += ", ";
    text += count_of(choice.num_left_out, "recent play") + " left out";
  }
  return text;
}

}  // namespace affekt
