// The kind `next_song` goes the whole way on a few streams that follow a rule. model.onnx is made in ONNX
// Runtime; where it is not built in, this needs its npm package: scripts/test installs it.
#include "kinds/next_song/next_song_kind.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <iterator>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/interrupt.h"
#include "evaluation/report/write_report_files.h"
#include "export/export_model.h"
#include "next_song/ranker_table.h"
#include "runs/network_file.h"
#include "runs/weights.h"
#include "store/listening/listening_file.h"
#include "tests/core/temporary_folder.h"
#include "tests/support/tiny_listening.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing_support::make_plays;
using testing_support::make_tiny_listening;

constexpr int32_t kNumSongs = 10;  // the rule of make_plays is song + 3 modulo this

/// The song that follows depends on the two before: a context tree knows that, no method with a graph does.
std::vector<int32_t> make_plays_of_pairs(int64_t count, int64_t shift) {
  constexpr int32_t kRound[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
  std::vector<int32_t> plays;
  for (int64_t i = 0; i < count; ++i)
    plays.push_back(kRound[static_cast<size_t>(i + shift) % std::size(kRound)]);
  return plays;
}

fs::path write_data(const fs::path& folder, ListeningData data) {
  data.info.dataset_name = "listening";
  data.info.ingest_options = "{}";
  data.about = "{}";
  write_listening(folder / "plays.h5", data);
  return folder / "plays.h5";
}

/// Three streams train, one validates and one tests.
fs::path write_streams(const fs::path& folder, int32_t num_songs = kNumSongs) {
  return write_data(folder,
                    make_tiny_listening(num_songs, {{0, Split::kTrain, make_plays(40, kNumSongs)},
                                                    {1, Split::kTrain, make_plays(40, kNumSongs, 1)},
                                                    {2, Split::kTrain, make_plays(30, kNumSongs, 2)},
                                                    {3, Split::kValidation, make_plays(20, kNumSongs)},
                                                    {4, Split::kTest, make_plays(20, kNumSongs, 2)}}));
}

fs::path write_streams_of_pairs(const fs::path& folder) {
  return write_data(folder,
                    make_tiny_listening(kNumSongs, {{0, Split::kTrain, make_plays_of_pairs(60, 0)},
                                                    {1, Split::kTrain, make_plays_of_pairs(60, 3)},
                                                    {2, Split::kTrain, make_plays_of_pairs(40, 8)},
                                                    {3, Split::kValidation, make_plays_of_pairs(30, 5)},
                                                    {4, Split::kTest, make_plays_of_pairs(30, 11)}}));
}

FitRequest make_request(const TemporaryFolder& folder) {
  FitRequest request;
  request.config = parse_experiment(
      "name: plays\n"
      "data: {source: listening, path: nowhere}\n"
      "model: {name: next_song_rnn, dropout: 0, sequence: {use_features: false, embedding_size: 8, "
      "hidden_size: 8, "
      "embedding_dropout: 0}}\n"
      "train: {epochs: 6, batch_size: 4, precision: fp32, best_metric: mrr_at_20, optimizer: {name: adamw, "
      "lr: 0.05}, "
      "schedule: {warmup_epochs: 0}, next_song: {bptt_plays: 8}}\n"
      "evaluate: {bootstrap_samples: 100}\n",
      "plays.yaml");
  request.prepared_path = write_streams(folder.path());
  request.run_directory = folder / "run";
  return request;
}

json find_named(const json& methods, const std::string& name) {
  for (const json& method : methods)
    if (method.at("name") == name) return method;
  return nullptr;
}

TEST(NextSongKind, GoesTheWholeWayAndItsFileGivesTheSameReport) {
  const auto kind = make_next_song_kind();
  const TemporaryFolder folder;
  const FitRequest request = make_request(folder);
  kind->check(request.config);
  EXPECT_EQ(kind->choose_split(request.config, request.prepared_path), "test");
  EXPECT_THAT(kind->fit(request).text, HasSubstr("validation mrr_at_20"));
  EvaluateRequest evaluate;
  evaluate.model = evaluate.output_directory = request.run_directory;
  evaluate.replaces_report = true;
  const json of_run = kind->evaluate(evaluate).report.facts;
  EXPECT_EQ(of_run.at("kind"), "next_song");
  EXPECT_EQ(of_run.at("data").at("num_samples"), 19);  // all plays of the stream but its first
  // Song + 3 always follows: a first-order method knows that, popularity can't.
  const json markov = find_named(of_run.at("methods"), "markov");
  EXPECT_DOUBLE_EQ(markov.at("metrics").at("hit_rate_at_1").at("value"), 1);
  EXPECT_LT(find_named(of_run.at("methods"), "popularity").at("metrics").at("hit_rate_at_1").at("value"),
            0.5);
  EXPECT_GT(find_named(of_run.at("methods"), "network").at("metrics").at("mrr_at_20").at("value"), 0.5);
  EXPECT_FALSE(find_named(of_run.at("methods"), "ensemble").is_null());
  EXPECT_EQ(of_run.at("methods").size(), 2 + ranker_table().size());

  const ExportResult exported =
      export_model(kind->plan_export({request.run_directory, {}}), request.run_directory);
  EXPECT_EQ(exported.gate.num_samples, 19);
  const RunPaths run{request.run_directory};
  EXPECT_TRUE(fs::exists(run.root / "catalogue.csv"));
  evaluate.model = run.onnx();
  evaluate.data = request.prepared_path;
  evaluate.output_directory = folder / "report";
  evaluate.replaces_report = false;
  const json of_file = kind->evaluate(evaluate).report.facts;
  const std::string method = of_file.at("reported").at("name");
  EXPECT_EQ(method, of_run.at("reported").at("name"));
  const json expected = find_named(of_run.at("methods"), method).at("metrics");
  for (const auto& [name, score] : expected.items())
    EXPECT_NEAR(score.at("value").get<double>(), of_file.at("metrics").at(name).at("value").get<double>(),
                1e-6)
        << name;
}

TEST(NextSongKind, ReportCardAndFileAreOfTheMethodThatTheFileHoldsWhereABetterOneHasNoGraph) {
  const auto kind = make_next_song_kind();
  const TemporaryFolder folder;
  FitRequest request = make_request(folder);
  request.prepared_path = write_streams_of_pairs(folder.path());
  kind->fit(request);
  const RunPaths run{request.run_directory};
  const auto export_card = [&] {
    export_model(kind->plan_export({request.run_directory, {}}), request.run_directory);
    return read_text_file(run.root / "model_card.md");
  };
  const json tuned = read_network_file(run.root).about.at("tuned");
  const std::string deployed = tuned.at("reported");
  double mrr_of_deployed = 0;
  for (const json& score : tuned.at("validation"))
    if (score.at("method") == deployed) mrr_of_deployed = score.at("mrr_at_20");
  // Nothing is evaluated: the card has what the method was chosen by, not the network's score in its epoch.
  const std::string early = export_card();
  EXPECT_THAT(early, HasSubstr("On those validation plays that no training stream has."));
  EXPECT_THAT(early, HasSubstr(fmt::format("| mrr_at_20 | {:.4f} | not known |", mrr_of_deployed)));

  EvaluateRequest evaluate;
  evaluate.model = evaluate.output_directory = request.run_directory;
  evaluate.replaces_report = true;
  Evaluation evaluation = kind->evaluate(evaluate);
  const json of_run = evaluation.report.facts;
  EXPECT_EQ(of_run.at("reported").at("name"), deployed);
  EXPECT_TRUE(deployed == "network" || deployed == "ensemble" || find_ranker(deployed).has_graph);
  const json& best = of_run.at("best_without_graph");
  ASSERT_TRUE(best.is_object());
  EXPECT_FALSE(find_ranker(best.at("name")).has_graph);
  EXPECT_GT(best.at("validation_mrr_at_20"), best.at("of_reported"));
  EXPECT_THAT(of_run.at("first_line").get<std::string>(),
              HasSubstr("did better on validation, but can't be exported"));
  write_evaluation(std::move(evaluation));
  EXPECT_THAT(export_card(),
              HasSubstr(fmt::format("| mrr_at_20 | {:.4f} | ",
                                    of_run.at("metrics").at("mrr_at_20").at("value").get<double>())));

  evaluate.model = run.onnx();
  evaluate.data = request.prepared_path;
  evaluate.output_directory = folder / "report";
  evaluate.replaces_report = false;
  const json of_file = kind->evaluate(evaluate).report.facts;
  EXPECT_EQ(of_file.at("reported"), of_run.at("reported"));  // its title and how it was chosen too
  for (const auto& [name, score] : of_run.at("metrics").items())
    EXPECT_NEAR(score.at("value").get<double>(), of_file.at("metrics").at(name).at("value").get<double>(),
                1e-6)
        << name;
}

TEST(NextSongKind, RefusesWhatItCannotDoBeforeAnyWork) {
  const auto kind = make_next_song_kind();
  const TemporaryFolder folder;
  const auto fault_of = [](const auto& work) -> std::string {
    try {
      work();
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "";
  };
  EvaluateRequest evaluate;
  evaluate.engine = "opencv";
  EXPECT_THAT(fault_of([&] { kind->evaluate(evaluate); }), HasSubstr("take --engine onnxruntime"));
  evaluate.engine.clear();
  evaluate.saliency = 3;
  EXPECT_THAT(fault_of([&] { kind->evaluate(evaluate); }), HasSubstr("--saliency: models of next songs"));
}

TEST(NextSongKind, AnEpochIsNotChosenByPlaysThatTrainingKnows) {
  const auto kind = make_next_song_kind();
  const TemporaryFolder folder;
  FitRequest request = make_request(folder);
  ListeningData data = read_listening(request.prepared_path);
  data.sequences.has_train_duplicate.assign(data.sequences.songs.size(), 1);
  request.prepared_path = folder / "duplicates.h5";
  write_listening(request.prepared_path, data);
  try {
    kind->fit(request);
    ADD_FAILURE() << "an epoch was chosen";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), HasSubstr("19 are marked by the leak audit"));
  }
}

