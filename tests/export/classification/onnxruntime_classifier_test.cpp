// Exported classifiers in ONNX Runtime itself; where it is not built in, from its npm package, which
// scripts/test installs. The gate holds it against LibTorch, as it does with the engines that are always
// there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/export/demo_network.h"
#include "tests/export/demo_speech_network.h"
#include "tests/export/exported_classifier.h"
#include "tests/export/table_networks.h"
#include "tests/export/test_vectors.h"

namespace affekt {
namespace {

using test::DemoNetwork;
using test::DemoPooling;
using testing::HasSubstr;

class OnnxRuntimeClassifier : public testing::Test {
 protected:
  /// @param at_once  samples that the engine is given
  ExportResult export_by_onnxruntime(const TrainedModel& model, int64_t at_once) {
    samples_ = std::make_shared<const Samples>(test::make_samples_for(*model.network, 70));
    ExportPlan plan = plan_classification({model, samples_, "test", folder_.path()});
    plan.engines = {"onnxruntime"};
    plan.samples_at_once = at_once;
    return export_model(plan, folder_.path());
  }

  std::map<std::string, double> measure(int set) {
    const SharedOnnxModel model = read_onnx_model(folder_ / "model.onnx");
    return test::measure_test_vectors(folder_.path(), set, *make_engine("onnxruntime", *model), *model);
  }

  test::TemporaryFolder folder_;
  std::shared_ptr<const Samples> samples_;
};

TEST_F(OnnxRuntimeClassifier, GivesLibTorchsProbabilitiesInOneBatchAndOneByOne) {
  const auto model = test::make_trained_model(std::make_shared<DemoNetwork>(InputShape{1, 16, 16}), 1.5);
  for (const int64_t at_once : {1, 64}) {
    const ExportResult result = export_by_onnxruntime(model, at_once);
    EXPECT_EQ(result.gate.num_samples, 70);
    EXPECT_LT(result.gate.differences.at("probabilities"), 1e-5);
  }
}

TEST_F(OnnxRuntimeClassifier, GivesThoseOfEveryNetworkOfTheModelTable) {
  for (const auto& network : test::table_networks()) {
    const auto model = test::make_trained_model(test::make_table_network(network.model, network.input));
    const int64_t at_once = network.input.is_waveform() ? 1 : 64;
    EXPECT_EQ(export_by_onnxruntime(model, at_once).gate.num_samples, 70) << network.label;
  }
}

TEST_F(OnnxRuntimeClassifier, GivesThoseOfRecordingsOfEveryLength) {
  for (auto pooling : {DemoPooling::kMean, DemoPooling::kStatistics, DemoPooling::kAttention}) {
    const ExportResult result = export_by_onnxruntime(test::make_trained_speech_model(pooling, 1.5), 1);
    EXPECT_LT(result.gate.differences.at("probabilities"), 5e-5) << test::name_of(pooling);
    for (const int set : {0, 1}) EXPECT_LT(measure(set).at("probabilities"), 5e-5) << test::name_of(pooling);
  }
}

TEST_F(OnnxRuntimeClassifier, ItsTestVectorsAreWhatItGives) {
  export_by_onnxruntime(test::make_trained_model(std::make_shared<DemoNetwork>(InputShape{1, 16, 16})), 64);
  EXPECT_LT(measure(0).at("probabilities"), 1e-5);
  const auto path = folder_ / "test_data_set_0" / "output_0.pb";
  onnx::TensorProto expected;
  ASSERT_TRUE(expected.ParseFromString(read_text_file(path)));
  reinterpret_cast<float*>(expected.mutable_raw_data()->data())[0] += 0.5f;
  write_text_atomically(path, expected.SerializeAsString());
  EXPECT_GT(measure(0).at("probabilities"), 0.1);
}

}  // namespace
}  // namespace affekt
