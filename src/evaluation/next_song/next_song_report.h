// Ranks of the songs that were played next -> the report: every method beside the strongest baseline, the
// plays of each kind apart, the lists, and the trade between hits and a wanted emotion.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "evaluation/report/report_document.h"
#include "metrics/recommended_lists.h"
#include "next_song/emotion_trade_off.h"
#include "store/listening/listening_data.h"
#include "store/prepared_envelope.h"

namespace affekt {

/// One play that every method predicts from the plays before it in its stream.
struct PredictedPlay {
  int32_t stream = 0;                // index into NextSongReportFacts::stream_names
  int64_t sequence = 0;              // in which the play stands; numbers of all streams' sequences differ
  int64_t play = 0;                  // its place among all plays of the stream, from 0
  int32_t target = 0;                // the song, index into the catalogue
  int64_t prefix_length = 0;         // plays before it that the methods were given
  bool is_warm = true;               // the song stands in a training sequence; else it is cold
  bool is_repeat = false;            // the stream has played the song before
  bool has_train_duplicate = false;  // as ListeningSequences has it
};

enum class MethodRole { kNetwork, kEnsemble, kBaseline };

/// A method with its rank of each play's song.
struct RankedMethod {
  std::string name;  // "sequential_rules"; unique
  MethodRole role = MethodRole::kBaseline;
  std::string title = {};          // "Sequential rules"; empty: the name in words
  std::string parameters = {};     // in words, and how they were chosen; empty: none
  std::string citation = {};       // empty: none
  std::vector<double> ranks = {};  // [N], from 1, the mean rank among equal scores; infinity: not ranked
  std::optional<ListScores> lists = {};  // of its lists of 20, one a play; not measured
};

/// What it costs to shift a ranking towards a wanted valence and arousal.
struct EmotionTrade {
  std::string method;                 // name of the method whose ranking is shifted
  std::vector<TradeOffCurve> curves;  // empty: no such section
};

/// A method that did better on validation than the reported one, but has no graph: no file can hold it.
struct BestWithoutGraph {
  std::string name;                                // of a method
  double validation_mrr = 0, of_reported_mrr = 0;  // MRR@20 there
};

/// What a report is made of.
struct NextSongReportFacts {
  PreparedEnvelope data;  // name, digests, tool
  /// What the rules of reading did, in counts: shown as it is. "audit" (an object) goes to leaks, "bad" (an
  /// array of {source_id, reason}) to skipped.
  nlohmann::json about = nlohmann::json::object();
  std::string split;                              // of the plays: "test"
  const ListeningCatalogue* catalogue = nullptr;  // borrowed; names the songs
  int64_t num_ranked_songs = 0;                   // over which a rank is taken
  std::vector<std::string> stream_names;
  /// What the bootstrap draws as a whole: "stream", or "sequence" where there are too few streams.
  std::string resampled_unit = "stream";
  std::vector<PredictedPlay> plays;   // [N]
  std::vector<RankedMethod> methods;  // at least one
  size_t reported = 0;                // index of the method that would be deployed
  std::string why_reported;           // how it was chosen, in a sentence; empty: nothing to say
  std::string choice_plays;           // on which plays, in words; empty: there was no choice
  std::optional<BestWithoutGraph> best_without_graph;
  std::vector<int32_t> top_songs;         // [N, M] of the reported method, best first, -1: none; M may be 0
  std::optional<double> ensemble_weight;  // of the network, 0..1; the rest is the baseline's
  EmotionTrade emotion;
  /// Shown as it is. Read here: what ReportInput::model (classification/report.h) says of name, selected_on,
  /// selected_epoch, selection and trained_on.
  nlohmann::json model = nlohmann::json::object();
  nlohmann::json timing = nlohmann::json::object();  // shown as it is
  int64_t seed = 1;
  EvaluateConfig options;             // bootstrap_samples
  std::filesystem::path metrics_csv;  // learning curves of the run; empty or absent: no curves
};

/// report.json's content. Pure and deterministic: no file is touched, no clock is read. Members that mean
/// what they mean in a report on a classifier (classification/report.h): schema_version, tool, seed, timing,
/// model, selected_on_this_split, notes, bootstrap, leaks.of_training_data and leaks.audit. Others:
///   kind ("next_song"), headline ("hit_rate_at_20")
///   first_line    the verdict in a sentence: names a baseline that is better than the model
///   data          name, input_kind ("plays"), digest, source_digest, prepared_by, ingest_options, split,
///                 num_samples (plays), num_warm, num_cold, num_streams (of warm plays), num_songs (of the
///                 catalogue), num_ranked_songs, skipped {count, samples}: about's "bad", about: the rest
///   reported      {name, role, title, why}: the method that would be deployed; its role is "network",
///   "ensemble"
///                 or "baseline"
///   choice_plays  on which plays the methods were chosen, in words; "": there was no choice
///   best_without_graph  {name, validation_mrr_at_20, of_reported, difference {metric: {value, ci95}}}: the
///                 method that did best on validation, where no file can hold it; difference: its score minus
///                 the reported method's over the warm plays; null without one
///   metrics       {name of ranking_metrics(): {value, ci95}} of the reported method over the warm plays;
///                 value is null without a warm play
///   methods       [{name, role, title, parameters, citation, metrics, difference {metric: {value, ci95,
///                 baseline}}, lists {names of list_metrics(), played_percentile, mean_length} or null}]:
///                 metrics over the warm plays; difference: its score minus the strongest baseline's, null
///                 where that is the method itself
///   baselines     {name: {metric: value, difference {metric: {value, ci95}}}}: the reported method's score
///                 minus the baseline's
///   strongest_baseline  {baseline, metric, verdict, difference {metric: {value, ci95, baseline, verdict}}}:
///                 for each metric the baseline that does best on these plays; verdict "beaten" (the whole
///                 interval is on the better side) | "not clearly beaten" | "not beaten"; absent without a
///                 baseline or a warm play, and where the reported method is itself a baseline
///   subsets       [{name, by ("target" | "history"), title, num_plays, num_units, metrics {metric: {value,
///                 ci95}} of the reported method, difference {metric: {value, ci95, baseline}} to the
///                 baseline that is the strongest over all warm plays, methods {name: {metric: value}}}];
///                 without an empty one. By target: all (cold plays too), cold, repeats, first_plays; the
///                 latter two, and those by length of the history, are of warm plays
///   leaks         {num_with_train_duplicate, share, audit, of_training_data, without_train_duplicates
///                 {num_samples, num_left_out, metrics, difference}}, of warm plays; metrics and difference
///                 are null when no play is left
///   ensemble      {network_weight}; null without one
///   emotion_trade {method, curves [{wanted, num_plays, catalogue_distance, points [{strength,
///                 hit_rate_at_20, mrr_at_20, mean_distance}]}]}, see TradeOffCurve; null without a curve
nlohmann::json build_next_song_facts(const NextSongReportFacts& input);

/// The whole report, with predictions.csv, and method_ranks.csv with every method's ranks.
/// @throws DataError: no play; ArtifactError: metrics_csv is damaged
Report make_next_song_report(const NextSongReportFacts& input);

}  // namespace affekt
