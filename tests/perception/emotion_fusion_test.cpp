#include "perception/emotion_fusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random_stream.h"
#include "perception/fit_fusion.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::vector<std::string> kVoiceNames = {"neutral", "calm",    "happy",   "sad",
                                              "angry",   "fearful", "disgust", "surprised"};

TEST(EmotionFusion, ClassesOfFacesAndVoicesAreMappedToSeven) {
  EXPECT_THAT(map_to_common(common_emotions()), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(map_to_common(kVoiceNames), ElementsAre(6, 6, 3, 4, 0, 2, 1, 5));
  const auto common = common_probabilities({"voice", kVoiceNames, {0.1F, 0.2F, 0.3F, 0.4F, 0, 0, 0, 0}});
  EXPECT_NEAR(common[6], 0.3, 1e-6);
  EXPECT_NEAR(common[4], 0.4, 1e-6);
  EXPECT_THAT(message_of<ArtifactError>([] {
                map_to_common({"happy", "bored"});
              }),
              HasSubstr("the class 'bored' has no place among the common emotions"));
}

// Even priors, weights 1: angry 0.6 * 0.5 = 0.30, happy 0.4 * 0.1 = 0.04; 0.30 / 0.34.
TEST(EmotionFusion, EvenWeightsMultiplyProbabilities) {
  const auto fused = fuse_probabilities(
      make_even_rule(),
      {{"face", {"angry", "happy"}, {0.6F, 0.4F}}, {"voice", {"angry", "happy", "sad"}, {0.5F, 0.1F, 0.4F}}});
  EXPECT_NEAR(fused[0], 0.30 / 0.34, 1e-4);
  EXPECT_NEAR(fused[3], 0.04 / 0.34, 1e-4);
}

// The face is twice as often angry anyway, so its 2 : 1 says nothing; the voice counts half:
// 1 * (0.8)^0.5 : 1 * (0.2)^0.5 = 2 : 1.
TEST(EmotionFusion, PriorsAreTakenOutAndWeightsAreExponents) {
  FusionRule rule = make_even_rule();
  rule.sources[0].prior = {0.4, 0.1, 0.1, 0.2, 0.1, 0.05, 0.05};
  rule.sources[1].weight = 0.5;
  const auto fused = fuse_probabilities(rule, {{"face", {"angry", "happy"}, {2 / 3.0F, 1 / 3.0F}},
                                               {"voice", {"angry", "happy"}, {0.8F, 0.2F}}});
  EXPECT_NEAR(fused[0] / fused[3], 2, 1e-5);
}

// The face has no class "sad": it must not rule out what the voice is sure of.
TEST(EmotionFusion, AClassThatASourceDoesNotKnowIsLeftToTheOthers) {
  FusionRule rule = make_even_rule();
  rule.sources[0].prior = {0.5, 0, 0, 0.5, 0, 0, 0};
  const auto fused = fuse_probabilities(rule, {{"face", {"angry", "happy"}, {0.5F, 0.5F}},
                                               {"voice", {"angry", "happy", "sad"}, {0.1F, 0.1F, 0.8F}}});
  EXPECT_NEAR(fused[4], 0.8, 1e-4);
}

TEST(EmotionFusion, OneSourceAloneIsTakenAsItIs) {
  FusionRule rule = make_even_rule();
  rule.sources[0].weight = 0.3;
  EXPECT_NEAR(fuse_probabilities(rule, {{"face", {"angry", "happy"}, {0.9F, 0.1F}}})[0], 0.9, 1e-6);
}

// A calm voice is more pleasant and quieter than a neutral one, though both are "neutral" among the seven.
TEST(EmotionFusion, ThePlaceIsThatOfTheSourcesOwnClasses) {
  const SourceReading calm{"voice", {"neutral", "calm"}, {0, 1}};
  const FusedEmotion fused = fuse_emotions(make_even_rule(), {calm});
  const AffectPoint expected = place_of_probabilities({"calm"}, {1});
  EXPECT_NEAR(fused.probabilities[6], 1, 1e-6);
  EXPECT_NEAR(fused.place.valence, expected.valence, 1e-6);
  EXPECT_NEAR(fused.place.arousal, expected.arousal, 1e-6);
  const FusedEmotion mixed = fuse_emotions(make_even_rule(), {{"face", {"happy", "sad"}, {0.75F, 0.25F}}});
  EXPECT_NEAR(mixed.place.valence, place_of_probabilities({"happy", "sad"}, {0.75, 0.25}).valence, 1e-6);
}

TEST(EmotionFusion, AContextMovesThePlaceByItsWeightAndStandsForItAlone) {
  const SourceReading happy{"face", {"happy"}, {1}};
  const PersonAffect context{5.5, 12, 5};  // arousal beyond the scale: cut to 10
  const AffectPoint of_face = fuse_emotions(make_even_rule(), {happy}).place,
                    of_context = place_of_emotic(5.5, 10);
  const AffectPoint both = fuse_emotions(make_even_rule(), {happy}, context).place;
  EXPECT_NEAR(both.valence, 0.75 * of_face.valence + 0.25 * of_context.valence, 1e-9);
  EXPECT_NEAR(both.arousal, 0.75 * of_face.arousal + 0.25 * of_context.arousal, 1e-9);
  EXPECT_NEAR(fuse_emotions(make_even_rule(), {}, context).place.arousal, of_context.arousal, 1e-9);
}

TEST(EmotionFusion, ARuleComesBackFromItsFileAndADamagedOneIsRefused) {
  const TemporaryFolder folder;
  FusionRule rule = make_even_rule();
  rule.sources[1].weight = 0.7;
  write_bytes(folder / "fusion.json", to_json(rule).dump());
  const FusionRule back = read_fusion_rule(folder / "fusion.json");
  EXPECT_EQ(to_json(back), to_json(rule));
  nlohmann::json damaged = to_json(rule);
  damaged["sources"]["face"]["weight"] = -1;
  write_bytes(folder / "fusion.json", damaged.dump());
  EXPECT_THAT(message_of<ArtifactError>([&] { read_fusion_rule(folder / "fusion.json"); }),
              HasSubstr("fusion.json: \"weight\": a number of 0 to 100 expected"));
  EXPECT_THAT(message_of<ArtifactError>([&] { read_fusion_rule(folder / "none.json"); }),
              HasSubstr("none.json: a fusion rule (JSON) expected"));
  FusionRule other = make_even_rule();
  other.sources.pop_back();
  const SourceReading happy{"face", {"happy"}, {1}}, voice{"voice", {"happy"}, {1}};
  EXPECT_THAT(message_of<ArtifactError>([&] {
                fuse_probabilities(other, {happy, voice});
              }),
              HasSubstr("the fusion rule has no source 'voice'"));
}

// Two even classes; the source says 3 : 1 and is right in nine of ten: 3^w = 9, so w = 2.
TEST(FitFusion, AWeightMakesASourcesWordsMeanWhatTheySay) {
  std::vector<double> terms;
  std::vector<int32_t> labels;
  std::vector<size_t> rows;
  for (size_t i = 0; i < 10; ++i) {
    terms.insert(terms.end(), {std::log(3.0), 0});
    labels.push_back(i == 0 ? 1 : 0);
    rows.push_back(i);
  }
  const std::vector<double> even = {std::log(0.5), std::log(0.5)};
  EXPECT_NEAR(fit_weights({terms}, even, labels, rows)[0], 2, 1e-3);
  // A source that says the contrary of what is right counts nothing.
  for (double& term : terms) term = -term;
  EXPECT_NEAR(fit_weights({terms}, even, labels, rows)[0], 0, 1e-3);
}

/// Each sample's own class has the share `sure`, the rest is shared out.
LabelledReadings make_readings(const std::string& source, const std::vector<std::string>& names, size_t count,
                               double right, double sure) {
  LabelledReadings readings{source, source + ".csv", names, {}, {}, {}};
  RandomStream stream(7, source);
  for (size_t i = 0; i < count; ++i) {
    const size_t label = i % names.size();
    const size_t said = stream.bernoulli(right) ? label : stream.below(names.size());
    for (size_t k = 0; k < names.size(); ++k)
      readings.probabilities.push_back(
          static_cast<float>(k == said ? sure : (1 - sure) / static_cast<double>(names.size() - 1)));
    readings.labels.push_back(static_cast<int32_t>(label));
    readings.groups.push_back("Actor_" + std::to_string(i / 8 % 10));
  }
  return readings;
}

TEST(FitFusion, TwoSourcesTogetherAreBetterThanEachAlone) {
  FusionFitOptions options;
  options.num_resamples = 200;
  LabelledReadings face = make_readings("face", common_emotions(), 350, 0.6, 0.6);
  face.groups.clear();
  const FusionFit fit = fit_fusion(face, make_readings("voice", kVoiceNames, 400, 0.6, 0.6), options);
  // 50 faces of each class; 50 voices of each of the other six, and of neutral and calm together 100.
  EXPECT_EQ(fit.num_pairs, 350);
  EXPECT_THAT(fit.class_counts, testing::Each(50));
  EXPECT_EQ(fit.num_groups, 10);
  ASSERT_EQ(fit.scores.size(), 3U);
  const double fused = fit.scores[2].scores.values[0];
  EXPECT_GT(fused, fit.scores[0].scores.values[0]);
  EXPECT_GT(fused, fit.scores[1].scores.values[0]);
  EXPECT_NEAR(fit.scores[0].fused_minus.values[0], fused - fit.scores[0].scores.values[0], 1e-9);
  EXPECT_LT(fit.scores[0].fused_minus.values[3], 0);  // log loss
  EXPECT_LT(fit.scores[0].fused_minus.ci[3].high, 0);
  EXPECT_EQ(to_json(fit_fusion(face, make_readings("voice", kVoiceNames, 400, 0.6, 0.6), options)),
            to_json(fit));
}

TEST(FitFusion, TheReportsFirstLineSaysThatThePairsAreMadeUp) {
  FusionFitOptions options;
  options.num_resamples = 50;
  const FusionFit fit = fit_fusion(make_readings("face", common_emotions(), 140, 0.6, 0.6),
                                   make_readings("voice", kVoiceNames, 160, 0.6, 0.6), options);
  const std::string text = render_fusion_markdown(fit);
  EXPECT_THAT(text, StartsWith("The pairs are made up: a sample of face.csv and one of voice.csv"));
  EXPECT_THAT(text, HasSubstr("| fused minus voice | "));
  EXPECT_THAT(to_json(fit)["note"].get<std::string>(), StartsWith("The pairs are made up"));
}

TEST(FitFusion, AClassThatOnlyOneSourceHasIsRefused) {
  EXPECT_THAT(message_of<DataError>([] {
                fit_fusion(make_readings("face", {"happy", "sad"}, 40, 0.6, 0.6),
                           make_readings("voice", {"happy", "angry"}, 40, 0.6, 0.6));
              }),
              HasSubstr("face.csv: no sample of the class 'angry', which the other source has"));
}

}  // namespace
}  // namespace affekt
