#include "export/export_model.h"
#include "export/songs/plan_songs.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <cstring>
#include <limits>
#include <set>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "inference/engine.h"
#include "runs/run_directory.h"
#include "store/song_catalogue.h"
#include "tests/export/demo_network.h"
#include "tests/export/songs/demo_song_model.h"
#include "tests/support/model_contract.h"

namespace affekt {
namespace {

using test::DemoSongOptions;
using test::DemoSongs;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

onnx::TensorProto read_song_tensor(const std::filesystem::path& path) {
  onnx::TensorProto tensor;
  EXPECT_TRUE(tensor.ParseFromString(read_text_file(path)));
  return tensor;
}

template <typename Value>
std::vector<Value> values_of(const onnx::TensorProto& tensor) {
  std::vector<Value> values(tensor.raw_data().size() / sizeof(Value));
  std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
  return values;
}

/// A run directory and a catalogue of 150 songs, 2 of them with an empty cell.
class ExportSongs : public testing::Test {
 protected:
  void SetUp() override {
    catalogue_.info.dataset_name = "songs";
    catalogue_.songs.num_songs = songs_.view().num_rows;
    catalogue_.songs.columns = songs_.columns;
    catalogue_.songs.values = songs_.features;
    for (int64_t i = 0; i < catalogue_.songs.num_songs; ++i) {
      catalogue_.songs.ids.push_back("id" + std::to_string(i));
    }
    catalogue_.songs.artists = catalogue_.songs.titles = catalogue_.songs.ids;
    cell(3, 0) = cell(9, 5) = std::nanf("");
    model_.prepared_path = (folder_ / "songs.h5").string();
    std::filesystem::create_directories(paths_.root);
  }
  float& cell(size_t song, size_t column) {
    return catalogue_.songs.values[song * songs_.columns.size() + column];
  }
  ExportResult run() {
    write_song_catalogue(folder_ / "songs.h5", catalogue_);
    model_.data_digest = read_song_info(folder_ / "songs.h5").content_digest;
    write_song_model(song_model_path(paths_.root), model_);
    return test::export_songs({paths_.root, {}});
  }
  template <typename Fault>
  std::string refusal() {
    try {
      run();
    } catch (const Fault& error) {
      return error.what();
    }
    return "exported";
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(paths_.root)) {
      if (entry.is_regular_file())
        names.insert(std::filesystem::relative(entry.path(), paths_.root).string());
    }
    return names;
  }
  std::string card() const { return read_text_file(paths_.root / "model_card.md"); }

