// Two models of next songs on the same plays.
#include <fmt/format.h>

#include <set>

#include "core/error.h"
#include "evaluation/comparison/compared_report.h"
#include "evaluation/next_song/next_song_predictions.h"
#include "metrics/ranking.h"

namespace affekt {
namespace {

using nlohmann::json;

/// The rows of the plays that the scores are over.
std::vector<size_t> rows_of_warm_plays(const NextSongPredictions& predictions) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < predictions.is_warm.size(); ++i)
    if (predictions.is_warm[i] != 0) rows.push_back(i);
  return rows;
}

template <class T>
std::vector<T> take(const std::vector<T>& values, const std::vector<size_t>& rows) {
  std::vector<T> taken;
  taken.reserve(rows.size());
  for (const size_t row : rows) taken.push_back(values[row]);
  return taken;
}

BootstrapOptions without_intervals() {
  BootstrapOptions options;
  options.num_resamples = 0;
  return options;
}

NextSongPredictions read_next_song_predictions(const ComparedReport& compared) {
  for (const char* metric : {"/metrics/hit_rate_at_20", "/metrics/mrr_at_20"})
    compared.expect(metric, &json::is_object);
  compared.expect("/bootstrap/unit", &json::is_string);
  NextSongPredictions predictions = read_next_song_predictions_csv(compared.predictions);
  if (predictions.num_plays() == 0) throw ArtifactError(compared.predictions.string() + ": holds no play");
  const RankingScores scores =
      score_ranks(take(predictions.ranks, rows_of_warm_plays(predictions)), without_intervals());
  compared.check_belongs_together("hit_rate_at_20", scores.values[kHitRateAt20]);
  compared.check_belongs_together("mrr_at_20", scores.values[kMrrAt20]);
  return predictions;
}

/// The ranks of the second in the order of the first.
std::vector<double> align_plays(const ComparedReport& first, const NextSongPredictions& of_first,
                                const ComparedReport& second, const NextSongPredictions& of_second) {
  const std::vector<int64_t> rows = align_rows(first, of_first.source_ids, second, of_second.source_ids);
  std::vector<double> ranks;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<size_t>(rows[i]);
    const std::string& id = of_first.source_ids[i];
    const auto compare = [&](const char* what, const std::string& a, const std::string& b) {
      if (a != b)
        fail_for_other_samples(
            first, second, fmt::format("{} '{}' is '{}' in the first, '{}' in the second", what, id, a, b));
    };
    compare("the song of", of_first.targets[i], of_second.targets[row]);
    compare("the stream of", of_first.streams[i], of_second.streams[row]);
    if (of_first.is_warm[i] != of_second.is_warm[row])
      fail_for_other_samples(
          first, second,
          fmt::format("the song of '{}' stands in the training sequences of the {} only, so the two were not "
                      "trained on the same split",
                      id, of_first.is_warm[i] != 0 ? "first" : "second"));
    ranks.push_back(of_second.ranks[row]);
  }
  return ranks;
}

/// 1 where the song stands among the first 20.
std::vector<uint8_t> hits_among_20(const std::vector<double>& ranks) {
  std::vector<uint8_t> hits;
  for (const double rank : ranks) hits.push_back(rank <= 20 ? 1 : 0);
  return hits;
}

}  // namespace

json compare_next_song_models(const ComparedReport& first, const ComparedReport& second,
                              const ResamplingOptions& options) {
  const NextSongPredictions of_first = read_next_song_predictions(first);
  const std::vector<double> aligned =
      align_plays(first, of_first, second, read_next_song_predictions(second));
  const std::vector<size_t> warm = rows_of_warm_plays(of_first);
  if (warm.empty())
    throw ArtifactError(
        first.path.string() +
        ": no play is of a song that the training has heard, so there is no score to compare");
  const std::vector<double> first_ranks = take(of_first.ranks, warm), second_ranks = take(aligned, warm);
  const std::string unit = first.report["bootstrap"]["unit"];
  const std::vector<int64_t> units =
      unit == "stream" ? number_groups(take(of_first.streams, warm)) : take(of_first.sequences, warm);
  const BootstrapOptions resampling = resampling_of(units, static_cast<int64_t>(warm.size()), options);
  const RankingScores first_scores = score_ranks(first_ranks, without_intervals()),
                      second_scores = score_ranks(second_ranks, without_intervals()),
                      difference = compare_ranks(first_ranks, second_ranks, resampling);
  json metrics;
  for (size_t i = 0; i < kNumRankingScores; ++i)
    metrics[kRankingScoreNames[i]] = difference_to_json(first_scores.values[i], second_scores.values[i],
                                                        difference.values[i], difference.ci[i]);
  return {{"metrics", metrics},
          {"mcnemar", test_mcnemar(hits_among_20(first_ranks), hits_among_20(second_ranks))},
          {"num_samples", warm.size()},
          {"num_left_out", of_first.ranks.size() - warm.size()},
          {"unit", unit},
          {"num_units", std::set<int64_t>(units.begin(), units.end()).size()}};
}

}  // namespace affekt
