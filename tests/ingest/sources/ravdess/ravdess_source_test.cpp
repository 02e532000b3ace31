#include "ingest/sources/ravdess/ravdess_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "ingest/sources/source_table.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RavdessSourceTest : public ::testing::Test {
 protected:
  RavdessSourceTest() {
    config_.source = "ravdess";
    config_.path = (folder_ / "raw").string();
  }
  /// A recording that is unlike all others of the test.
  void add(const std::string& path, const SoundFormat& format = {}) {
    write_sound(folder_ / "raw" / path, make_babble(next_seed_++, 0.5, format.rate), format);
  }
  std::unique_ptr<Source> open() const { return open_source(config_); }
  std::map<std::string, std::string> read_bad() const {
    std::map<std::string, std::string> reasons;
    for (const BadSample& bad : open()->read().bad) reasons[bad.source_id] = bad.reason;
    return reasons;
  }
  WaveformSamples read() const { return waveforms_of(open()->read().samples); }

  TemporaryFolder folder_;
  DataConfig config_;
  uint64_t next_seed_ = 1;
};

TEST_F(RavdessSourceTest, ReadsLabelsGroupsAndWaves) {
  add("Actor_03/03-01-08-02-01-02-03.wav");
  add("Actor_03/03-01-01-01-01-01-03.wav");
  add("Actor_12/03-01-06-01-02-01-12.wav");
  const auto source = open();
  EXPECT_EQ(source->layout(), "folders Actor_NN/");
  EXPECT_THAT(source->class_names(),
              ElementsAre("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"));
  EXPECT_THAT(source->groups(), ElementsAre("Actor_03", "Actor_12"));
  EXPECT_FALSE(source->has_official_split());
  const RawSamples raw = source->read();
  EXPECT_THAT(raw.bad, IsEmpty());
  const WaveformSamples& samples = waveforms_of(raw.samples);
  EXPECT_EQ(samples.num_samples, 3);
  EXPECT_EQ(samples.sample_rate_hz, 16000);
  EXPECT_THAT(samples.source_ids,
              ElementsAre("Actor_03/03-01-01-01-01-01-03.wav", "Actor_03/03-01-08-02-01-02-03.wav",
                          "Actor_12/03-01-06-01-02-01-12.wav"));
  EXPECT_THAT(samples.labels, ElementsAre(0, 7, 5));
  EXPECT_THAT(samples.groups, ElementsAre("Actor_03", "Actor_03", "Actor_12"));
  EXPECT_THAT(samples.has_train_duplicate, ElementsAre(0, 0, 0));
  // The second of the three is the first that was made.
  const std::vector<float> expected = make_babble(1, 0.5);
  ASSERT_EQ(samples.length(1), 8000);
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(samples.wave(1)[i], 32768 * expected[i], 1.01);
}

TEST_F(RavdessSourceTest, AllLayoutsGiveTheSameSamples) {
  const std::string names[] = {"03-01-02-01-01-01-01", "03-01-05-02-02-02-01", "03-01-07-01-01-01-02"};
  const auto read_layout = [&](const std::string& prefix, bool by_actor) {
    fs::remove_all(folder_ / "raw");
    next_seed_ = 1;
    for (const std::string& name : names) {
      add(prefix + (by_actor ? "Actor_" + name.substr(18) + "/" : "") + name + ".wav");
    }
    return read();
  };
  const WaveformSamples flat = read_layout("", false);
  EXPECT_EQ(flat.num_samples, 3);
  EXPECT_EQ(open()->layout(), "recordings in one folder");
  for (const WaveformSamples& other :
       {read_layout("", true), read_layout("Audio_Speech_Actors_01-24/", true),
        read_layout("audio_speech_actors_01-24/", true), read_layout("Audio_Speech_Actors_01-24/", false)}) {
    EXPECT_EQ(other.labels, flat.labels);
    EXPECT_EQ(other.groups, flat.groups);
    EXPECT_EQ(other.waves, flat.waves);
    EXPECT_EQ(other.offsets, flat.offsets);
  }
  config_.path = (folder_ / "raw/Audio_Speech_Actors_01-24").string();  // one level further down
  EXPECT_EQ(read().waves, flat.waves);
}