  test::TemporaryFolder folder_;
  RunPaths paths_{folder_ / "run"};
  DemoSongs songs_ = test::draw_songs(DemoSongOptions().columns, 150);
  SongModel model_ = test::make_demo_song_model(songs_, {});
  SongCatalogue catalogue_;
};

TEST_F(ExportSongs, WritesModelVectorsAndCardAndNothingElse) {
  const ExportResult summary = run();
  EXPECT_EQ(summary.gate.num_samples, 148);
  EXPECT_EQ(summary.gate.num_tie_differences, 0);
  EXPECT_LT(summary.gate.differences.at("distances2"), 1e-5);
  EXPECT_THAT(card(), HasSubstr(fmt::format("Run by {} on all 148 songs",
                                            fmt::join(in_process_engine_names(), ", "))));
  EXPECT_EQ(files(), (std::set<std::string>{"local.json", "model.json", "model.onnx", "model_card.md",
                                            "song_model.json", "test_data_set_0/input_0.pb",
                                            "test_data_set_0/output_0.pb", "test_data_set_0/output_1.pb",
                                            "test_data_set_0/output_2.pb"}));
  testing_support::expect_model_contract_fits(paths_.root, "songs");
}

TEST_F(ExportSongs, WhatOthersPutBesideTheTestVectorsStays) {
  run();
  std::filesystem::create_directories(paths_.root / "test_data_set_1");
  write_text_atomically(paths_.root / "test_data_set_1/input_0.pb", "of a former model");
  write_text_atomically(paths_.root / "test_data_set_0/notes.txt", "mine");
  const size_t num_files = files().size();
  run();
  EXPECT_EQ(files().count("test_data_set_0/notes.txt"), 1u);
  EXPECT_EQ(files().count("test_data_set_1/input_0.pb"), 0u);
  EXPECT_EQ(files().size(), num_files - 1);
  EXPECT_FALSE(std::filesystem::exists(paths_.root / "test_data_set_1"));
}

TEST_F(ExportSongs, TheFileAloneGivesEverySongItsCluster) {
  run();
  const std::vector<float> points = apply_transform(model_.transform, songs_.view());
  const int64_t num_points = model_.transform.num_outputs();
  const Assignment expected =
      assign_rows({points.data(), 150, num_points}, {model_.centroids.data(), 3, num_points});
  for (const auto& name : in_process_engine_names()) {
    test::ExportedSongs exported(paths_.onnx(), name);
    const auto clusters = exported.predict(songs_.features.data(), 150).clusters;
    EXPECT_EQ(std::vector<int32_t>(clusters.begin(), clusters.end()), expected.labels) << name;
    EXPECT_EQ(exported.model->text("affekt.columns"), nlohmann::json(songs_.columns).dump());
    EXPECT_EQ(exported.model->text("affekt.medians"), nlohmann::json(model_.medians).dump());
  }
}

TEST_F(ExportSongs, EmptyCellsAreFilledWhereTheClusteringFilledThem) {
  model_.missing = "median";
  const ExportResult summary = run();
  EXPECT_EQ(summary.gate.num_samples, 150);
}

TEST_F(ExportSongs, TestVectorsAreReproducedByEveryEngine) {
  run();
  const auto folder = paths_.root / "test_data_set_0";
  const auto input = read_song_tensor(folder / "input_0.pb"),
             cluster = read_song_tensor(folder / "output_0.pb");
  const auto distances2 = read_song_tensor(folder / "output_1.pb"),
             affect = read_song_tensor(folder / "output_2.pb");
  EXPECT_EQ(input.name(), "features");
  EXPECT_EQ(cluster.name(), "cluster");
  EXPECT_EQ(distances2.name(), "distances2");
  EXPECT_EQ(affect.name(), "affect");
  ASSERT_EQ(cluster.dims_size(), 1);
  const int64_t count = input.dims(0);
  EXPECT_GT(count, 20);
  EXPECT_EQ(cluster.dims(0), count);
  for (const auto& name : in_process_engine_names()) {
    const auto actual =
        test::ExportedSongs(paths_.onnx(), name).predict(values_of<float>(input).data(), count);
    const auto clusters = values_of<int64_t>(cluster);
    EXPECT_TRUE(std::equal(clusters.begin(), clusters.end(), actual.clusters.begin(), actual.clusters.end()));
    for (size_t i = 0; i < actual.distances2.size(); ++i) {
      const float expected = values_of<float>(distances2)[i];
      EXPECT_NEAR(actual.distances2[i], expected, 1e-5f * (1 + expected)) << name;
    }
    for (size_t i = 0; i < actual.affect.size(); ++i) {
      EXPECT_NEAR(actual.affect[i], values_of<float>(affect)[i], 1e-5f) << name;
    }
  }
}

TEST_F(ExportSongs, TestVectorsHoldExtremesOfTheCatalogueAndNoneOfItsSongs) {
  run();
  const auto rows = values_of<float>(read_song_tensor(paths_.root / "test_data_set_0" / "input_0.pb"));
  const size_t num_columns = songs_.columns.size();
  for (size_t d = 0; d < num_columns; ++d) {
    std::vector<float> vectors, known;
    for (size_t i = d; i < rows.size(); i += num_columns) vectors.push_back(rows[i]);
    for (size_t i = d; i < catalogue_.songs.values.size(); i += num_columns) {
      const size_t song = i / num_columns;
      if (song != 3 && song != 9) known.push_back(catalogue_.songs.values[i]);
    }
    EXPECT_EQ(*std::min_element(vectors.begin(), vectors.end()),
              *std::min_element(known.begin(), known.end()));
    EXPECT_EQ(*std::max_element(vectors.begin(), vectors.end()),
              *std::max_element(known.begin(), known.end()));
  }
  for (size_t v = 0; v < rows.size(); v += num_columns) {
    for (size_t s = 0; s < songs_.features.size(); s += num_columns) {
      EXPECT_FALSE(std::equal(&rows[v], &rows[v] + num_columns, &songs_.features[s]));
    }
  }
}

TEST_F(ExportSongs, AnEngineThatSaysOtherwiseLeavesNoModel) {
  // Infinities of both signs: affect is no number, and nothing equals that.
  for (float& weight : model_.regression.ridge.weight) weight = std::numeric_limits<float>::max();
  EXPECT_THAT(refusal<ArtifactError>(),
              AllOf(HasSubstr("was not written"), HasSubstr("opencv"), HasSubstr("id")));
  EXPECT_EQ(files(), (std::set<std::string>{"local.json", "song_model.json"}));
}

TEST_F(ExportSongs, AFailedExportLeavesTheFormerModelAsItWas) {
  run();
  const std::string before = read_text_file(paths_.onnx());
  const auto files_before = files();
  for (float& weight : model_.regression.ridge.weight) weight = std::numeric_limits<float>::max();
  EXPECT_NE(refusal<ArtifactError>(), "exported");
  EXPECT_EQ(read_text_file(paths_.onnx()), before);
  EXPECT_EQ(files(), files_before);
}

TEST_F(ExportSongs, ACatalogueThatIsNotThereIsNamed) {
  run();
  std::filesystem::remove(folder_ / "songs.h5");
  try {
    test::export_songs({paths_.root, {}});
    FAIL() << "exported";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("songs.h5"), HasSubstr("affekt prepare"), HasSubstr("--data")));
  }
}

