// RAVDESS from files to the prepared file: splits, quirks of the real set, and the key of the cache.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "ingest/prepare.h"
#include "ingest/sources/ravdess/ravdess_name.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PrepareSpeech : public ::testing::Test {
 protected:
  PrepareSpeech() {
    config_.source = "ravdess";
    config_.path = (folder_ / "raw").string();
    config_.prepared_dir = (folder_ / "prepared").string();
    config_.split.plan = "k_fold_by_group";
    config_.split.num_folds = 3;
    config_.split.validation_fold = 2;
    for (const int actor : {2, 3, 10}) add_actor(actor);
  }
  void add_actor(int actor) {
    for (int emotion = 1; emotion <= 8; ++emotion) {
      RavdessName name;
      name.emotion = emotion;
      name.actor = actor;
      add(name, static_cast<uint64_t>(100 * actor + emotion));
    }
  }
  fs::path path_of(const RavdessName& name, const std::string& extension = ".wav") const {
    return folder_ / "raw" / ravdess_group(name.actor) / (format_ravdess_name(name) + extension);
  }
  void add(const RavdessName& name, uint64_t seed) { write_sound(path_of(name), make_babble(seed, 0.5)); }
  PreparedData prepare() const { return read_prepared(prepare_data(config_).path); }
  template <class E>
  std::string fault() const {
    return message_of<E>([&] { prepare_data(config_); });
  }

  TemporaryFolder folder_;
  DataConfig config_;
};

TEST_F(PrepareSpeech, FileNamesNeedNotBeUtf8) {
  write_sound(folder_ / "raw/Actor_02/gr\xF6sser.wav", make_babble(1, 0.5));
  config_.on_bad_sample = "skip";
  const PreparedData prepared = prepare();
  ASSERT_EQ(prepared.info.skipped.size(), 1u);
  EXPECT_EQ(prepared.info.skipped[0]["source_id"], "Actor_02/gr\\xF6sser.wav");
  EXPECT_EQ(table_of(prepared.samples).num_samples, 24);
}

TEST_F(PrepareSpeech, WritesWavesLabelsGroupsAndSplits) {
  const PreparedData prepared = prepare();
  const WaveformSamples& samples = waveforms_of(prepared.samples);
  EXPECT_EQ(samples.num_samples, 24);
  EXPECT_EQ(samples.length(0), 8000);
  EXPECT_EQ(prepared.info.dataset_name, "ravdess");
  EXPECT_EQ(prepared.info.class_names.size(), 8u);
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const WaveformSamples some = select_split(samples, split);
    EXPECT_EQ(some.num_samples, 8);
    EXPECT_EQ(std::set<std::string>(some.groups.begin(), some.groups.end()).size(), 1u);
    EXPECT_THAT(some.labels, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  }
  EXPECT_EQ(prepared.info.audit["exact_groups"], 0);
  EXPECT_EQ(prepared.info.audit["groups_in_two_splits"], 0);
}

TEST_F(PrepareSpeech, ChosenClassesAloneAreTaken) {
  const PreparedData all = prepare();
  config_.classes = {"sad", "angry"};
  const PreparedData prepared = prepare();
  EXPECT_THAT(prepared.info.class_names, ElementsAre("sad", "angry"));
  const WaveformSamples& samples = waveforms_of(prepared.samples);
  ASSERT_EQ(samples.num_samples, 6);
  EXPECT_THAT(samples.labels, ElementsAre(0, 1, 0, 1, 0, 1));  // sorted by path: by actor, then by emotion
  EXPECT_EQ(samples.groups.size(), 6u);
  const WaveformSamples& before = waveforms_of(all.samples);
  EXPECT_TRUE(std::equal(samples.wave(0), samples.wave(0) + samples.length(0), before.wave(3)));
}

TEST_F(PrepareSpeech, EveryOptionThatShapesTheContentMakesAFileOfItsOwn) {
  std::set<fs::path> paths;
  const auto add_path = [&] { paths.insert(prepare_data(config_).path); };
  add_path();
  EXPECT_TRUE(prepare_data(config_).was_cached);
  config_.split.test_fold = 3;
  add_path();
  config_.split.validation_fold = 1;
  add_path();
  config_.split.same_group_in_two_splits = "allow";
  add_path();
  config_.split.plan = "k_fold_by_sample";
  add_path();
  config_.split.num_folds = 4;
  add_path();
  config_.split.plan = "ravdess_5fold";
  add_path();
  config_.split.plan = "leave_actors_out";
  config_.split.test_actors = {2};
  add_path();
  config_.split.validation_actors = {3};
  add_path();
  config_.audio.trim_db = 30;
  add_path();
  config_.audio.min_seconds = 0.2;
  add_path();
  config_.audio.vocal_channel = "both";
  add_path();
  config_.audio.calm = "merge_into_neutral";
  add_path();
  config_.near_duplicate_distance = 0;
  add_path();
  config_.on_bad_sample = "skip";
  add_path();
  EXPECT_EQ(paths.size(), 15u);
}

