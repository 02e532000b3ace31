// Exported models of songs in ONNX Runtime itself; where it is not built in, from its npm package, which
// scripts/test installs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "export/gate.h"
#include "export/songs/plan_songs.h"
#include "export/songs/song_vectors.h"
#include "export/test_data_set.h"
#include "tests/export/demo_network.h"
#include "tests/export/songs/demo_song_model.h"
#include "tests/export/test_vectors.h"

namespace affekt {
namespace {

using test::DemoSongOptions;
using test::DemoSongs;

class OnnxRuntimeSongs : public testing::Test {
 protected:
  /// As export_songs writes it.
  void load_songs_model(const DemoSongOptions& options) {
    const DemoSongs songs = test::draw_songs(options.columns, 200);
    song_model_ = test::make_demo_song_model(songs, options);
    all_songs_ = songs.features;
    vectors_ = make_song_vectors(song_model_, songs.view());
    write_text_atomically(folder_ / "model.onnx", test::export_bytes(song_model_));
    onnx_ = read_onnx_model(folder_ / "model.onnx");
    engine_ = make_engine("onnxruntime", *onnx_);
  }

  GateData gate_of(const std::vector<float>& rows) const {
    return make_song_gate(song_model_, rows,
                          std::vector<std::string>(rows.size() / song_model_.columns.size(), "row"));
  }

  GateResult pass_song_gate(const std::vector<float>& rows, int64_t at_once) {
    ExportPlan plan;
    plan.reference = "affekt";
    plan.sample = "song";
    plan.samples_at_once = at_once;
    plan.checks = make_song_checks(song_model_);
    GateResult result;
    pass_gate(plan, gate_of(rows), *engine_, result);
    return result;
  }

  test::TemporaryFolder folder_;
  SongModel song_model_;
  std::vector<float> all_songs_, vectors_;
  SharedOnnxModel onnx_;
  std::unique_ptr<InferenceEngine> engine_;
};

TEST_F(OnnxRuntimeSongs, GivesAffektsClustersInOneBatchAndOneByOne) {
  DemoSongOptions logarithm_and_circle, components, bare;
  logarithm_and_circle.num_clusters = 17;
  logarithm_and_circle.regression = "network";
  components.scaling = "robust";
  components.pca_components = 3;
  components.num_clusters = 2;
  bare.columns = {"energy", "valence"};
  bare.num_clusters = 1;
  bare.regression = "none";
  for (const auto& options : {logarithm_and_circle, components, bare}) {
    load_songs_model(options);
    for (const int64_t at_once : {1, 1024}) {
      EXPECT_EQ(pass_song_gate(all_songs_, at_once).num_samples, 200);
      EXPECT_GT(pass_song_gate(vectors_, at_once).num_samples, 0);
    }
  }
}

TEST_F(OnnxRuntimeSongs, ItsTestVectorsAreWhatItGives) {
  load_songs_model({});
  const GateData vectors = gate_of(vectors_);
  write_test_data_set(folder_ / name_test_data_set(0), *onnx_, vectors.read(0, vectors.num_samples));
  const auto differences = test::measure_test_vectors(folder_.path(), 0, *engine_, *onnx_);
  EXPECT_EQ(differences.at("cluster"), 0);
  EXPECT_LT(differences.at("distances2"), 1e-4);
  EXPECT_LT(differences.at("affect"), 1e-4);
}

}  // namespace
}  // namespace affekt
