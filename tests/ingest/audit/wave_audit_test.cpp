#include "ingest/audit/wave_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ingest/sources/ravdess/audio_file.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Piece {
  int label = 0;
  Split split = Split::kTrain;
  std::string group = "Actor_01";
};

void add(WaveformSamples& samples, const std::vector<float>& sound, const Piece& recording, double gain = 1) {
  for (const float value : sound) {
    samples.waves.push_back(static_cast<int16_t>(std::lround(gain * value * 32767)));
  }
  samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
  samples.labels.push_back(recording.label);
  samples.splits.push_back(recording.split);
  samples.groups.push_back(recording.group);
  samples.source_ids.push_back("s" + std::to_string(samples.num_samples++));
  samples.has_train_duplicate.push_back(0);
}

/// 0..3 are one recording: in train, in train under another label, of another person in test, in validation.
/// 4 is another one, 5 the same softer in test, 6 the same from 40 ms on in train, 7 is unlike all.
WaveformSamples make_wave_samples() {
  WaveformSamples samples;
  add(samples, make_babble(1), {0, Split::kTrain, "Actor_01"});
  add(samples, make_babble(1), {1, Split::kTrain, "Actor_01"});
  add(samples, make_babble(1), {0, Split::kTest, "Actor_02"});
  add(samples, make_babble(1), {0, Split::kValidation, "Actor_01"});
  const std::vector<float> other = make_babble(2);
  add(samples, other, {0, Split::kTrain, "Actor_01"});
  add(samples, other, {1, Split::kTest, "Actor_02"}, 0.2);
  add(samples, {other.begin() + 640, other.end()}, {0, Split::kTrain, "Actor_03"});
  add(samples, make_babble(3), {0, Split::kTest, "Actor_02"});
  return samples;
}

TEST(WaveAudit, FindsIdenticalRecordings) {
  const WaveAudit audit = audit_leaks(make_wave_samples(), {}, {});
  EXPECT_THAT(audit.exact.groups, ElementsAre(ElementsAre(0, 1, 2, 3)));
  EXPECT_EQ(audit.exact.across_splits, 1);
  EXPECT_EQ(audit.exact.with_two_labels, 1);
  EXPECT_EQ(audit.exact.with_two_groups, 1);
}

TEST(WaveAudit, FindsSofterAndShiftedCopies) {
  const WaveAudit audit = audit_leaks(make_wave_samples(), {}, {});
  ASSERT_EQ(audit.near.size(), 3u);
  EXPECT_EQ(audit.near[0].row, 5);
  EXPECT_EQ(audit.near[0].earlier_row, 4);
  EXPECT_GT(audit.near[0].correlation, 0.999);
  EXPECT_EQ(audit.near[1].row, 5);
  EXPECT_EQ(audit.near[1].earlier_row, 6);  // train comes before test
  EXPECT_EQ(audit.near[2].row, 6);
  EXPECT_EQ(audit.near[2].earlier_row, 4);
  EXPECT_EQ(audit.near_across_splits, 2);
  EXPECT_EQ(audit.near_with_two_labels, 2);
  EXPECT_EQ(audit.near_with_two_groups, 3);
}

TEST(WaveAudit, MarksValidationAndTestSamplesWithATrainDuplicate) {
  const WaveAudit audit = audit_leaks(make_wave_samples(), {}, {});
  EXPECT_THAT(audit.has_train_duplicate, ElementsAre(0, 0, 1, 1, 0, 1, 0, 0));
  EXPECT_EQ(audit.validation_with_train_duplicate, 1);
  EXPECT_EQ(audit.test_with_train_duplicate, 2);
}

TEST(WaveAudit, AfterTheSplitsHaveChangedItIsWhatAnAuditFromTheStartIs) {
  WaveformSamples samples = make_wave_samples();
  const std::vector<std::string> digests = {"a", "a", "b", "b", "c", "d", "e", "f"};
  WaveAudit audit = audit_leaks(samples, digests, {});
  const nlohmann::json before = to_json(audit, samples, {"a", "b"});
  for (Split& split : samples.splits) {  // train -> validation -> test -> train
    split = static_cast<Split>((static_cast<int>(split) + 1) % 3);
  }
  audit_splits(samples, audit);
  const WaveAudit anew = audit_leaks(samples, digests, {});
  EXPECT_EQ(to_json(audit, samples, {"a", "b"}), to_json(anew, samples, {"a", "b"}));
  EXPECT_NE(to_json(audit, samples, {"a", "b"}), before);
  EXPECT_EQ(audit.has_train_duplicate, anew.has_train_duplicate);
}

TEST(WaveAudit, NamesGroupsInTwoSplits) {
  const WaveAudit audit = audit_leaks(make_wave_samples(), {}, {});
  EXPECT_THAT(audit.groups_in_two_splits, ElementsAre("Actor_01"));
  EXPECT_THAT(summarize(audit), HasSubstr("In two splits: Actor_01."));
}

TEST(WaveAudit, TheSummaryCountsInGoodEnglish) {
  const std::string summary = summarize(audit_leaks(make_wave_samples(), {}, {}));
  EXPECT_THAT(summary, HasSubstr("1 set of identical recordings, 1 of them across splits"));
  EXPECT_THAT(summary, HasSubstr("3 pairs of near duplicates"));
  EXPECT_THAT(summary, HasSubstr("With a duplicate in train: 1 validation sample and 2 test samples."));
}

