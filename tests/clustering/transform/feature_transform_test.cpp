#include "clustering/transform/feature_transform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Features {
  std::vector<std::string> columns;
  std::vector<float> values;
  MatrixView view() const {
    const auto num_columns = static_cast<int64_t>(columns.size());
    return {values.data(), static_cast<int64_t>(values.size()) / num_columns, num_columns};
  }
  TransformOptions options() const {
    TransformOptions options;
    options.columns = columns;
    return options;
  }
};

/// Songs with every kind of column.
Features random_songs(int64_t num_songs) {
  Features songs{{"energy", "key", "loudness", "tempo"}, {}};
  RandomStream stream(3, "test");
  for (int64_t i = 0; i < num_songs; ++i) {
    const double energy = stream.uniform();
    for (const double value : {energy, static_cast<double>(stream.below(12)),
                               -30 + 25 * energy + 3 * stream.normal(), stream.uniform(60, 200)})
      songs.values.push_back(static_cast<float>(value));
  }
  return songs;
}

double noise(int64_t i) {
  return static_cast<double>((i * 1103515245 + 12345) % (int64_t{1} << 31)) / 2147483648.0 - 0.5;
}

/// The matrix of tests/golden/make_feature_transform.py.
Features golden_songs() {
  Features songs{{"danceability", "loudness", "tempo", "instrumentalness"}, {}};
  for (int64_t row = 0; row < 200; ++row) {
    std::vector<double> u;
    for (int64_t d = 0; d < 4; ++d) u.push_back(noise(row * 4 + d) + 0.5);
    for (const double value :
         {u[0], -40 + 30 * (0.7 * u[1] + 0.3 * u[0]), 60 + 140 * u[2], std::pow(u[3], 6)})
      songs.values.push_back(static_cast<float>(value));
  }
  return songs;
}

template <class Numbers>
void expect_near(const Numbers& numbers, const nlohmann::json& expected, double tolerance,
                 const std::string& what) {
  ASSERT_GE(numbers.size(), expected.size()) << what;
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(numbers[i], expected[i].get<double>(), tolerance) << what << " " << i;
}

std::string message_of(const Features& features, const TransformOptions& options) {
  try {
    fit_transform(features.view(), options);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

class TransformGolden : public testing::TestWithParam<const char*> {};

TEST_P(TransformGolden, AgreesWithScikitLearn) {
  std::ifstream file(std::string(AFFEKT_SOURCE_DIR) + "/tests/golden/feature_transform.json");
  const auto golden = nlohmann::json::parse(file).at(GetParam());
  const Features songs = golden_songs();
  TransformOptions options = songs.options();
  options.scaling = GetParam();
  const FeatureTransform scaled = fit_transform(songs.view(), options);
  // A logarithm in float32 may differ by one unit in its last place from one library to another.
  expect_near(scaled.centre, golden.at("centre"), 1e-6, "centre");
  expect_near(scaled.scale, golden.at("scale"), 1e-6, "scale");
  expect_near(apply_transform(scaled, songs.view()), golden.at("scaled_first_5_rows"), 1e-5, "scaled");

  options.pca_components = 3;
  const FeatureTransform projected = fit_transform(songs.view(), options);
  expect_near(projected.components, golden.at("components"), 1e-6, "components");
  expect_near(projected.explained_variance, golden.at("explained_variance"), 1e-6, "explained variance");
  expect_near(apply_transform(projected, songs.view()), golden.at("projected_first_5_rows"), 1e-5,
              "projected");
}

INSTANTIATE_TEST_SUITE_P(Scalings, TransformGolden, testing::Values("standard", "robust"),
                         [](const auto& scaling) { return std::string(scaling.param); });

TEST(FeatureTransform, NamesWhatEachColumnBecomes) {
  const Features songs = random_songs(50);
  TransformOptions options = songs.options();
  EXPECT_THAT(fit_transform(songs.view(), options).output_names,
              ElementsAre("energy", "key_cos", "key_sin", "loudness", "log_tempo"));
  options.log_tempo = options.circular_key = false;
  EXPECT_THAT(fit_transform(songs.view(), options).output_names,
              ElementsAre("energy", "key", "loudness", "tempo"));
  options.pca_components = 2;
  EXPECT_THAT(fit_transform(songs.view(), options).output_names, ElementsAre("pc1", "pc2"));
}

TEST(FeatureTransform, StandardColumnsHaveMeanZeroAndDeviationOne) {
  const Features songs = random_songs(500);
  TransformOptions options = songs.options();
  options.circular_key = false;
  const auto points = apply_transform(fit_transform(songs.view(), options), songs.view());
  for (size_t p = 0; p < 4; ++p) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < 500; ++i) {
      sum += static_cast<double>(points[i * 4 + p]);
      squares += static_cast<double>(points[i * 4 + p]) * static_cast<double>(points[i * 4 + p]);
    }
    EXPECT_NEAR(sum / 500, 0, 1e-5) << p;
    EXPECT_NEAR(squares / 500, 1, 1e-4) << p;
  }
}

