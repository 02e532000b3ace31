// A report on next songs against the ranks beside it, and against its own table of methods.
#include <map>
#include <set>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/next_song/next_song_predictions.h"
#include "evaluation/report/csv.h"
#include "evaluation/verification/compare_facts.h"
#include "evaluation/verification/kept_report.h"
#include "exported/onnx_ranker.h"
#include "metrics/ranking.h"
#include "next_song/next_song_onnx.h"

namespace affekt {
namespace {

using nlohmann::json;

/// The warm plays, which the scores are over.
struct WarmPlays {
  std::vector<size_t> rows;
  BootstrapOptions bootstrap;
  size_t num_units = 0;
};

/// Streams are numbered as they come: plays stand in the order of their streams.
WarmPlays choose_warm_plays(const NextSongPredictions& predictions, const KeptReport& kept) {
  const bool draws_streams = kept.text("/bootstrap/unit") == "stream";
  std::map<std::string, int64_t> numbers;
  WarmPlays plays;
  std::vector<int64_t> units;
  for (size_t i = 0; i < predictions.ranks.size(); ++i) {
    const int64_t stream =
        numbers.emplace(predictions.streams[i], static_cast<int64_t>(numbers.size())).first->second;
    if (predictions.is_warm[i] == 0) continue;
    plays.rows.push_back(i);
    units.push_back(draws_streams ? stream : predictions.sequences[i]);
  }
  plays.num_units = std::set<int64_t>(units.begin(), units.end()).size();
  plays.bootstrap = resampling_of(
      std::move(units), static_cast<int64_t>(plays.rows.size()),
      {kept.report.at("bootstrap").at("resamples").get<int64_t>(), kept.report.at("seed").get<uint64_t>()});
  return plays;
}

json score_plays(const std::vector<double>& ranks, const WarmPlays& plays) {
  std::vector<double> chosen;
  for (const size_t row : plays.rows) chosen.push_back(ranks[row]);
  const RankingScores scores = score_ranks(chosen, plays.bootstrap);
  json named = json::object();
  for (size_t i = 0; i < kNumRankingScores; ++i)
    named[kRankingScoreNames[i]] = score_to_json(scores.values[i], scores.ci[i]);
  return named;
}

/// The metrics of each method that the table has a column of.
void check_method_ranks(const KeptReport& kept, const NextSongPredictions& predictions,
                        const WarmPlays& plays, CheckList& checks) {
  constexpr size_t kNumFixed = 2;  // source_id, is_warm
  const std::filesystem::path path = kept.directory / "method_ranks.csv";
  const ReportCsv file(read_text_file(path), path.string());
  if (file.num_rows() != predictions.ranks.size() || file.columns().size() <= kNumFixed)
    file.fail_columns("expected a row for each row of predictions.csv, and a column for each method");
  json methods = json::array();
  for (const json& method : kept.report.at("methods")) methods.push_back({{"name", method.at("name")}});
  for (size_t column = kNumFixed; column < file.columns().size(); ++column) {
    std::vector<double> ranks;
    for (size_t i = 0; i < file.num_rows(); ++i) {
      if (file.text(i, 0) != predictions.source_ids[i]) file.fail_cell(i, 0, "not that of predictions.csv");
      ranks.push_back(file.number<double>(i, column));
      if (!(ranks.back() >= 1)) file.fail_cell(i, column, "expected a rank from 1 on, or inf");
    }
    const size_t place = column - kNumFixed;
    if (place >= methods.size() || methods[place].at("name") != file.columns()[column])
      file.fail_columns("'" + file.columns()[column] + "' is not the report's method in this place");
    methods[place]["metrics"] = score_plays(ranks, plays);
  }
  compare_facts(checks, "methods against method_ranks.csv", methods, kept.report.at("methods"));
}

void check_against_ranks(const KeptReport& kept, const std::filesystem::path& path, CheckList& checks) {
  const NextSongPredictions predictions = read_next_song_predictions_csv(path);
  const WarmPlays plays = choose_warm_plays(predictions, kept);
  const auto num_plays = static_cast<size_t>(predictions.num_plays());
  compare_facts(checks, "counts of plays against predictions.csv",
                {{"num_samples", num_plays},
                 {"num_warm", plays.rows.size()},
                 {"num_cold", num_plays - plays.rows.size()}},
                kept.report.at("data"));
  if (plays.rows.empty()) return;  // no score is over cold plays
  compare_facts(checks, "bootstrap against predictions.csv", {{"num_units", plays.num_units}},
                kept.report.at("bootstrap"));
  compare_facts(checks, "metrics against predictions.csv", score_plays(predictions.ranks, plays),
                kept.report.at("metrics"));
  if (std::filesystem::exists(kept.directory / "method_ranks.csv")) {
    check_method_ranks(kept, predictions, plays, checks);
  } else {
    checks.add_not_kept("methods against their ranks", "method_ranks.csv");
  }
}

/// The table of methods repeats what metrics, baselines and differences say.
void check_against_methods(const KeptReport& kept, CheckList& checks) {
  const json& report = kept.report;
  json reported, baselines = json::object(), differences = json::object();
  for (const json& method : report.at("methods"))
    if (method.at("name") == report.at("reported").at("name")) reported = method.at("metrics");
  if (reported.is_null()) throw ArtifactError("reported.name: expected one of the methods");
  for (const json& method : report.at("methods")) {
    if (method.at("role") != "baseline") continue;
    const std::string name = method.at("name");
    for (const auto& [metric, score] : method.at("metrics").items()) {
      baselines[name][metric] = score.at("value");
      const json& value = reported.at(metric).at("value");
      if (value.is_number() && score.at("value").is_number())
        differences[name]["difference"][metric]["value"] =
            value.get<double>() - score.at("value").get<double>();
    }
  }
  compare_facts(checks, "metrics against the table of methods", reported, report.at("metrics"));
  compare_facts(checks, "baselines against the table of methods", baselines, report.at("baselines"));
  FactRules rules;
  rules.tolerance = 1e-9;
  compare_facts(checks, "differences to baselines against metrics", differences, report.at("baselines"),
                rules);
  const json& data = report.at("data");
  compare_facts(checks, "counts of plays against each other",
                {{"num_samples", data.at("num_warm").get<int64_t>() + data.at("num_cold").get<int64_t>()}},
                data);
}

/// With another catalogue.csv the model's answers mean other songs.
void check_catalogue_of_model(const KeptReport& kept, CheckList& checks) {
  const SharedOnnxModel model = read_if_onnx(kept.directory / "model.onnx");
  if (model == nullptr) return;  // its absence is told elsewhere
  const std::string what = "catalogue.csv against the digest in model.onnx";
  const std::filesystem::path catalogue = kept.directory / kCatalogueFile;
  if (!std::filesystem::exists(catalogue)) return checks.add_not_kept(what, kCatalogueFile);
  checks.compare(what, read_onnx_ranker_info(*model).catalogue_digest, sha256_of_file(catalogue));
}

}  // namespace

void check_next_song_report(const KeptReport& kept, CheckList& checks) {
  check_against_methods(kept, checks);
  check_catalogue_of_model(kept, checks);
  const std::filesystem::path predictions = kept.find_predictions();
  if (predictions.empty()) {
    checks.add_not_kept("report against predictions", "predictions.csv");
  } else {
    check_against_ranks(kept, predictions, checks);
  }
}

}  // namespace affekt
