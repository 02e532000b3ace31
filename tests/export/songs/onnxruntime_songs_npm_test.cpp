// Exported models of songs in ONNX Runtime itself, from its npm package: tests/onnxruntime/run_model.mjs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <sys/wait.h>

#include <cstdlib>

#include "core/files/atomic_file.h"
#include "export/songs/plan_songs.h"
#include "export/songs/song_vectors.h"
#include "export/test_data_set.h"
#include "tests/export/demo_network.h"
#include "tests/export/songs/demo_song_model.h"

namespace affekt {
namespace {

using test::DemoSongOptions;
using test::DemoSongs;
using testing::AllOf;
using testing::HasSubstr;

class OnnxRuntimeSongsNpm : public testing::Test {
 protected:
  void SetUp() override {
    const auto project = std::filesystem::path(AFFEKT_SOURCE_DIR) / "tests" / "onnxruntime";
    ASSERT_TRUE(std::filesystem::exists(project / "node_modules" / "onnxruntime-node"))
        << "ONNX Runtime's npm package is not installed. Run scripts/setup, or: cd tests/onnxruntime && npm "
           "ci --ignore-scripts";
    script_ = project / "run_model.mjs";
  }

  /// Model and vectors as export_songs writes them; test_data_set_1 are all the songs.
  void export_songs_model(const DemoSongOptions& options) {
    const DemoSongs songs = test::draw_songs(options.columns, 200);
    const SongModel model = test::make_demo_song_model(songs, options);
    write_text_atomically(folder_ / "model.onnx", test::export_bytes(model));
    std::filesystem::remove_all(folder_ / "test_data_set_0");  // a model without affect has one file less
    std::filesystem::remove_all(folder_ / "test_data_set_1");
    write_vectors("test_data_set_0", model, make_song_vectors(model, songs.view()));
    write_vectors("test_data_set_1", model, songs.features);
  }

  void write_vectors(const char* name, const SongModel& model, const std::vector<float>& rows) {
    const size_t num_rows = rows.size() / model.columns.size();
    const GateData data = make_song_gate(model, rows, std::vector<std::string>(num_rows, "row"));
    write_test_data_set(folder_ / name, *read_onnx_model(folder_ / "model.onnx"),
                        data.read(0, data.num_samples));
  }

  int run_node() {
    const auto log = folder_ / "node.log";
    const std::string command =
        "node '" + script_.string() + "' '" + folder_.path().string() + "' > '" + log.string() + "' 2>&1";
    const int status = std::system(command.c_str());
    output_ = read_text_file(log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  test::TemporaryFolder folder_;
  std::filesystem::path script_;
  std::string output_;
};

TEST_F(OnnxRuntimeSongsNpm, AgreesOnEverySongInOneBatchAndOneByOne) {
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
    export_songs_model(options);
    EXPECT_EQ(run_node(), 0) << output_;
    for (const char* part :
         {"test_data_set_0, N = 1: ", "test_data_set_1, N = 200: 200 songs",
          "test_data_set_1, N = 1: 200 songs", "cluster differences 0", "max |distances2|"}) {
      EXPECT_THAT(output_, HasSubstr(part));
    }
  }
}

TEST_F(OnnxRuntimeSongsNpm, AWrongExpectationFails) {
  export_songs_model({});
  const auto path = folder_ / "test_data_set_0" / "output_0.pb";
  onnx::TensorProto expected;
  ASSERT_TRUE(expected.ParseFromString(read_text_file(path)));
  auto* first = reinterpret_cast<int64_t*>(expected.mutable_raw_data()->data());
  first[0] = (first[0] + 1) % 3;
  write_text_atomically(path, expected.SerializeAsString());
  EXPECT_EQ(run_node(), 1) << output_;
  EXPECT_THAT(output_, AllOf(HasSubstr("cluster differences 1"), HasSubstr("FAILED")));
}

}  // namespace
}  // namespace affekt