TEST_F(RavdessSourceTest, EveryFormatAndStereoAreRead) {
  add("Actor_01/03-01-01-01-01-01-01.wav", {48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  add("Actor_01/03-01-02-01-01-01-01.flac", {16000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16});
  add("Actor_01/03-01-03-01-01-01-01.OGG", {16000, 1, SF_FORMAT_OGG | SF_FORMAT_VORBIS});
  add("Actor_01/03-01-04-01-01-01-01.aiff", {44100, 1, SF_FORMAT_AIFF | SF_FORMAT_PCM_24});
  add("Actor_01/03-01-05-01-01-01-01.wav", {16000, 2, SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  config_.audio.min_seconds = 0.2;
  const WaveformSamples samples = read();
  ASSERT_EQ(samples.num_samples, 5);
  for (int64_t i = 0; i < 4; ++i) EXPECT_NEAR(static_cast<double>(samples.length(i)), 8000, 1);
  EXPECT_EQ(samples.length(4), 4000);  // its 8,000 numbers are of two channels
}

TEST_F(RavdessSourceTest, FaultsAreReportedByName) {
  add("Actor_03/03-01-02-01-01-01-03.wav");
  add("Actor_03/03-01-09-01-01-01-03.wav");
  add("Actor_03/03-01-02-01-01-01-05.wav");
  add("Actor_03/interview.wav");
  add("Actor_25/03-01-02-01-01-01-24.wav");
  write_bytes(folder_ / "raw/Actor_03/03-01-03-01-01-01-03.wav", "");
  write_sound(folder_ / "raw/Actor_03/03-01-04-01-01-01-03.wav", std::vector<float>(16000));
  write_sound(folder_ / "raw/Actor_03/03-01-05-01-01-01-03.wav", make_sine(200, 0.1));
  add("Actor_03/03-01-06-01-01-01-03.flac", {16000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16});
  fs::resize_file(folder_ / "raw/Actor_03/03-01-06-01-01-01-03.flac", 4000);
  auto reasons = read_bad();
  EXPECT_EQ(reasons.size(), 8u);
  EXPECT_EQ(reasons["Actor_03/03-01-09-01-01-01-03.wav"], "emotion code 09 is outside 1..8");
  EXPECT_EQ(reasons["Actor_03/03-01-02-01-01-01-05.wav"], "its name says actor 05, but it lies in Actor_03/");
  EXPECT_THAT(reasons["Actor_03/interview.wav"], HasSubstr("a name like 03-01-06-01-02-01-12 expected"));
  EXPECT_EQ(reasons["Actor_25/03-01-02-01-01-01-24.wav"], "its name says actor 24, but it lies in Actor_25/");
  EXPECT_EQ(reasons["Actor_03/03-01-03-01-01-01-03.wav"], "empty file");
  EXPECT_THAT(reasons["Actor_03/03-01-04-01-01-01-03.wav"], HasSubstr("all samples are zero"));
  EXPECT_THAT(reasons["Actor_03/03-01-05-01-01-01-03.wav"], HasSubstr("at least 0.3 s expected"));
  EXPECT_THAT(reasons["Actor_03/03-01-06-01-01-01-03.flac"], HasSubstr("8000 frames promised"));
  EXPECT_EQ(read().num_samples, 1);
}

TEST_F(RavdessSourceTest, WhatIsNoSoundAndOtherModalitiesAreIgnored) {
  add("Actor_03/03-01-02-01-01-01-03.wav");
  add("Actor_03/02-01-02-01-01-01-03.wav");  // of a film without sound
  for (const char* name : {"readme.txt", "Actor_03/01-01-02-01-01-01-03.mp4", "Actor_03/.DS_Store",
                           "Actor_03/._03-01-02-01-01-01-03.wav", "other/03-01-02-01-01-01-03.wav"}) {
    write_bytes(folder_ / "raw" / name, "x");
  }
  const auto source = open();
  EXPECT_THAT(source->ignored(),
              ::testing::UnorderedElementsAre("readme.txt", "Actor_03/01-01-02-01-01-01-03.mp4",
                                              "Actor_03/.DS_Store", "Actor_03/._03-01-02-01-01-01-03.wav",
                                              "other"));  // that of the film is counted in a note
  EXPECT_THAT(source->files(), ElementsAre("Actor_03/03-01-02-01-01-01-03.wav"));
  ::testing::internal::CaptureStderr();
  EXPECT_THAT(source->read().bad, IsEmpty());
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("Left out: 1 file with more than sound"));
}

TEST_F(RavdessSourceTest, ARecordingThatLiesThereTwiceIsTakenOnce) {
  add("Actor_03/03-01-02-01-01-01-03.flac", {16000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16});
  add("Actor_03/03-01-02-01-01-01-03.wav", {48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16});  // the original
  add("Actor_03/03-01-03-01-01-01-03.wav");
  add("audio_speech_actors_01-24/Actor_03/03-01-03-01-01-01-03.wav");  // a copy that Kaggle spreads
  const auto source = open();
  EXPECT_THAT(source->files(),
              ElementsAre("Actor_03/03-01-02-01-01-01-03.wav", "Actor_03/03-01-03-01-01-01-03.wav"));
  EXPECT_THAT(source->ignored(), IsEmpty());  // a note tells of them: they aren't foreign to the data set
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(waveforms_of(source->read().samples).num_samples, 2);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              HasSubstr("2 files with a recording that lies there under the same name once more"));
}

TEST_F(RavdessSourceTest, SongIsLeftOutUnlessAskedFor) {
  add("Audio_Speech_Actors_01-24/Actor_01/03-01-07-01-01-01-01.wav");
  add("Audio_Song_Actors_01-24/Actor_01/03-02-04-01-01-01-01.wav");
  EXPECT_THAT(read().source_ids, ElementsAre("Audio_Speech_Actors_01-24/Actor_01/03-01-07-01-01-01-01.wav"));
  config_.audio.vocal_channel = "both";
  EXPECT_THAT(read().labels, ElementsAre(3, 6));  // sorted by path: the song comes first
  EXPECT_EQ(open()->layout(), "Audio_Song_Actors_01-24/ and Audio_Speech_Actors_01-24/");
  config_.audio.vocal_channel = "song";
  EXPECT_THAT(read().labels, ElementsAre(3));
  EXPECT_THAT(open()->class_names(), ElementsAre("neutral", "calm", "happy", "sad", "angry", "fearful"));
  fs::remove_all(folder_ / "raw/Audio_Song_Actors_01-24");
  EXPECT_THAT(message_of<DataError>([&] { open(); }),
              AllOf(HasSubstr("data.audio.vocal_channel: 'song'"), HasSubstr("1 of the other channel")));
}

TEST_F(RavdessSourceTest, CalmIsKeptMergedOrDropped) {
  add("03-01-01-01-01-01-01.wav");
  add("03-01-02-01-01-01-01.wav");
  add("03-01-03-01-01-01-01.wav");
  EXPECT_THAT(read().labels, ElementsAre(0, 1, 2));
  config_.audio.calm = "merge_into_neutral";
  EXPECT_THAT(read().labels, ElementsAre(0, 0, 1));
  EXPECT_THAT(open()->class_names(),
              ElementsAre("neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised"));
  config_.audio.calm = "drop";
  EXPECT_THAT(read().labels, ElementsAre(0, 1));
  EXPECT_EQ(open()->class_names().size(), 7u);
}

TEST_F(RavdessSourceTest, FoldersOfActorsMayBeNumberedAsPeopleDo) {
  add("Actor_3/03-01-01-01-01-01-03.wav");
  add("actor04/03-01-01-01-01-01-04.wav");
  add("Actor 5/03-01-01-01-01-01-06.wav");
  EXPECT_THAT(open()->groups(), ElementsAre("Actor_03", "Actor_04"));
  EXPECT_EQ(read_bad()["Actor 5/03-01-01-01-01-01-06.wav"],
            "its name says actor 06, but it lies in Actor 5/");
}

TEST_F(RavdessSourceTest, RecordingsInFoldersThatItDoesNotHaveAreWarnedOfOrHintedAt) {
  add("mine/03-01-01-01-01-01-03.wav");
  add("hers/03-01-01-01-01-01-04.wav");
  EXPECT_THAT(
      message_of<DataError>([&] { open(); }),
      HasSubstr("Found: 2 recordings of RAVDESS in 2 folders that its layout doesn't have (hers/, mine/)"));
  fs::remove_all(folder_ / "raw/hers");
  EXPECT_THAT(message_of<DataError>([&] { open(); }),
              HasSubstr("did you mean " + (folder_ / "raw/mine").string() + "?"));
  add("Actor_07/03-01-01-01-01-01-07.wav");
  ::testing::internal::CaptureStderr();
  open()->read();
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("warning"), HasSubstr("Left out: 1 recording of RAVDESS in 1 folder")));
  fs::remove_all(folder_ / "raw");
  write_bytes(folder_ / "raw/Audio_Speech_Actors_01-24.zip", "x");
  EXPECT_THAT(message_of<DataError>([&] { open(); }), HasSubstr("Actors_01-24.zip is packed"));
}

TEST_F(RavdessSourceTest, NothingOfItsKindSaysWhatWasLookedFor) {
  write_bytes(folder_ / "raw/readme.txt", "x");
  const std::string fault = message_of<DataError>([&] { open(); });
  EXPECT_THAT(fault, AllOf(HasSubstr("no RAVDESS recordings"), HasSubstr("Actor_01/ to Actor_24/"),
                           HasSubstr("Audio_Speech_Actors_01-24/")));
  add("ravdess/Actor_05/03-01-02-01-01-01-05.wav");
  EXPECT_THAT(message_of<DataError>([&] { open(); }),
              HasSubstr("did you mean " + (folder_ / "raw/ravdess").string() + "?"));
  config_.path = (folder_ / "raw/readme.txt").string();
  EXPECT_THAT(message_of<DataError>([&] { open(); }), HasSubstr("a folder of recordings; a file got"));
  config_.path = (folder_ / "nowhere").string();
  EXPECT_THAT(message_of<DataError>([&] { open(); }),
              AllOf(HasSubstr("from Zenodo"), HasSubstr("affekt demo-data ravdess")));
}

}  // namespace
}  // namespace affekt
