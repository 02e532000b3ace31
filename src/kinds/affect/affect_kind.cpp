#include "kinds/affect/affect_kind.h"

#include "export/affect/plan_affect.h"
#include "ingest/prepare.h"
#include "ingest/sources/emotic/emotic_plan.h"
#include "jobs/affect_job.h"
#include "kinds/affect/evaluate_affect.h"
#include "kinds/network_kind.h"
#include "models/model_table.h"
#include "store/people_file.h"
#include "tasks/affect_task.h"
#include "training/best_metric.h"
#include "training/transfer.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

class AffectKind : public NetworkKind {
 public:
  std::string name() const override { return "affect"; }
  std::string describe() const override { return "models of people"; }
  std::vector<std::string> sources() const override { return {"emotic"}; }

  void check(const ExperimentConfig& config) const override {
    check_emotic_plan(config.data);
    check_model_input(config.model.name, ModelInput::kPeople);
    const std::string why_none = why_no_validation(config.data.split);
    if (!why_none.empty()) check_training_without_validation(config.train, why_none);
    find_best_metric(config.train, affect_training_metrics());
    check_transfer(config.train.transfer, [&] {
      NetworkOptions options;
      options.model = config.model;
      return make_people_network(options, /*seed=*/1);
    });
  }
  fs::path prepare(const DataConfig& config) const override { return prepare_data(config).path; }
  TrainJob make_job(const FitRequest& request) const override { return make_affect_job(request); }

  std::optional<std::string> choose_split(const ExperimentConfig& config,
                                          const fs::path& prepared) const override {
    return choose_split_of_run(config, count_people(prepared));
  }
  void check_report(const KeptReport& kept, CheckList& checks) const override {
    check_affect_report(kept, checks);
  }
  Evaluation evaluate(const EvaluateRequest& request) const override { return evaluate_affect(request); }
  ExportPlan plan_export(const ExportRequest& request) const override { return plan_affect(request); }
};

}  // namespace

std::unique_ptr<const Kind> make_affect_kind() {
  return std::make_unique<AffectKind>();
}

}  // namespace affekt
