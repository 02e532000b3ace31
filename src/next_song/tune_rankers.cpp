#include "next_song/tune_rankers.h"

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "next_song/evaluate_ranker.h"

namespace affekt {
namespace {

bool is_better(const TunedRanker& a, const TunedRanker& b) {
  return a.validation_mrr != b.validation_mrr ? a.validation_mrr > b.validation_mrr
                                              : a.validation_hit_rate > b.validation_hit_rate;
}

std::vector<const RankerEntry*> choose_entries(const std::vector<std::string>& names) {
  std::vector<const RankerEntry*> entries;
  for (const std::string& name : names) find_ranker(name);
  for (const RankerEntry& entry : ranker_table()) {
    if (names.empty() || std::find(names.begin(), names.end(), entry.name) != names.end())
      entries.push_back(&entry);
  }
  return entries;
}

TunedRanker tune_ranker(const RankerEntry& entry, const TrainingPlays& training,
                        const ListeningPositions& positions, const TuningOptions& options,
                        ProgressBar* progress) {
  PositionWork work;
  work.num_threads = options.num_threads;
  work.progress = progress;
  const std::vector<int64_t> num_left_out =
      entry.may_leave_out_plays ? options.num_left_out : std::vector<int64_t>{0};
  BootstrapOptions no_intervals;
  no_intervals.num_resamples = 0;
  TunedRanker best;
  for (const RankerParameters& parameters : entry.grid) {
    throw_if_interrupted("the tuning of simple methods");
    const std::unique_ptr<SongRanker> ranker = entry.make(training, parameters);
    const auto ranks = rank_with_plays_left_out(*ranker, positions, num_left_out, work);
    for (size_t k = 0; k < ranks.size(); ++k) {
      const RankingScores scores = score_ranks(ranks[k], no_intervals);
      TunedRanker tried;
      tried.choice = {entry.name, parameters, num_left_out[k]};
      tried.validation_mrr = scores.values[kMrrAt20];
      tried.validation_hit_rate = scores.values[kHitRateAt20];
      tried.num_tried = best.num_tried + 1;
      if (best.num_tried == 0 || is_better(tried, best)) best = tried;
      best.num_tried = tried.num_tried;
    }
  }
  return best;
}

}  // namespace

ListeningPositions list_tuning_positions(const ListeningData& data, const TuningOptions& options) {
  PositionOptions which;
  which.max_positions = options.max_positions;
  which.leave_out_train_duplicates = true;
  return list_positions(data, Split::kValidation, which);
}

std::vector<TunedRanker> tune_rankers(const ListeningData& data, const TrainingPlays& training,
                                      const TuningOptions& options) {
  const ListeningPositions positions = list_tuning_positions(data, options);
  if (positions.num_positions() == 0)
    throw DataError(
        "listening data: the validation split has no play with another one before it: expected some to tune "
        "the "
        "simple methods on; change how data.split divides the sequences");
  const std::vector<const RankerEntry*> entries = choose_entries(options.names);
  int64_t num_sets = 0;
  for (const RankerEntry* entry : entries) num_sets += static_cast<int64_t>(entry->grid.size());
  std::unique_ptr<ProgressBar> progress;
  if (options.show_progress)
    progress =
        std::make_unique<ProgressBar>("Simple methods", num_sets * positions.num_positions(), "rankings");
  std::vector<TunedRanker> tuned;
  for (const RankerEntry* entry : entries) {
    if (progress != nullptr) progress->set_note(entry->title);
    tuned.push_back(tune_ranker(*entry, training, positions, options, progress.get()));
  }
  return tuned;
}

size_t find_strongest(const std::vector<TunedRanker>& tuned) {
  AFFEKT_CHECK(!tuned.empty(), "there is a method");
  size_t strongest = 0;
  for (size_t i = 1; i < tuned.size(); ++i)
    if (is_better(tuned[i], tuned[strongest])) strongest = i;
  return strongest;
}

nlohmann::ordered_json to_json(const std::vector<TunedRanker>& tuned) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const TunedRanker& ranker : tuned) {
    list.push_back(to_json(ranker.choice));
    list.back()["validation"] = {{"mrr_at_20", ranker.validation_mrr},
                                 {"hit_rate_at_20", ranker.validation_hit_rate}};
    list.back()["num_tried"] = ranker.num_tried;
  }
  return list;
}

std::vector<TunedRanker> tuned_rankers_from_json(const nlohmann::ordered_json& json) {
  const std::string advice = "; the file is damaged or of another version of affekt, train again";
  if (!json.is_array()) throw ArtifactError("tuned next-song methods: expected a list" + advice);
  std::vector<TunedRanker> tuned;
  for (const auto& entry : json) {
    TunedRanker ranker;
    ranker.choice = ranker_choice_from_json(entry);
    const auto number = [&](const nlohmann::ordered_json& object, const char* key) {
      if (!object.is_object() || !object.contains(key) || !object[key].is_number())
        throw ArtifactError("tuned next-song method " + ranker.choice.name + ": " + key +
                            ": expected a number" + advice);
      return object[key].get<double>();
    };
    const auto validation = entry.contains("validation") ? entry["validation"] : nlohmann::ordered_json();
    ranker.validation_mrr = number(validation, "mrr_at_20");
    ranker.validation_hit_rate = number(validation, "hit_rate_at_20");
    ranker.num_tried = static_cast<int64_t>(number(entry, "num_tried"));
    tuned.push_back(ranker);
  }
  return tuned;
}

}  // namespace affekt
