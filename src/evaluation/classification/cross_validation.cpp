#include "evaluation/classification/cross_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "config/load_config.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/text/text.h"
#include "evaluation/classification/learning_curves.h"
#include "evaluation/classification/report.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/classification/table_scores.h"
#include "evaluation/report/report_folder.h"
#include "runs/run_directory.h"

namespace affekt {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

struct LoadedFold {
  FoldRun run;
  json report;
  PredictionTable table;
  std::vector<TrainedBaseline> baselines;
  double train_seconds = 0;
};

double sum_of_seconds(const fs::path& metrics_csv) {
  const LearningCurves curves = read_learning_curves(metrics_csv);
  const auto found = curves.columns.find("seconds");
  if (found == curves.columns.end()) return 0;
  return std::accumulate(found->second.begin(), found->second.end(), 0.0);
}

/// The first file beside a report that is not what the report was written with; empty if all are. A report
/// without digests is of an older affekt.
fs::path find_changed_file(const fs::path& directory, const json& report) {
  const json& digests = member_or_null(report, "digests");
  for (const auto& [name, digest] : digests.items()) {
    const fs::path file = directory / name;
    if (!fs::exists(file) || sha256_of_file(file) != digest) return file;
  }
  return {};
}

LoadedFold load_fold(const FoldRun& run) {
  LoadedFold fold;
  fold.run = run;
  const RunPaths paths{run.directory};
  const fs::path report = run.directory / "report.json";
  fold.report = read_json_object(report);
  if (fold.report.is_null())
    throw ArtifactError(report.string() +
                        ": missing or damaged, a JSON object expected; --resume makes it anew");
  const fs::path changed = find_changed_file(run.directory, fold.report);
  if (!changed.empty())
    throw ArtifactError(changed.string() +
                        ": missing, or not the file that the report beside it was written with; remove that "
                        "report.json and --resume makes both anew");
  fold.table = read_predictions_csv(paths.predictions());
  fold.table.split = "test";
  fold.table.folds.assign(fold.table.labels.size(), run.fold);
  check_prediction_table(fold.table);
  const fs::path baselines = run.directory / "baseline_predictions.csv";
  if (fs::exists(baselines)) fold.baselines = read_baseline_predictions(baselines, fold.table);
  fold.train_seconds = sum_of_seconds(paths.metrics());
  return fold;
}

/// One table of all folds. @throws ArtifactError if they can't be of one cross-validation
PredictionTable pool_tables(const std::vector<LoadedFold>& folds) {
  std::vector<PredictionTable> tables;
  std::set<std::string> seen;
  const PredictionTable& first = folds.front().table;
  const bool all_have_indices = std::all_of(folds.begin(), folds.end(), [](const LoadedFold& fold) {
    return !fold.table.indices.empty();  // not those that a former version reported on
  });
  for (const LoadedFold& fold : folds) {
    const std::string where = fold.run.directory.string();
    if (fold.table.class_names != first.class_names || fold.table.groups.empty() != first.groups.empty())
      throw ArtifactError(where + ": its classes or groups are not those of the other folds");
    for (const std::string& id : fold.table.source_ids)
      if (!seen.insert(id).second)
        throw ArtifactError(where + ": '" + id + "' was tested in another fold too");
    tables.push_back(fold.table);
    if (!all_have_indices) tables.back().indices.clear(), tables.back().sample_digests.clear();
  }
  return concatenate(tables);
}

/// The baselines that every fold has, their predictions in the order of the pooled table.
std::vector<TrainedBaseline> pool_baselines(const std::vector<LoadedFold>& folds) {
  std::vector<TrainedBaseline> pooled;
  for (const TrainedBaseline& of_first : folds.front().baselines) {
    TrainedBaseline all{of_first.name, "", {}};
    size_t num_found = 0;
    for (const LoadedFold& fold : folds) {
      for (const TrainedBaseline& baseline : fold.baselines) {
        if (baseline.name != all.name) continue;
        ++num_found;
        all.predictions.insert(all.predictions.end(), baseline.predictions.begin(),
                               baseline.predictions.end());
      }
    }
    if (num_found == folds.size()) pooled.push_back(all);
  }
  return pooled;
}

json describe_fold(const LoadedFold& fold) {
  const std::set<std::string> groups(fold.table.groups.begin(), fold.table.groups.end());
  const json& metrics = fold.report.at("metrics");
  json row = {{"fold", fold.run.fold},
              {"directory", fold.run.directory.filename().string()},
              {"num_samples", fold.table.num_samples()},
              {"num_classes", std::set<int32_t>(fold.table.labels.begin(), fold.table.labels.end()).size()},
              {"groups", groups},
              {"baselines", json::object()},
              {"epoch", member_or_null(fold.report.at("model"), "selected_epoch")},
              {"train_seconds", fold.train_seconds},
              {"weights_digest", fold.report.at("model").at("weights_digest")},
              {"data_digest", fold.report.at("data").at("digest")}};
  for (const char* score : {"accuracy", "macro_f1", "uar"}) row[score] = metrics.at(score).at("value");
  for (const TrainedBaseline& baseline : fold.baselines) {
    const json& reported = fold.report.at("baselines").at(baseline.name);
    row["baselines"][baseline.name] = {{"uar", reported.at("uar")}, {"chosen", reported.at("chosen")}};
  }
  return row;
}

json describe_folds(const std::vector<LoadedFold>& folds, const PoolRequest& request) {
  json rows = json::array();
  double train_seconds = 0;
  for (const LoadedFold& fold : folds) {
    rows.push_back(describe_fold(fold));
    train_seconds += fold.train_seconds;
  }
  json crossed = {{"plan", request.config.data.split.plan},
                  {"folds", rows},
                  {"absent_folds", request.absent_folds},
                  {"final_validation_fold", request.config.data.split.validation_fold},
                  {"spread", spread_of(rows, {"accuracy", "macro_f1", "uar"})},
                  {"train_seconds", train_seconds},
                  {"final_model", nullptr}};
  const FinalModel& final_model = request.final_model;
  if (!final_model.weights_digest.empty())
    crossed["final_model"] = {{"weights_digest", final_model.weights_digest},
                              {"train_seconds", final_model.train_seconds}};
  return crossed;
}

/// The folds' prepared files differ in their splits only, so one digest stands for all of them.
PreparedInfo pool_info(const std::vector<LoadedFold>& folds) {
  const json& data = folds.front().report.at("data");
  PreparedInfo info;
  info.dataset_name = data.at("name");
  info.source_digest = data.at("source_digest");
  info.tool_version = data.at("prepared_by");
  info.skipped = data.at("skipped").at("samples");
  if (data.contains("chosen_classes"))
    info.ingest_options = to_json_text(json{{"classes", data["chosen_classes"]}});
  std::string digests;
  for (const LoadedFold& fold : folds) {
    const json& of_fold = fold.report.at("data");
    if (of_fold.at("source_digest") != data.at("source_digest"))
      throw ArtifactError(fold.run.directory.string() +
                          ": its data are not those of the other folds; run them anew with --overwrite");
    digests += of_fold.at("digest").get<std::string>();
  }
  info.content_digest = sha256_of(digests);
  return info;
}

std::vector<int64_t> pool_train_counts(const std::vector<LoadedFold>& folds) {
  std::vector<int64_t> counts;
  for (const std::string& name : folds.front().table.class_names) {
    counts.push_back(0);
    for (const LoadedFold& fold : folds)
      counts.back() += fold.report.at("data").at("train_counts").at(name).get<int64_t>();
  }
  return counts;
}

/// Seconds are summed, rates made anew out of the sums.
json pool_timing(const std::vector<LoadedFold>& folds, int64_t num_samples, double train_seconds) {
  json timing = json::object();
  for (const LoadedFold& fold : folds)
    for (const char* key : {"predict_seconds", "audio_seconds", "acoustic_baseline_seconds"})
      if (const json& seconds = member_or_null(fold.report.at("timing"), key); seconds.is_number())
        timing[key] = (timing.contains(key) ? timing[key].get<double>() : 0) + seconds.get<double>();
  const double predict_seconds = timing.at("predict_seconds");
  const bool has_audio = timing.contains("audio_seconds");
  timing[has_audio ? "recordings_per_second" : "images_per_second"] =
      static_cast<double>(num_samples) / predict_seconds;
  if (has_audio) timing["times_real_time"] = timing["audio_seconds"].get<double>() / predict_seconds;
  timing["train_seconds"] = train_seconds;
  return timing;
}

json describe_models(const std::vector<LoadedFold>& folds) {
  const json& first = folds.front().report.at("model");
  json model = {{"estimate", fmt::format("pooled predictions of {} models, one a fold", folds.size())}};
  for (const char* key : {"name", "parameters", "engine", "selected_on"}) {
    const json& value = member_or_null(first, key);
    const bool same = std::all_of(folds.begin(), folds.end(), [&](const LoadedFold& fold) {
      return member_or_null(fold.report.at("model"), key) == value;
    });
    if (same && !value.is_null()) model[key] = value;
  }
  return model;
}

}  // namespace