TEST(WaveAudit, FindsResampledReencodedAndTurnedCopies) {
  const TemporaryFolder folder;
  WaveformSamples samples;
  add(samples, make_babble(5, 1, 16000), {0, Split::kTrain, "Actor_01"});
  struct Copy {
    const char* name;
    int rate, format;
  };
  const Copy copies[] = {{"a.wav", 48000, SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                         {"b.wav", 11025, SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                         {"c.ogg", 16000, SF_FORMAT_OGG | SF_FORMAT_VORBIS},
                         {"d.wav", 16000, SF_FORMAT_WAV | SF_FORMAT_PCM_U8}};
  for (const Copy& copy : copies) {
    // The same recording at another rate: of 48 kHz made by the resampler, as of an original.
    write_sound(folder / "source.wav", make_babble(5), {16000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT});
    write_sound(folder / copy.name, read_audio_file(folder / "source.wav", copy.rate).samples,
                {copy.rate, 1, copy.format});
    add(samples, read_audio_file(folder / copy.name).samples, {0, Split::kTest, "Actor_02"});
  }
  add(samples, make_babble(5), {0, Split::kTest, "Actor_02"}, -0.7);
  const WaveAudit audit = audit_leaks(samples, {}, {});
  EXPECT_THAT(audit.has_train_duplicate, ElementsAre(0, 1, 1, 1, 1, 1));
  EXPECT_EQ(audit.near_across_splits, 5);
}

TEST(WaveAudit, FindsACopyThatIsCutBetweenTheFramesOfTheEnvelope) {
  for (const int64_t cut : {1, 77, 80, 83, 240, 559, 900}) {  // an envelope has a frame every 160 samples
    const std::vector<float> sound = make_babble(8);
    WaveformSamples samples;
    add(samples, sound, {0, Split::kTrain, "Actor_01"});
    add(samples, {sound.begin() + cut, sound.end()}, {0, Split::kTest, "Actor_02"}, 0.5);
    EXPECT_THAT(audit_leaks(samples, {}, {}).has_train_duplicate, ElementsAre(0, 1)) << cut;
  }
}

TEST(WaveAudit, UnrelatedRecordingsGiveNothing) {
  WaveformSamples samples;
  for (uint64_t i = 0; i < 60; ++i) {
    add(samples, make_babble(100 + i), {static_cast<int>(i % 2), static_cast<Split>(i % 3), "Actor_01"});
  }
  const WaveAudit audit = audit_leaks(samples, {}, {});
  EXPECT_THAT(audit.exact.groups, IsEmpty());
  EXPECT_THAT(audit.near, IsEmpty());
}

TEST(WaveAudit, NearDuplicatesCanBeTurnedOff) {
  WaveAuditOptions options;
  options.near_duplicates = false;
  const WaveAudit audit = audit_leaks(make_wave_samples(), {}, options);
  EXPECT_THAT(audit.near, IsEmpty());
  EXPECT_EQ(audit.has_train_duplicate[5], 0);
  EXPECT_EQ(audit.has_train_duplicate[2], 1);
  EXPECT_THAT(summarize(audit), HasSubstr("weren't looked for"));
}

TEST(WaveAudit, GroupsFilesByTheirDigests) {
  WaveformSamples samples;
  for (uint64_t i = 0; i < 3; ++i) add(samples, make_babble(i), {});
  const WaveAudit audit = audit_leaks(samples, {"x", "y", "x"}, {});
  EXPECT_THAT(audit.files.groups, ElementsAre(ElementsAre(0, 2)));
  EXPECT_THAT(audit.exact.groups, IsEmpty());
}

TEST(WaveAudit, JsonHoldsCountsAndLists) {
  const WaveformSamples samples = make_wave_samples();
  const nlohmann::json json = to_json(audit_leaks(samples, {}, {}), samples, {"glad", "sad"});
  EXPECT_EQ(json["exact_groups"], 1);
  EXPECT_EQ(json["exact_groups_across_splits"], 1);
  EXPECT_EQ(json["exact_groups_with_two_labels"], 1);
  EXPECT_EQ(json["exact_groups_with_two_groups"], 1);
  EXPECT_EQ(json["near_duplicate_pairs"], 3);
  EXPECT_EQ(json["near_duplicate_pairs_across_splits"], 2);
  EXPECT_EQ(json["near_duplicate_pairs_with_two_labels"], 2);
  EXPECT_EQ(json["near_duplicate_pairs_with_two_groups"], 3);
  EXPECT_EQ(json["groups_in_two_splits"], 1);
  EXPECT_EQ(json["validation_samples_with_train_duplicate"], 1);
  EXPECT_EQ(json["test_samples_with_train_duplicate"], 2);
  EXPECT_EQ(json["listed_groups"][0][2],
            (nlohmann::json{{"source_id", "s2"}, {"split", "test"}, {"label", "glad"}}));
  EXPECT_EQ(json["listed_near_duplicates_across_splits"].size(), 2u);
  EXPECT_EQ(json["listed_groups_in_two_splits"], (nlohmann::json{"Actor_01"}));
  EXPECT_FALSE(json.contains("file_groups"));
}

}  // namespace
}  // namespace affekt