TEST_F(PrepareSpeech, OptionsThatThePlanDoesNotLookAtChangeNothing) {
  prepare();
  config_.split.test_actors = {2};
  EXPECT_TRUE(prepare_data(config_).was_cached);
}

TEST_F(PrepareSpeech, ByteIdenticalRecordingsUnderTwoNamesAreFound) {
  const RavdessName first = {3, 1, 3, 1, 1, 1, 10}, second = {3, 1, 3, 1, 1, 2, 10};
  fs::copy_file(path_of(first), path_of(second));
  const nlohmann::json audit = prepare().info.audit;
  EXPECT_EQ(audit["exact_groups"], 1);
  EXPECT_EQ(audit["file_groups"], 1);
  EXPECT_EQ(audit["exact_groups_across_splits"], 0);
  EXPECT_THAT(audit["listed_groups"].dump(),
              AllOf(HasSubstr(format_ravdess_name(first)), HasSubstr(format_ravdess_name(second))));
}

TEST_F(PrepareSpeech, ACopyOfATrainingRecordingInTheTestSplitIsMarked) {
  // Actor 2 trains; one of its recordings stands under actor 3, stereo and at 48 kHz.
  config_.split.plan = "leave_actors_out";
  config_.split.test_actors = {3};
  config_.split.validation_actors = {10};
  const RavdessName original = {3, 1, 5, 1, 1, 1, 2}, copy = {3, 1, 5, 1, 2, 1, 3};
  std::vector<float> stereo;
  for (const float sample : make_babble(205, 0.5, 48000)) stereo.insert(stereo.end(), {sample, sample});
  write_sound(path_of(copy), stereo, {48000, 2, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  write_sound(path_of(original), make_babble(205, 0.5, 48000), {48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_24});
  const PreparedData prepared = prepare();
  EXPECT_EQ(prepared.info.audit["test_samples_with_train_duplicate"], 1);
  const SampleTable& table = table_of(prepared.samples);
  for (size_t i = 0; i < table.source_ids.size(); ++i) {
    const bool is_copy = table.source_ids[i].find(format_ravdess_name(copy)) != std::string::npos;
    EXPECT_EQ(table.has_train_duplicate[i], is_copy) << table.source_ids[i];
  }
}

TEST_F(PrepareSpeech, TheOfficialSplitIsRefusedWithThePlansThatThereAre) {
  config_.split = {};
  EXPECT_THAT(fault<ConfigError>(),
              AllOf(HasSubstr("ravdess has no official split"), HasSubstr("k_fold_by_group")));
  EXPECT_FALSE(fs::exists(folder_ / "prepared"));
}

TEST_F(PrepareSpeech, NoValidationIsFineWhenTheConfigSaysSo) {
  config_.split.validation_fold = 0;
  const Samples samples = prepare().samples;
  EXPECT_EQ(table_of(select_split(samples, Split::kValidation)).num_samples, 0);
  EXPECT_EQ(table_of(select_split(samples, Split::kTrain)).num_samples, 16);
  config_.split.test_fold = 0;
  EXPECT_EQ(table_of(select_split(prepare().samples, Split::kTrain)).num_samples, 24);
}

TEST_F(PrepareSpeech, BadRecordingsStopOrAreSkippedByName) {
  const RavdessName bad = {3, 1, 3, 1, 2, 1, 10};
  write_sound(path_of(bad), make_babble(7), {16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  fs::resize_file(path_of(bad), 10000);
  EXPECT_THAT(fault<DataError>(), AllOf(HasSubstr(": 1 bad sample; "), HasSubstr(format_ravdess_name(bad)),
                                        HasSubstr("truncated: 32000 bytes of sound promised")));
  config_.on_bad_sample = "skip";
  const PreparedData prepared = prepare();
  EXPECT_EQ(table_of(prepared.samples).num_samples, 24);
  EXPECT_THAT(prepared.info.skipped.dump(), HasSubstr(format_ravdess_name(bad)));
}

TEST_F(PrepareSpeech, FoldsAreListedWithoutDecoding) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "raw")) {
    if (entry.is_regular_file()) fs::resize_file(entry.path(), 0);
  }
  config_.split.plan = "ravdess_5fold";  // 2 is of the first fold, 3 of the second, 10 of the third
  const FoldList folds = list_folds(config_);
  EXPECT_THAT(folds.present, ElementsAre(1, 2, 3));
  EXPECT_THAT(folds.absent, ElementsAre(4, 5));
  config_.split.plan = "leave_actors_out";
  EXPECT_THROW(list_folds(config_), ConfigError);
}

/// Each fold tests once, the next one validates; and one split that all train in.
std::vector<SplitConfig> list_splits(const SplitConfig& plan) {
  std::vector<SplitConfig> splits(4, plan);
  for (int64_t i = 0; i < 3; ++i) {
    splits[static_cast<size_t>(i)].test_fold = i + 1;
    splits[static_cast<size_t>(i)].validation_fold = (i + 1) % 3 + 1;
  }
  splits[3].test_fold = splits[3].validation_fold = 0;
  return splits;
}

TEST_F(PrepareSpeech, SeveralSplitsGiveTheFilesThatEachGivesAlone) {
  const RavdessName original = {3, 1, 3, 1, 1, 1, 2}, copy = {3, 1, 3, 1, 2, 1, 3},
                    softer = {3, 1, 5, 1, 2, 1, 10};
  fs::copy_file(path_of(original), path_of(copy));
  std::vector<float> sound = make_babble(205, 0.5);  // of actor 2
  for (float& sample : sound) sample *= 0.3F;
  write_sound(path_of(softer), sound);
  write_sound(path_of({3, 1, 6, 1, 2, 1, 10}), {});
  config_.on_bad_sample = "skip";
  const std::vector<SplitConfig> splits = list_splits(config_.split);
  const std::vector<PrepareResult> together = prepare_splits(config_, splits);
  ASSERT_EQ(together.size(), splits.size());
  config_.prepared_dir = (folder_ / "alone").string();
  std::set<std::string> digests;
  std::set<nlohmann::json> audits;
  for (size_t i = 0; i < splits.size(); ++i) {
    config_.split = splits[i];
    const PrepareResult alone = prepare_data(config_);
    EXPECT_FALSE(together[i].was_cached);
    EXPECT_EQ(together[i].path.filename(), alone.path.filename());
    EXPECT_EQ(together[i].info.content_digest, alone.info.content_digest);
    const PreparedData a = read_prepared(together[i].path), b = read_prepared(alone.path);
    EXPECT_EQ(a.info.audit, b.info.audit);
    EXPECT_EQ(a.info.skipped, b.info.skipped);
    EXPECT_EQ(a.info.ingest_options, b.info.ingest_options);
    EXPECT_EQ(table_of(a.samples).splits, table_of(b.samples).splits);
    EXPECT_EQ(table_of(a.samples).has_train_duplicate, table_of(b.samples).has_train_duplicate);
    EXPECT_EQ(waveforms_of(a.samples).waves, waveforms_of(b.samples).waves);
    digests.insert(alone.info.content_digest);
    audits.insert(a.info.audit);
  }
  EXPECT_EQ(digests.size(), 4u);
  EXPECT_GT(audits.size(), 2u);  // the duplicates of actor 2 lie with actors 3 and 10: each split sees others
}

TEST_F(PrepareSpeech, SeveralSplitsAreDecodedOnceAndFoundAgain) {
  write_bytes(path_of({2, 1, 3, 1, 1, 1, 2}), "not sound only: reading the source leaves it out with a note");
  const std::vector<SplitConfig> splits = list_splits(config_.split);
  const auto count_notes = [&](const std::vector<SplitConfig>& some, bool was_cached) {
    ::testing::internal::CaptureStderr();
    for (const PrepareResult& result : prepare_splits(config_, some))
      EXPECT_EQ(result.was_cached, was_cached);
    const std::string log = ::testing::internal::GetCapturedStderr(), note = "Left out: 1 file";
    int count = 0;
    for (size_t at = log.find(note); at != std::string::npos; at = log.find(note, at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(count_notes({splits[2]}, false), 1);
  EXPECT_EQ(count_notes({splits[0], splits[1], splits[3]}, false), 1);
  EXPECT_EQ(count_notes(splits, true), 0);
}

TEST_F(PrepareSpeech, OneSplitThatDoesNotFitStopsAllBeforeAnythingIsWritten) {
  std::vector<SplitConfig> splits = list_splits(config_.split);
  splits[2].test_fold = 9;
  EXPECT_THAT(message_of<ConfigError>([&] { prepare_splits(config_, splits); }),
              HasSubstr("data.split.test_fold"));
  EXPECT_FALSE(fs::exists(folder_ / "prepared"));
}

TEST_F(PrepareSpeech, PlansOfActorsAreRefusedForFer2013) {
  config_.source = "fer2013";
  write_bytes(folder_ / "raw/train/sad/x.txt", "x");
  fs::create_directories(folder_ / "raw/validation");
  EXPECT_THAT(fault<ConfigError>(), HasSubstr("fer2013 has a split of its own"));
}

}  // namespace
}  // namespace affekt
