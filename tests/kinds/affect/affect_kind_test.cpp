// The kind `affect` goes the whole way on a handful of synthetic people.
#include "kinds/affect/affect_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include <fmt/format.h>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "export/export_model.h"
#include "inference/onnx_metadata.h"
#include "runs/network_file.h"
#include "runs/weights.h"
#include "tests/core/temporary_folder.h"
#include "tests/support/model_contract.h"
#include "tests/support/tiny_people.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

FitRequest make_request(const TemporaryFolder& folder, const std::string& streams) {
  FitRequest request;
  request.config = parse_experiment(
      "name: people\n"
      "data: {source: emotic, path: nowhere, people: {body_px: 32, context_px: 32}}\n"
      "model: {name: two_stream_resnet18, dropout: 0.1, fusion: {units: 8, streams: " +
          streams +
          "}}\n"
          "train: {epochs: 1, batch_size: 4, precision: fp32, best_metric: map, optimizer: {lr: 0.0005}, "
          "schedule: {warmup_epochs: 0}}\n"
          "evaluate: {bootstrap_samples: 100, saliency: 2}\n",
      "people.yaml");
  request.prepared_path = testing_support::write_tiny_people(folder.path(), {});
  request.run_directory = folder / "run";
  return request;
}

nlohmann::json metrics_of(const Evaluation& evaluation) {
  return evaluation.report.facts.at("metrics");
}

/// Images of the section that shows where the network looked: one for each person.
size_t count_saliency(const Evaluation& evaluation) {
  for (const Section& section : evaluation.report.sections)
    if (section.title == "Where the network looked")
      return std::get<Gallery>(section.blocks.at(0)).items.size();
  return 0;
}

TEST(AffectKind, GoesTheWholeWayAndItsFileGivesTheSameReport) {
  const auto kind = make_affect_kind();
  const TemporaryFolder folder;
  const FitRequest request = make_request(folder, "both");
  kind->check(request.config);
  EXPECT_EQ(kind->choose_split(request.config, request.prepared_path), "test");
  EXPECT_THAT(kind->fit(request).text, HasSubstr("validation map"));
  const RunPaths run{request.run_directory};
  EvaluateRequest evaluate;
  evaluate.model = evaluate.output_directory = run.root;
  evaluate.replaces_report = true;
  const Evaluation of_run = kind->evaluate(evaluate);
  EXPECT_EQ(of_run.report.facts.at("data").at("num_samples"), 3);
  EXPECT_EQ(of_run.report.facts.at("selected_on_this_split"), false);
  EXPECT_EQ(count_saliency(of_run), 2u);
  EXPECT_EQ(of_run.report.facts.at("notes").dump().find("temperature"), std::string::npos);
  const ExportResult exported = export_model(kind->plan_export({run.root, {}}), run.root);
  EXPECT_EQ(exported.gate.num_samples, 3);
  testing_support::expect_model_contract_fits(run.root, "affect");
  const auto onnx = read_onnx_model(run.onnx());
  EXPECT_EQ(onnx->task(), "affect");
  EXPECT_EQ(onnx->text(onnx_key::kLabels), R"(["Anger","Happiness","Peace"])");
  EXPECT_EQ(describe(onnx->inputs.at(0)), "float32 [N, 3, 32, 32]");
  const std::string differences =
      fmt::format("probabilities within {:.1e}", exported.gate.differences.at("probabilities"));
  EXPECT_THAT(exported.agreement, HasSubstr(differences));
  EXPECT_THAT(read_text_file(run.root / "model_card.md"), HasSubstr(differences));
  EXPECT_THAT(read_text_file(run.root / "model_card.md"),
              HasSubstr("session.run([\"probabilities\", \"values\"], "
                        "{\"body\": body, \"context\": context})"));
  evaluate.model = run.onnx();
  evaluate.data = request.prepared_path;
  evaluate.output_directory = folder / "report";
  evaluate.replaces_report = false;
  const Evaluation of_onnx = kind->evaluate(evaluate);
  EXPECT_EQ(count_saliency(of_onnx), 0u);
  const nlohmann::json of_file = metrics_of(of_onnx);
  const nlohmann::json expected = metrics_of(of_run);
  for (const auto& [name, score] : expected.items()) {
    if (score.at("value").is_null()) continue;
    EXPECT_NEAR(score.at("value").get<double>(), of_file.at(name).at("value").get<double>(), 1e-3) << name;
  }
}

TEST(AffectKind, ResumesToTheSameBytesOfWeights) {
  const auto kind = make_affect_kind();
  const TemporaryFolder folder;
  FitRequest request = make_request(folder, "context");
  kind->fit(request);
  const std::string whole = digest_of_tensors(read_network_file(request.run_directory).weights);
  request.run_directory = folder / "parts";
  install_interrupt_handlers();
  std::raise(SIGINT);
  EXPECT_THROW(kind->fit(request), Interrupted);  // after its first step
  install_interrupt_handlers();
  request.resume = true;
  kind->fit(request);
  EXPECT_EQ(digest_of_tensors(read_network_file(request.run_directory).weights), whole);
}

TEST(AffectKind, PicturesWithAndWithoutThePersonAreNotExchanged) {
  const auto kind = make_affect_kind();
  const TemporaryFolder folder, other;
  const FitRequest request = make_request(folder, "context");
  kind->fit(request);
  export_model(kind->plan_export({request.run_directory, {}}), request.run_directory);
  testing_support::TinyPeople blanked;
  blanked.ingest_options = R"({"blank_person":true})";
  EvaluateRequest evaluate;
  evaluate.data = testing_support::write_tiny_people(other.path(), blanked);
  evaluate.output_directory = folder / "report";
  for (const fs::path& model : {request.run_directory, RunPaths{request.run_directory}.onnx()}) {
    evaluate.model = model;
    try {
      kind->evaluate(evaluate);
      ADD_FAILURE() << model;
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(),
                  HasSubstr("people.h5: the person is blanked out in its whole pictures, and was "
                            "seen in those that the model was trained on; take data that were "
                            "prepared with data.people.blank_person: false"));
    }
  }
}

TEST(AffectKind, RefusesWhatTheConfigAloneGivesAway) {
  ExperimentConfig config =
      parse_experiment("name: people\ndata: {source: emotic, path: nowhere}\n", "p.yaml");
  const auto kind = make_affect_kind();
  const auto fault = [](const auto& action) -> std::string {
    try {
      action();
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "accepted";
  };
  const auto fault_of_check = [&] { return fault([&] { kind->check(config); }); };
  config.model.name = "resnet18";
  EXPECT_NE(fault_of_check(), "accepted");
  config.model.name = "two_stream_resnet18";
  config.train.best_metric = "accuracy";
  EXPECT_THAT(fault_of_check(), HasSubstr("train.best_metric: expected one of {map, mae_valence"));
  config.data.split.plan = "ravdess_5fold";
  EXPECT_THAT(fault_of_check(),
              HasSubstr("official or folds_of_official_test expected, 'ravdess_5fold' got"));
  EXPECT_EQ(fault([&] { kind->check_folds({}); }),
            "--folds: models of people have no cross-validation; leave --folds out");
  EXPECT_THAT(fault([&] { kind->apply_to_file({}); }), HasSubstr("models of people are not applied to"));
}

}  // namespace
}  // namespace affekt