TEST(FeatureTransform, EveryKeyIsAsFarFromTheNextAndCIsBesideB) {
  Features songs{{"key"}, {}};
  for (int i = 0; i < 12; ++i) songs.values.push_back(static_cast<float>(i));
  // A few more songs in C and D, so that cosine and sine vary differently.
  for (const float key : {0.0F, 0.0F, 0.0F, 2.0F}) songs.values.push_back(key);
  const FeatureTransform transform = fit_transform(songs.view(), songs.options());
  const auto points = apply_transform(transform, songs.view());
  const auto distance = [&](size_t a, size_t b) {
    return std::hypot(points[2 * a] - points[2 * b], points[2 * a + 1] - points[2 * b + 1]);
  };
  for (size_t key = 1; key < 12; ++key) EXPECT_NEAR(distance(key, (key + 1) % 12), distance(0, 1), 1e-6);
  EXPECT_NEAR(distance(0, 6), 2 / transform.scale[0], 1e-6);  // across the circle
}

TEST(FeatureTransform, DoubleTheTempoIsAsFarAsHalf) {
  const Features songs{{"tempo"}, {60, 120, 240}};
  const auto points = apply_transform(fit_transform(songs.view(), songs.options()), songs.view());
  EXPECT_NEAR(points[2] - points[1], points[1] - points[0], 1e-5);
}

TEST(FeatureTransform, AppliesWeightAndBiasToTheExpandedColumns) {
  const Features songs = random_songs(100);
  TransformOptions options = songs.options();
  options.pca_components = 3;
  const FeatureTransform transform = fit_transform(songs.view(), options);
  const auto points = apply_transform(transform, songs.view());
  ASSERT_EQ(points.size(), 300u);
  for (size_t i = 0; i < 100; ++i) {
    const float* song = songs.view().row(static_cast<int64_t>(i));
    const double angle = 2 * std::acos(-1.0) * static_cast<double>(song[1]) / 12;
    const std::vector<double> expanded = {song[0], std::cos(angle), std::sin(angle), song[2],
                                          std::log(static_cast<double>(song[3]))};
    for (size_t p = 0; p < 3; ++p) {
      double expected = transform.bias[p];
      for (size_t e = 0; e < 5; ++e)
        expected += static_cast<double>(transform.weight[p * 5 + e]) * expanded[e];
      EXPECT_NEAR(points[i * 3 + p], expected, 1e-5);
    }
  }
}

TEST(FeatureTransform, UndoingGivesTheColumnsOwnUnits) {
  const Features songs = random_songs(60);
  for (const int64_t components : {0, 5}) {  // five components are all there are: nothing is lost
    for (const char* scaling : {"standard", "robust", "none"}) {
      TransformOptions options = songs.options();
      options.pca_components = components;
      options.scaling = scaling;
      const FeatureTransform transform = fit_transform(songs.view(), options);
      const auto points = apply_transform(transform, songs.view());
      for (size_t i = 0; i < 60; ++i) {
        const float* song = songs.view().row(static_cast<int64_t>(i));
        const auto values = undo_transform(transform, &points[i * 5]);
        ASSERT_EQ(values.size(), 5u);
        EXPECT_NEAR(values[0], song[0], 1e-4) << scaling << components;
        EXPECT_NEAR(values[1], std::cos(0.5235987755982988 * static_cast<double>(song[1])), 1e-4);
        EXPECT_NEAR(values[3], song[2], 1e-3);
        EXPECT_NEAR(values[4], song[3], 1e-2);  // beats a minute
      }
    }
  }
}

TEST(FeatureTransform, TheMeanSongIsNotLostWithFewComponents) {
  const Features songs = random_songs(400);
  TransformOptions options = songs.options();
  options.pca_components = 1;
  options.scaling = "robust";
  const FeatureTransform transform = fit_transform(songs.view(), options);
  const float origin = 0;
  double energy = 0, loudness = 0;
  for (int64_t i = 0; i < 400; ++i) {
    energy += static_cast<double>(songs.view().row(i)[0]) / 400;
    loudness += static_cast<double>(songs.view().row(i)[2]) / 400;
  }
  const auto values = undo_transform(transform, &origin);
  EXPECT_NEAR(values[0], energy, 1e-6);
  EXPECT_NEAR(values[3], loudness, 1e-5);
}

