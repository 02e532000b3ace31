#include "export/next_song/next_song_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "export/model_card.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

NextSongCardFacts lstm_facts() {
  NextSongCardFacts facts;
  facts.name = "radio_lstm";
  facts.method = "lstm";
  facts.dataset_name = "listening";
  facts.num_parameters = 1234567;
  facts.num_songs = 1921;
  facts.num_top = 20;
  facts.max_plays = 100;
  facts.cold_songs_by = {"its audio features", "its artist"};
  facts.emotion_contract = "float32 [N, 2]: the valence and arousal that are wanted, each 0 to 1";
  facts.catalogue_digest = std::string(64, 'c');
  facts.scores.split = "test";
  facts.scores.metrics["hit_rate_at_20"] = {{"value", 0.1053}, {"ci95", {0.09, 0.12}}};
  facts.scores_origin = "On the test split, from `report.json`:\n";
  facts.gate_split = "test";
  facts.reference = "LibTorch";
  facts.provenance = {{"weights", std::string(64, 'w')}};
  return facts;
}

ExportResult passed_gate() {
  ExportResult result;
  result.engines = "onnxruntime";
  result.gate.num_samples = 4334;
  result.gate.differences["scores"] = 1e-6;
  return result;
}

std::string rendered(const NextSongCardFacts& facts) {
  OnnxModel model;
  model.file_digest = std::string(64, 'm');
  return render_model_card(make_next_song_card(facts, passed_gate()), model);
}

TEST(NextSongCard, SaysWhatGoesInWhatComesOutAndWhatItsRowsMean) {
  EXPECT_THAT(
      rendered(lstm_facts()),
      AllOf(HasSubstr("# radio_lstm"), HasSubstr("network `lstm` (1,234,567 parameters), trained on"),
            HasSubstr("names the 20 songs of a catalogue of 1,921"),
            HasSubstr("- `indices`: int64 [N, L], L from 1 on: a history a row, as rows 0..1920 of "
                      "catalogue.csv, the oldest play first, from the left; the last 100 plays count."),
            HasSubstr("- `lengths`: int64 [N]"), HasSubstr("- `emotion`: float32 [N, 2]"),
            HasSubstr("- `scores`: float32 [N, 20]"), HasSubstr("- `songs`: int64 [N, 20]"),
            HasSubstr("`index,id,artist,title`"), HasSubstr("`affekt.catalogue_digest`")));
}

TEST(NextSongCard, HasTheScoresTheGateAndTheDigests) {
  EXPECT_THAT(
      rendered(lstm_facts()),
      AllOf(HasSubstr("| hit_rate_at_20 | 0.1053 | 0.0900 to 0.1200 |"),
            HasSubstr("Run by onnxruntime on 4,334 plays of the test split, it gave the first 20 songs that "
                      "LibTorch gives for each, and\nscores within 1.0e-06."),
            HasSubstr("| weights | wwww"), HasSubstr("| catalogue.csv | cccc")));
}

TEST(NextSongCard, ShowsTheCallWithTheCataloguesDigest) {
  const std::string with_emotion = rendered(lstm_facts());
  EXPECT_THAT(with_emotion, AllOf(HasSubstr("open(\"catalogue.csv\", \"rb\")"),
                                  HasSubstr("metadata[\"affekt.catalogue_digest\"]"),
                                  HasSubstr("inputs[\"emotion\"] = np.array"),
                                  HasSubstr("session.run([\"scores\", \"songs\"], inputs)"),
                                  HasSubstr("emotion: new ort.Tensor(\"float32\""), HasSubstr("no treatment"),
                                  Not(HasSubstr("@"))));
  NextSongCardFacts plain = lstm_facts();
  plain.emotion_contract.clear();
  EXPECT_THAT(rendered(plain), AllOf(Not(HasSubstr("emotion")), Not(HasSubstr("@"))));
}

TEST(NextSongCard, OfABaselineSaysThatItCountsAndNamesNoColdSong) {
  NextSongCardFacts facts = lstm_facts();
  facts.method = "sequential_rules";
  facts.is_baseline = true;
  facts.cold_songs_by.clear();
  facts.reference = "affekt's own arithmetic";
  EXPECT_THAT(
      rendered(facts),
      AllOf(HasSubstr("the simple method Sequential rules (`sequential_rules`), counted on `listening`"),
            Not(HasSubstr("parameters")),
            HasSubstr("that nobody had played in training have the score 0, no opinion"),
            HasSubstr("that affekt's own arithmetic gives")));
}

TEST(NextSongCard, SaysWhatIsKnownOfSongsThatNobodyHadPlayed) {
  EXPECT_THAT(
      rendered(lstm_facts()),
      HasSubstr("- Of a song of the catalogue that nobody had played in training it can know only its "
                "audio features, or its artist:"));
}

TEST(NextSongCard, HasItsMetricsInTheOrderOfTheirNumbersAndNoWarningThatIsNone) {
  NextSongCardFacts facts = lstm_facts();
  for (const char* name : {"hit_rate_at_1", "hit_rate_at_5", "hit_rate_at_10"})
    facts.scores.metrics[name] = {{"value", 0.05}};
  facts.scores.notes = {"Better than every simple method."};
  const std::string card = rendered(facts);
  EXPECT_LT(card.find("| hit_rate_at_1 |"), card.find("| hit_rate_at_5 |"));
  EXPECT_LT(card.find("| hit_rate_at_5 |"), card.find("| hit_rate_at_10 |"));
  EXPECT_LT(card.find("| hit_rate_at_10 |"), card.find("| hit_rate_at_20 |"));
  EXPECT_THAT(card, AllOf(Not(HasSubstr("Warning")),
                          HasSubstr("\nWhat to know of them:\n- Better than every simple method.\n")));
}

TEST(NextSongCard, TheMetadatasContractNamesEveryTensor) {
  NextSongCardFacts facts = lstm_facts();
  EXPECT_THAT(describe_next_song_input(facts),
              AllOf(HasSubstr("indices: int64 [N, L]"), HasSubstr("; lengths: int64 [N]"),
                    HasSubstr("; emotion: float32")));
  EXPECT_THAT(describe_next_song_output(facts),
              AllOf(HasSubstr("scores: float32"), HasSubstr("; songs: int64")));
  facts.emotion_contract.clear();
  facts.max_plays = 0;
  EXPECT_THAT(describe_next_song_input(facts), AllOf(Not(HasSubstr("emotion")), Not(HasSubstr("count"))));
}

}  // namespace
}  // namespace affekt