bool is_fold_finished(const fs::path& directory, const ExperimentConfig& config,
                      const std::string& data_digest) {
  const RunPaths paths{directory};
  const fs::path report_path = directory / "report.json";
  for (const fs::path& file : {paths.config(), paths.weights(), paths.predictions(), report_path})
    if (!fs::exists(file)) return false;
  if (!is_same_experiment(read_text_file(paths.config()), config)) return false;
  const json report = read_json_object(report_path);
  const auto has = [&](const char* pointer, const json& expected) {
    const json::json_pointer member(pointer);
    return report.contains(member) && report.at(member) == expected;
  };
  return has("/data/split", "test") && has("/data/digest", data_digest) &&
         has("/model/selection/finished", true) && find_changed_file(directory, report).empty() &&
         has("/model/weights_digest", sha256_of_file(paths.weights()));
}

Evaluation make_pooled_report(const fs::path& directory, const PoolRequest& request) {
  AFFEKT_CHECK(!request.folds.empty(), "no fold to pool");
  std::vector<LoadedFold> folds;
  for (const FoldRun& run : request.folds) folds.push_back(load_fold(run));
  ReportInput input;
  input.table = pool_tables(folds);
  input.baselines = pool_baselines(folds);
  input.options = request.config.evaluate;
  input.seed = request.config.train.seed;
  if (input.options.saliency > 0 && input.options.pictures)
    input.why_no_saliency =
        "these are the predictions of several networks. The reports of the folds show it.";
  try {
    input.input_kind = folds.front().report.at("data").at("input_kind");
    input.data = pool_info(folds);
    input.train_class_counts = pool_train_counts(folds);
    input.model = describe_models(folds);
    input.cross_validation = describe_folds(folds, request);
    input.timing = pool_timing(folds, input.table.num_samples(), input.cross_validation["train_seconds"]);
  } catch (const json::exception& error) {
    throw ArtifactError(
        fmt::format("{}: a fold's report.json is not one of affekt's: {}", directory.string(), error.what()));
  }
  return {make_classification_report(input), directory};
}

}  // namespace affekt