TEST(FeatureTransform, ComponentsAreOrthonormalAndSortedAndTheirSharesAreTheirVariances) {
  const Features songs = random_songs(300);
  TransformOptions options = songs.options();
  options.pca_components = 5;
  const FeatureTransform transform = fit_transform(songs.view(), options);
  const auto points = apply_transform(transform, songs.view());
  double whole = 0;
  std::vector<double> variances(5, 0.0);
  for (size_t p = 0; p < 5; ++p) {
    for (size_t q = 0; q < 5; ++q) {
      double product = 0;
      for (size_t e = 0; e < 5; ++e)
        product += transform.components[p * 5 + e] * transform.components[q * 5 + e];
      EXPECT_NEAR(product, p == q ? 1 : 0, 1e-12);
    }
    for (size_t i = 0; i < 300; ++i)
      variances[p] += std::pow(static_cast<double>(points[i * 5 + p]), 2) / 300;
    whole += variances[p];
  }
  double shares = 0;
  for (size_t p = 0; p < 5; ++p) {
    EXPECT_NEAR(transform.explained_variance[p], variances[p] / whole, 1e-5);
    shares += transform.explained_variance[p];
    if (p > 0) {
      EXPECT_LE(transform.explained_variance[p], transform.explained_variance[p - 1]);
    }
  }
  EXPECT_NEAR(shares, 1, 1e-12);
}

