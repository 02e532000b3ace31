// A complete kind of model in one file, of two inputs and one regression output, goes the whole way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "inference/engine.h"
#include "kinds/kind_table.h"
#include "kinds/network_kind.h"
#include "kinds/network_plan.h"
#include "kinds/whole_way.h"
#include "models/host_tensors.h"
#include "runs/network_file.h"
#include "runs/weights.h"
#include "tests/core/temporary_folder.h"
#include "tests/support/model_contract.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// y = W [a, b] + c
class ToyNetwork : public Network {
 public:
  ToyNetwork() : linear(register_module("linear", torch::nn::Linear(5, 1))) {}
  std::vector<TensorSpec> inputs() const override {
    return {{"a", DType::kFloat32, {{0, "N"}, {3, ""}}, "three numbers"},
            {"b", DType::kFloat32, {{0, "N"}, {2, ""}}, "two numbers"}};
  }
  std::vector<TensorSpec> outputs() const override {
    return {{"y", DType::kFloat32, {{0, "N"}, {1, ""}}, "their weighted sum"}};
  }
  TensorMap forward(const TensorMap& inputs) override {
    return {{"y", linear(torch::cat({inputs.at("a"), inputs.at("b")}, 1))}};  // [N, 1]
  }
  GraphValues describe_graph(GraphSink& sink, const GraphValues& inputs) const override {
    const GraphValue joined = sink.concatenate({inputs.at("a"), inputs.at("b")});
    return {{"y", sink.linear(joined, linear->weight, linear->bias, "linear")}};
  }
  torch::nn::Linear linear{nullptr};
};

/// One batch an epoch.
class ToyTask : public Task {
 public:
  ToyTask(const TensorRows& train, const TensorRows& validation)
      : train_(to_torch(train.tensors)), validation_(to_torch(validation.tensors)) {}
  Network& network() override { return network_; }
  int64_t steps_per_epoch() const override { return 1; }
  int64_t num_training_samples() const override { return train_.at("y").size(0); }
  int64_t num_validation_samples() const override { return validation_.at("y").size(0); }
  std::vector<MetricInfo> metrics() const override {
    return {{"loss", "Loss", "Mean squared error.", MetricFormat::kNumber, /*higher_is_better=*/false}};
  }
  struct Epoch : TrainingEpoch {
    std::optional<StepResult> next() override {
      if (std::exchange(is_done, true)) return std::nullopt;
      StepResult step;
      step.loss = task->loss_of(task->train_);
      step.num_samples = task->num_training_samples();
      return step;
    }
    ToyTask* task = nullptr;
    bool is_done = false;
  };
  std::unique_ptr<TrainingEpoch> start_epoch(int64_t, int64_t first_step) override {
    auto epoch = std::make_unique<Epoch>();
    epoch->task = this;
    epoch->is_done = first_step > 0;
    return epoch;
  }
  std::map<std::string, double> validate() override {
    const torch::NoGradGuard no_grad;
    return {{"loss", loss_of(validation_).item<double>()}};
  }

 private:
  torch::Tensor loss_of(const TensorMap& rows) {
    return torch::mse_loss(network_.forward(rows).at("y"), rows.at("y"));
  }
  ToyNetwork network_;
  TensorMap train_, validation_;
};

class ToyKind : public NetworkKind {
 public:
  explicit ToyKind(std::string engine = "opencv") : engine_(std::move(engine)) {}
  std::string usual_engine() const override { return engine_; }
  std::string name() const override { return "toy"; }
  std::vector<std::string> sources() const override { return {"toy"}; }

  fs::path prepare(const DataConfig& config) const override {
    PreparedTensors prepared;
    prepared.info.kind = prepared.info.dataset_name = "toy";
    TensorRows& rows = prepared.rows;
    rows.num_rows = 60;
    for (int64_t i = 0; i < rows.num_rows; ++i) {
      rows.splits.push_back(i < 40 ? Split::kTrain : i < 50 ? Split::kValidation : Split::kTest);
      rows.source_ids.push_back("row " + std::to_string(i));
    }
    torch::manual_seed(1);
    const auto a = torch::rand({60, 3}), b = torch::rand({60, 2});
    const auto y = a.slice(1, 0, 1) - 2 * a.slice(1, 2, 3) + b.slice(1, 1, 2) + 0.5;  // [60, 1]
    rows.tensors = {{"a", to_host(a)}, {"b", to_host(b)}, {"y", to_host(y)}};
    const fs::path path = fs::path(config.prepared_dir) / "toy.h5";
    fs::create_directories(path.parent_path());
    write_prepared_tensors(path, prepared);
    return path;
  }
  TrainJob make_job(const FitRequest& request) const override {
    const PreparedTensors prepared = read_prepared_tensors(request.prepared_path, "toy");
    torch::manual_seed(static_cast<uint64_t>(request.config.train.seed));
    TrainJob job;
    job.task = std::make_shared<ToyTask>(select_split(prepared.rows, Split::kTrain),
                                         select_split(prepared.rows, Split::kValidation));
    job.data = {"toy", prepared.info.content_digest, prepared.info.source_digest};
    return job;
  }
  Evaluation evaluate(const EvaluateRequest& request) const override {
    ToyNetwork network;
    const TensorRows rows = load(request.model, request.data, network);
    const torch::NoGradGuard no_grad;
    const TensorMap tensors = to_torch(rows.tensors);
    const double error = (network.forward(tensors).at("y") - tensors.at("y")).abs().mean().item<double>();
    Report report;
    report.facts = {{"kind", name()}, {"headline", "mae"}, {"metrics", {{"mae", {{"value", error}}}}}};
    report.title = "toy < on toy";
    const Table table = {"", "", {"Metric", "Value"}, {{"Mean absolute error", std::to_string(error)}}};
    report.sections.push_back({"Scores", "One number.", {table}});
    return {report, request.output_directory};
  }
  ExportPlan plan_export(const ExportRequest& request) const override {
    const auto network = std::make_shared<ToyNetwork>();
    const TensorRows rows = load(request.run_directory, request.data, *network);
    return plan_network(name(), network, std::make_shared<const TensorRows>(rows), 1e-4);
  }

