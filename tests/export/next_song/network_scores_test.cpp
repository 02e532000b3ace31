// In ONNX Runtime; where it is not built in, this needs its npm package: scripts/test installs it.
#include "export/next_song/network_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "models/host_tensors.h"
#include "next_song/next_song_onnx.h"
#include "tests/core/temporary_folder.h"
#include "tests/export/graph/run_graph.h"
#include "tests/export/next_song/small_song_network.h"

namespace affekt {
namespace {

using test::RunnableGraph;
using test::SmallNetworkOptions;

struct NetworkVariant {
  const char* name;
  SmallNetworkOptions options;
};

class NetworkScoresOf : public testing::TestWithParam<NetworkVariant> {
 protected:
  static constexpr float kAny = std::numeric_limits<float>::quiet_NaN();

  NetworkScoresOf() : network_(test::make_small_song_network(GetParam().options)) {
    NextSongGraph graph("network", network_->num_songs(), GetParam().options.emotion_context);
    const std::string scores = add_network_scores(graph, *network_);
    runnable_ = std::make_unique<RunnableGraph>(graph.finish(scores), folder_.path());
  }

  /// The network's own inputs, which are named otherwise than the file's.
  HostTensors inputs_of_network(const std::vector<std::vector<int64_t>>& rows, int64_t width) const {
    const auto count = static_cast<int64_t>(rows.size());
    HostTensors inputs = {{"songs", HostTensor::make(DType::kInt64, {count, width})},
                          {"lengths", HostTensor::make(DType::kInt64, {count})}};
    for (size_t n = 0; n < rows.size(); ++n) {
      std::copy(rows[n].begin(), rows[n].end(),
                inputs["songs"].values<int64_t>() + static_cast<int64_t>(n) * width);
      inputs["lengths"].values<int64_t>()[n] = static_cast<int64_t>(rows[n].size());
    }
    if (GetParam().options.emotion_context) {
      std::vector<float> emotion;
      for (size_t n = 0; n < rows.size(); ++n) {
        emotion.push_back(n % 3 == 0 ? kAny : 1.5F * static_cast<float>(n));
        emotion.push_back(n % 3 == 2 ? kAny : -2.0F);
      }
      inputs["emotion"] = HostTensor::of<float>({count, 2}, emotion.data());
    }
    return inputs;
  }

  void expect_equal_scores(const std::vector<std::vector<int64_t>>& rows, int64_t width) {
    HostTensors inputs = inputs_of_network(rows, width);
    const HostTensor expected = run_network(*network_, inputs).at("scores");
    inputs[next_song_value::kIndices] = inputs.at("songs");
    inputs.erase("songs");
    const HostTensor actual = runnable_->run(inputs).at(next_song_value::kAllScores);
    ASSERT_EQ(actual.count(), expected.count());
    for (int64_t i = 0; i < actual.count(); ++i)
      EXPECT_NEAR(actual.values<float>()[i], expected.values<float>()[i], 2e-5)
          << "row " << i / network_->num_songs() << ", song " << i % network_->num_songs();
  }

  TemporaryFolder folder_;
  std::shared_ptr<NextSongNetwork> network_;
  std::unique_ptr<RunnableGraph> runnable_;
};

TEST_P(NetworkScoresOf, AreLibTorchsForHistoriesOfEveryLength) {
  expect_equal_scores({{1}}, 1);
  expect_equal_scores(
      {{1, 2, 3, 1, 1, 4, 5, 4, 11, 2, 7, 7, 0, 9}, {3, 3}, {}, {10, 11, 10}, {0, 1, 2, 3, 4, 5}}, 14);
  expect_equal_scores({{}}, 3);
  expect_equal_scores({{9, 8, 7, 6, 5}, {5, 6, 7, 8, 9}}, 9);
}

/// ONNX Runtime plans its memory by shape, and runs by that plan from the second time on.
TEST_P(NetworkScoresOf, AreTheSameWhenAShapeComesAgain) {
  for (int64_t round = 0; round < 6; ++round) {
    std::vector<std::vector<int64_t>> rows;
    for (int64_t n = 0; n < 3; ++n) {
      rows.emplace_back();
      for (int64_t i = 0; i < (5 * round + 7 * n) % 15; ++i)
        rows.back().push_back((i * i + round + 3 * n) % 12);
    }
    expect_equal_scores(rows, 14);
    expect_equal_scores({rows[0]}, 14);
  }
}

TEST_P(NetworkScoresOf, AnIndexOutsideOfTheCatalogueIsRefused) {
  HostTensors inputs = inputs_of_network({{1, 12}}, 2);
  inputs[next_song_value::kIndices] = inputs.at("songs");
  inputs.erase("songs");
  EXPECT_THAT(runnable_->refusal_of(inputs), testing::HasSubstr("idx=12"));
  inputs[next_song_value::kIndices].values<int64_t>()[1] = -1;
  EXPECT_THAT(runnable_->refusal_of(inputs), testing::HasSubstr("indices_within_the_catalogue"));
}

INSTANTIATE_TEST_SUITE_P(
    Variants, NetworkScoresOf,
    testing::Values(NetworkVariant{"lstm", {}}, NetworkVariant{"gru", {"gru", 1, 6, true, false, true}},
                    NetworkVariant{"two_layers", {"lstm", 2, 5, false, false, true}},
                    NetworkVariant{"two_gru_layers_with_emotion", {"gru", 2, 6, true, true, false}},
                    NetworkVariant{"emotion", {"lstm", 1, 8, false, true, true}}),
    [](const auto& variant) { return std::string(variant.param.name); });

}  // namespace
}  // namespace affekt