TEST(NextSongKind, ResumesToTheSameBytesOfWeights) {
  const auto kind = make_next_song_kind();
  const TemporaryFolder folder;
  FitRequest request = make_request(folder);
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

TEST(NextSongKind, RefusesDataWithAnotherCatalogue) {
  const auto kind = make_next_song_kind();
  const TemporaryFolder folder, other;
  const FitRequest request = make_request(folder);
  kind->fit(request);
  EvaluateRequest evaluate;
  evaluate.model = request.run_directory;
  evaluate.data = write_streams(other.path(), kNumSongs + 2);
  evaluate.output_directory = folder / "report";
  try {
    kind->evaluate(evaluate);
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("its catalogue of songs (digest "));
    EXPECT_THAT(error.what(), HasSubstr("is not the one that the model was trained on"));
  }
}

TEST(NextSongKind, RefusesWhatTheConfigAloneGivesAway) {
  ExperimentConfig config =
      parse_experiment("name: plays\ndata: {source: listening, path: nowhere}\n", "p.yaml");
  const auto kind = make_next_song_kind();
  const auto fault_of_check = [&]() -> std::string {
    try {
      kind->check(config);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "accepted";
  };
  config.model.name = "resnet18";
  EXPECT_THAT(fault_of_check(), HasSubstr("next_song_rnn"));
  config.model.name = "next_song_rnn";
  config.train.best_metric = "accuracy";
  EXPECT_THAT(fault_of_check(), HasSubstr("train.best_metric: expected one of {"));
  config.train.best_metric = "mrr_at_20";
  EXPECT_EQ(fault_of_check(), "accepted");
}

}  // namespace
}  // namespace affekt
