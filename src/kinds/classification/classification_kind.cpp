#include "kinds/classification/classification_kind.h"

#include "config/load_config.h"
#include "evaluation/classification/evaluate_run.h"
#include "export/classification/plan_classification.h"
#include "ingest/prepare.h"
#include "ingest/sources/source_table.h"
#include "jobs/classification_job.h"
#include "kinds/classification/classification_folds.h"
#include "kinds/classification/listen_to_recording.h"
#include "kinds/network_kind.h"
#include "models/model_table.h"
#include "store/prepared_file.h"
#include "tasks/classification_task.h"
#include "training/best_metric.h"
#include "training/transfer.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// The names of layers don't depend on the samples' size or the number of classes, which the data will tell.
void check_layers(const ExperimentConfig& config, bool is_waveform) {
  check_transfer(config.train.transfer, [&] {
    NetworkOptions options;
    options.model = config.model;
    options.input = is_waveform ? waveform_input(16000) : image_input(1, 128, 128);
    return make_network(options, /*seed=*/1);
  });
}

class ClassificationKind : public NetworkKind {
 public:
  std::string name() const override { return "classification"; }
  std::vector<std::string> sources() const override {
    std::vector<std::string> with_classes;
    for (const std::string& source : source_names())
      if (find_source(source).open != nullptr) with_classes.push_back(source);
    return with_classes;
  }
  bool has_task(const std::string& task) const override { return task.empty() || task == name(); }

  void check(const ExperimentConfig& config) const override {
    const bool is_waveform = find_source(config.data.source).kind == kWaveformsKind;
    check_model_input(config.model.name, is_waveform ? ModelInput::kWaveforms : ModelInput::kImages);
    check_layers(config, is_waveform);
    const std::string why_none = why_no_validation(config.data.split);
    if (!why_none.empty()) check_training_without_validation(config.train, why_none);
    find_best_metric(config.train, classification_metrics());
  }
  fs::path prepare(const DataConfig& config) const override { return prepare_data(config).path; }
  TrainJob make_job(const FitRequest& request) const override { return make_classification_job(request); }

  std::optional<std::string> choose_split(const ExperimentConfig& config,
                                          const fs::path& prepared) const override {
    return choose_split_of_run(config, count_splits(prepared));
  }
  void check_report(const KeptReport& kept, CheckList& checks) const override {
    check_classification_report(kept, checks);
  }
  Evaluation evaluate(const EvaluateRequest& request) const override { return evaluate_model(request); }
  ExportPlan plan_export(const ExportRequest& request) const override { return plan_classification(request); }
  void check_folds(const ExperimentConfig& config) const override { find_classification_folds(config); }
  void run_folds(const FitRequest& request, std::optional<bool> images) const override {
    run_classification_folds(*this, request, images);
  }
  void apply_to_file(const FileRequest& request) const override { listen_to_recording(request); }
};

}  // namespace

std::unique_ptr<const Kind> make_classification_kind() {
  return std::make_unique<ClassificationKind>();
}

}  // namespace affekt