TEST_F(ExportSongs, AnotherCatalogueIsUsedWithAWarning) {
  run();
  cell(20, 1) = 0.5f;
  write_song_catalogue(folder_ / "other.h5", catalogue_);
  testing::internal::CaptureStderr();
  EXPECT_EQ(test::export_songs({paths_.root, folder_ / "other.h5"}).gate.num_samples, 148);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("not the catalogue that was clustered"));
  EXPECT_THAT(card(), AllOf(HasSubstr("songs of another catalogue than the one that was clustered, other.h5"),
                            HasSubstr("songs of the other catalogue (see Checked)"),
                            HasSubstr("of the catalogue `unknown`")));
  // The run's manifest knows which one was clustered.
  write_text_atomically(
      paths_.manifest(),
      nlohmann::json{{"data", {{"name", "my songs"}, {"digest", model_.data_digest}}}}.dump());
  test::export_songs({paths_.root, folder_ / "other.h5"});
  EXPECT_THAT(card(), HasSubstr("of the catalogue `my songs`"));
}

TEST_F(ExportSongs, ACatalogueWithoutTheModelsColumnsIsRefused) {
  catalogue_.songs.columns[1] = "vigour";
  EXPECT_THAT(refusal<DataError>(), HasSubstr("energy"));
}

TEST_F(ExportSongs, WithoutARegressionThereIsNoAffectAnywhere) {
  run();
  DemoSongOptions options;
  options.regression = "none";
  model_ = test::make_demo_song_model(songs_, options);
  model_.prepared_path = (folder_ / "songs.h5").string();
  run();
  EXPECT_EQ(files().count("test_data_set_0/output_2.pb"), 0u);
  EXPECT_THAT(card(), Not(HasSubstr("`affect`")));
  EXPECT_EQ(read_onnx_model(paths_.onnx())->outputs.size(), 2u);
}

TEST_F(ExportSongs, MetadataIsComplete) {
  run();
  const auto metadata = read_onnx_model(paths_.onnx())->metadata;
  const auto parse = [&](const char* key) { return nlohmann::json::parse(metadata.at(key)); };
  EXPECT_EQ(metadata.at("affekt.task"), "songs");
  EXPECT_EQ(metadata.at("affekt.model"), "song_kmeans");
  EXPECT_THAT(parse("affekt.labels"), ElementsAre("cluster 0", "cluster 1", "cluster 2"));
  EXPECT_EQ(metadata.at("affekt.affect_target"), "deezer");
  EXPECT_EQ(metadata.at("affekt.missing"), "drop");
  EXPECT_THAT(metadata.at("affekt.input"),
              AllOf(HasSubstr("float32 [N, 6]"), HasSubstr("loudness about -60..0 (dB)"),
                    HasSubstr("tempo > 0"), HasSubstr("median"), HasSubstr("do not scale")));
  EXPECT_THAT(metadata.at("affekt.output"),
              AllOf(HasSubstr("cluster: int64 [N], 0..2"), HasSubstr("Deezer")));
  EXPECT_THAT(metadata.at("affekt.transform"),
              AllOf(HasSubstr("ln(tempo)"), HasSubstr("sin(2 pi key / 12)")));
  EXPECT_EQ(parse("affekt.emotion_policy"), to_json(model_.policy));
  EXPECT_THAT(metadata.at("affekt.emotion_sources"), HasSubstr("Warriner"));
  EXPECT_EQ(metadata.at("affekt.data_digest"), model_.data_digest);
  EXPECT_EQ(metadata.at("affekt.config_digest"), model_.config_digest);
  EXPECT_EQ(metadata.at("affekt.weights_digest"), sha256_of_file(song_model_path(paths_.root)));
  EXPECT_EQ(metadata.at("affekt.centroids_digest").size(), 64u);
  EXPECT_EQ(parse("affekt.fit").at("seed"), 4);
  EXPECT_EQ(parse("affekt.metrics").at("inertia").at("value"), 812.5);
  EXPECT_EQ(parse("affekt.metrics").at("r2_valence"),
            (nlohmann::json{{"value", 0.3}, {"ci95", {0.25, 0.35}}}));
  const auto clusters = parse("affekt.clusters");
  ASSERT_EQ(clusters.size(), 3u);
  EXPECT_EQ(clusters[1].at("centroid").size(), 7u);  // six columns, of which key has two coordinates
  EXPECT_EQ(clusters[1].at("place").at("valence"), model_.policy.clusters[1].valence);
}