TEST(FeatureTransform, OfEquallyLargeLoadingsTheFirstIsPositive) {
  Features songs{{"energy", "acousticness"}, {}};
  for (int i = 0; i < 50; ++i) {
    const float value = static_cast<float>(noise(i));
    songs.values.insert(songs.values.end(), {value, 0.3F - 2 * value});
  }
  TransformOptions options = songs.options();
  options.pca_components = 1;
  const FeatureTransform transform = fit_transform(songs.view(), options);
  EXPECT_NEAR(transform.components[0], std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(transform.components[1], -std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(transform.explained_variance[0], 1, 1e-6);
}

TEST(FeatureTransform, EveryThreadCountGivesTheSameBits) {
  const Features songs = random_songs(10000);  // more than two tasks
  const FeatureTransform transform = fit_transform(songs.view(), songs.options());
  const auto one = apply_transform(transform, songs.view(), 1);
  for (const int threads : {0, 2, 5}) EXPECT_EQ(apply_transform(transform, songs.view(), threads), one);
}

TEST(FeatureTransform, JsonKeepsEveryBit) {
  const Features songs = random_songs(77);
  for (const int64_t components : {0, 2}) {
    TransformOptions options = songs.options();
    options.pca_components = components;
    const FeatureTransform written = fit_transform(songs.view(), options);
    const FeatureTransform read = feature_transform_from_json(nlohmann::json::parse(to_json(written).dump()));
    EXPECT_EQ(read.expanded_names, written.expanded_names);
    EXPECT_EQ(read.output_names, written.output_names);
    EXPECT_EQ(read.centre, written.centre);
    EXPECT_EQ(read.scale, written.scale);
    EXPECT_EQ(read.components, written.components);
    EXPECT_EQ(read.explained_variance, written.explained_variance);
    EXPECT_EQ(read.weight, written.weight);
    EXPECT_EQ(read.bias, written.bias);
    EXPECT_EQ(apply_transform(read, songs.view()), apply_transform(written, songs.view()));
  }
}

TEST(FeatureTransform, ADamagedJsonIsRefusedWithTheNameOfTheField) {
  const Features songs = random_songs(20);
  const nlohmann::json whole = to_json(fit_transform(songs.view(), songs.options()));
  const auto message_after = [&](const char* key, const nlohmann::json& value) {
    nlohmann::json damaged = whole;
    if (value.is_discarded()) {
      damaged.erase(key);
    } else {
      damaged[key] = value;
    }
    try {
      feature_transform_from_json(damaged);
    } catch (const ArtifactError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  for (const auto& entry : whole.items())
    EXPECT_THAT(message_after(entry.key().c_str(), nlohmann::json::value_t::discarded),
                HasSubstr("transform." + entry.key() + ": expected this field"));
  EXPECT_THAT(message_after("scale", {1, 2}), HasSubstr("transform.scale: expected 5 numbers, got 2"));
  EXPECT_THAT(message_after("scale", {1, 2, 0, 1, 1}),
              HasSubstr("transform.scale: expected numbers above 0"));
  EXPECT_THAT(message_after("bias", {1, 2, nullptr, 1, 1}), HasSubstr("transform.bias: expected finite"));
  EXPECT_THAT(message_after("output_names", {"a"}), HasSubstr("transform.output_names"));
  nlohmann::json steps = whole.at("steps");
  steps[0]["kind"] = "square";
  EXPECT_THAT(message_after("steps", steps), HasSubstr("got \"square\""));
  EXPECT_THROW(feature_transform_from_json(nlohmann::json::array()), ArtifactError);
}

TEST(FeatureTransform, AConstantColumnIsRefusedByNameUnlessNothingIsScaled) {
  Features songs{{"energy", "mode"}, {0.1F, 1, 0.2F, 1, 0.7F, 1}};
  TransformOptions options = songs.options();
  EXPECT_THAT(message_of(songs, options), HasSubstr("column \"mode\" is 1 for every song"));
  EXPECT_THROW(fit_transform(songs.view(), options), DataError);
  options.scaling = "robust";
  EXPECT_THAT(message_of(songs, options), HasSubstr("column \"mode\" is 1 for every song"));
  options.scaling = "none";
  EXPECT_EQ(message_of(songs, options), "accepted");
  songs = {{"key", "energy"}, {4, 0.1F, 4, 0.2F, 4, 0.4F}};
  EXPECT_THAT(message_of(songs, songs.options()), HasSubstr("column \"key\" is 4 for every song"));
}

TEST(FeatureTransform, AllColumnsWithoutSpreadAreNamedAtOnce) {
  const Features songs{{"energy", "mode", "key", "liveness"},
                       {0.1F, 1, 4, 0, 0.2F, 1, 4, 0, 0.7F, 1, 4, 0.5F, 0.3F, 1, 4, 0, 0.4F, 1, 4, 0}};
  TransformOptions options = songs.options();
  EXPECT_THAT(find_flat_columns(songs.view(), options), testing::ElementsAre("mode", "key"));
  EXPECT_THAT(message_of(songs, options), testing::AllOf(HasSubstr("column \"mode\" is 1 for every song"),
                                                         HasSubstr("; column \"key\" is 4 for every song")));
  options.scaling = "robust";
  EXPECT_THAT(find_flat_columns(songs.view(), options), testing::ElementsAre("mode", "key", "liveness"));
}

TEST(FeatureTransform, SongsThatDoNotDifferAreRefusedAndNoColumnIsBlamed) {
  const Features equal{{"energy", "mode"}, {0.1F, 1, 0.1F, 1, 0.1F, 1}},
      single{{"energy", "mode"}, {0.1F, 1}};
  TransformOptions options = equal.options();
  for (const char* scaling : {"standard", "robust"}) {
    options.scaling = scaling;
    EXPECT_THAT(message_of(equal, options),
                HasSubstr("all 3 songs are equal in every column of "
                          "model.features.columns (energy, mode): nothing to cluster"));
    EXPECT_THAT(message_of(single, options), HasSubstr("only one song"));
  }
}

TEST(FeatureTransform, RobustScalingNeedsAQuartileDistance) {
  const Features songs{{"instrumentalness"}, {0, 0, 0, 0, 0, 0, 0, 1}};
  TransformOptions options = songs.options();
  options.scaling = "robust";
  EXPECT_THAT(message_of(songs, options),
              HasSubstr("\"instrumentalness\" has one value for the middle half"));
  options.scaling = "standard";
  EXPECT_EQ(message_of(songs, options), "accepted");
}

TEST(FeatureTransform, ValuesThatCanNotBeTreatedAreRefusedByRowAndColumn) {
  Features songs{{"energy", "tempo"}, {0.1F, 90, 0.2F, 0, 0.7F, 120}};
  TransformOptions options = songs.options();
  EXPECT_THAT(message_of(songs, options), HasSubstr("row 1, column \"tempo\": 0 has no logarithm"));
  options.log_tempo = false;
  EXPECT_EQ(message_of(songs, options), "accepted");
  songs.values[4] = std::nanf("");
  EXPECT_THAT(message_of(songs, options), HasSubstr("row 2, column \"energy\": an empty cell"));
  songs = {{"key"}, {0, 5, -1}};
  EXPECT_THAT(message_of(songs, songs.options()), HasSubstr("row 2, column \"key\": -1 is no key"));
  songs.values[2] = 12;
  EXPECT_THAT(message_of(songs, songs.options()), HasSubstr("row 2, column \"key\": 12 is no key"));
  // The same when a transform that was fitted on other songs is applied to them.
  const Features good{{"key"}, {0, 5, 7}};
  EXPECT_THROW(apply_transform(fit_transform(good.view(), good.options()), songs.view()), DataError);
}

TEST(FeatureTransform, NoSongOrTooManyComponentsAreRefused) {
  EXPECT_THAT(message_of({{"energy"}, {}}, Features{{"energy"}, {}}.options()), HasSubstr("no song"));
  const Features songs = random_songs(20);
  TransformOptions options = songs.options();
  options.pca_components = 6;
  EXPECT_THAT(message_of(songs, options), HasSubstr("6 is more than the 5 columns"));
  EXPECT_THROW(fit_transform(songs.view(), options), ConfigError);
}

}  // namespace
}  // namespace affekt
