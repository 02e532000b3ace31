#include "kinds/next_song/next_song_kind.h"

#include "core/error.h"
#include "export/next_song/next_song_gate.h"
#include "ingest/prepare_listening.h"
#include "jobs/next_song_job.h"
#include "kinds/network_kind.h"
#include "kinds/next_song/evaluate_next_song.h"
#include "kinds/next_song/plan_deployed_method.h"
#include "models/model_table.h"
#include "store/listening/listening_file.h"
#include "tasks/next_song/next_song_task.h"
#include "training/best_metric.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

class NextSongKind : public NetworkKind {
 public:
  std::string name() const override { return "next_song"; }
  std::string describe() const override { return "models of next songs"; }
  std::vector<std::string> sources() const override { return {"listening"}; }

  void check(const ExperimentConfig& config) const override {
    check_model_input(config.model.name, ModelInput::kPlays);
    find_best_metric(config.train, next_song_training_metrics());
  }
  fs::path prepare(const DataConfig& config) const override { return prepare_listening(config).path; }
  TrainJob make_job(const FitRequest& request) const override { return make_next_song_job(request); }

  std::optional<std::string> choose_split(const ExperimentConfig& config,
                                          const fs::path& prepared) const override {
    return choose_split_of_run(config, count_listening_sequences(prepared));
  }
  void check_report(const KeptReport& kept, CheckList& checks) const override {
    check_next_song_report(kept, checks);
  }
  VectorChecks choose_vector_checks(const OnnxModel&) const override {
    return {make_next_song_checks(/*labels=*/{}), nullptr};
  }
  std::string usual_engine() const override { return "onnxruntime"; }
  void check_evaluation(const EvaluateRequest& request) const override {
    if (request.saliency)
      throw ConfigError("--saliency: models of next songs look at no images; leave it out");
    if (request.engine == "opencv")
      throw ConfigError(
          "--engine opencv: OpenCV can't run models of next songs, which look songs up by their number; take "
          "--engine onnxruntime");
  }
  Evaluation evaluate(const EvaluateRequest& request) const override {
    check_evaluation(request);
    return evaluate_next_song(request);
  }
  ExportPlan plan_export(const ExportRequest& request) const override {
    return plan_deployed_method(request);
  }
};

}  // namespace

std::unique_ptr<const Kind> make_next_song_kind() {
  return std::make_unique<NextSongKind>();
}

}  // namespace affekt