TEST_F(ExportSongs, CentroidsAreToldInTheColumnsOwnUnits) {
  run();
  const auto clusters = nlohmann::json::parse(read_onnx_model(paths_.onnx())->metadata.at("affekt.clusters"));
  // energy is the second column, scaled alone: value = centre + scale * z.
  const double energy = model_.transform.centre[1] + model_.transform.scale[1] * model_.centroids[1];
  EXPECT_NEAR(clusters[0].at("centroid").at("energy").get<double>(), energy, 1e-9);
  const auto tempo = clusters[0].at("centroid").at("tempo").get<double>();
  EXPECT_GT(tempo, 40);
  EXPECT_LT(tempo, 250);
}

TEST_F(ExportSongs, AReportOnThisModelGivesItsScoresAndNames) {
  run();
  const nlohmann::json report = {
      {"model", {{"weights_digest", sha256_of_file(song_model_path(paths_.root))}}},
      {"metrics",
       {{"silhouette", {{"value", 0.21}, {"ci95", {0.2, 0.22}}}}, {"davies_bouldin", {{"value", nullptr}}}}},
      {"notes", {{{"level", "info"}, {"text", "mind the gap"}}}},
      {"clusters",
       {{{"index", 0}, {"name", "loud"}},
        {{"index", 1}, {"name", "soft"}},
        {{"index", 2}, {"name", "old"}}}}};
  write_text_atomically(paths_.root / "report.json", report.dump());
  test::export_songs({paths_.root, {}});
  const SharedOnnxModel info = read_onnx_model(paths_.onnx());
  EXPECT_EQ(info->text("affekt.labels"), R"(["loud","soft","old"])");
  const auto metrics = nlohmann::json::parse(info->metadata.at("affekt.metrics"));
  EXPECT_EQ(metrics.at("silhouette").at("ci95"), (nlohmann::json{0.2, 0.22}));
  EXPECT_FALSE(metrics.contains("davies_bouldin"));
  EXPECT_EQ(metrics.at("inertia").at("value"), 812.5);
  EXPECT_THAT(card(), AllOf(HasSubstr("| silhouette | 0.21 | 0.2000 to 0.2200 |"), HasSubstr("mind the gap"),
                            HasSubstr("| 1 | soft |")));
}

TEST_F(ExportSongs, AReportOnAnotherModelIsLeftAlone) {
  run();
  const nlohmann::json report = {{"model", {{"weights_digest", "of another"}}},
                                 {"metrics", {{"silhouette", {{"value", 0.9}}}}}};
  write_text_atomically(paths_.root / "report.json", report.dump());
  testing::internal::CaptureStderr();
  test::export_songs({paths_.root, {}});
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("report.json"), HasSubstr("affekt evaluate")));
  EXPECT_THAT(read_onnx_model(paths_.onnx())->metadata.at("affekt.metrics"), Not(HasSubstr("0.9")));
}

TEST_F(ExportSongs, AReportThatIsNoJsonIsRefused) {
  write_text_atomically(paths_.root / "report.json", "{\"model\": ");
  EXPECT_THAT(refusal<ArtifactError>(), HasSubstr("report.json"));
}

TEST_F(ExportSongs, TheCardSaysWhatANewcomerAsks) {
  run();
  const std::string text = card();
  EXPECT_THAT(
      text, AllOf(HasSubstr("# demo_songs"), HasSubstr("| 5 | tempo | > 0 | beats a minute |"),
                  HasSubstr("on all 148 songs"), HasSubstr("## Limits"), HasSubstr("## How to run it"),
                  HasSubstr("| sad |"), HasSubstr("tells the cluster of a\nsong by 6 audio features"),
                  HasSubstr("import * as ort"), HasSubstr("const song = ["), HasSubstr("model.json"),
                  HasSubstr("Keys lie on a circle"), HasSubstr("begin with the cluster nearest to the mood"),
                  HasSubstr(sha256_of_file(paths_.onnx()))));
  EXPECT_THAT(text, Not(HasSubstr("{}")));
  EXPECT_THAT(text, Not(HasSubstr("@medians")));
  EXPECT_THAT(text, Not(HasSubstr("another catalogue than")));
}

}  // namespace
}  // namespace affekt