 private:
  static TensorRows load(const fs::path& run, const fs::path& data, Network& network) {
    copy_into_module(network, read_network_file(run).weights, run.string());
    network.eval();
    return select_split(read_prepared_tensors(data, "toy").rows, Split::kTest);
  }
  const std::string engine_;
};

ExperimentConfig toy_config(const TemporaryFolder& folder) {
  auto config =
      parse_experiment("name: toy\ndata: {source: toy, path: toy}\nmodel: {name: toy}\n", "toy.yaml");
  config.data.prepared_dir = (folder / "prepared").string();
  config.train.epochs = 80;
  config.train.best_metric = "loss";
  config.train.optimizer.lr = 0.05;
  return config;
}

TEST(ToyKind, GoesTheWholeWay) {
  register_kind(std::make_unique<ToyKind>());
  const TemporaryFolder folder;
  const RunPaths run{folder / "run"};
  RunRequest request;
  request.config = toy_config(folder);
  request.run_directory = run.root;
  run_whole_way(find_kind(request.config), request);
  const auto report = nlohmann::json::parse(read_text_file(run.root / "report.json"));
  EXPECT_EQ(report["kind"], "toy");
  EXPECT_LT(report["metrics"]["mae"]["value"].get<double>(), 0.2);
  EXPECT_THAT(read_text_file(run.root / "report.html"), HasSubstr("toy &lt; on toy"));
  EXPECT_THAT(read_text_file(run.root / "report.md"), HasSubstr("## Scores"));
  EXPECT_THAT(read_text_file(run.root / "model_card.md"), HasSubstr("their weighted sum"));
  EXPECT_TRUE(fs::exists(run.root / "test_data_set_0" / "input_1.pb"));
  testing_support::expect_model_contract_fits(run.root, "toy");
  const auto onnx = read_onnx_model(run.onnx());
  EXPECT_EQ(find_kind_of_model(run.onnx(), onnx).name(), "toy");
  const float a[] = {1, 0, 0}, b[] = {0, 1};
  const auto y =
      make_engine("opencv", *onnx)
          ->run({{"a", HostTensor::of<float>({1, 3}, a)}, {"b", HostTensor::of<float>({1, 2}, b)}});
  EXPECT_NEAR(*y.at("y").values<float>(), 2.5, 0.3);
}

TEST(ToyKind, AnExportWithoutItsEngineIsRefusedBeforeTheTraining) {
  const TemporaryFolder folder;
  RunRequest request;
  request.config = toy_config(folder);
  request.run_directory = folder / "run";
  try {
    run_whole_way(ToyKind("engine_x"), request);
    ADD_FAILURE() << "it ran";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("no such engine: engine_x"), HasSubstr("`affekt train`")));
  }
  EXPECT_FALSE(fs::exists(folder / "prepared"));
}

TEST(ToyKind, ResumesToTheSameBytesOfWeights) {
  const ToyKind kind;
  const TemporaryFolder folder;
  FitRequest request{toy_config(folder), folder / "whole", {}, false, false};
  request.prepared_path = kind.prepare(request.config.data);
  kind.fit(request);
  request.run_directory = folder / "parts";
  install_interrupt_handlers();
  std::raise(SIGINT);
  EXPECT_THROW(kind.fit(request), Interrupted);
  install_interrupt_handlers();
  request.resume = true;
  kind.fit(request);
  EXPECT_EQ(digest_of_tensors(read_network_file(folder / "whole").weights),
            digest_of_tensors(read_network_file(folder / "parts").weights));
}

}  // namespace
}  // namespace affekt
