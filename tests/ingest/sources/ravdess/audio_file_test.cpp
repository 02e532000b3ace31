#include "ingest/sources/ravdess/audio_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <limits>

#include "core/error.h"
#include "core/process/threads.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kWav16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
constexpr int kFlac16 = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;

std::string fault_of(const fs::path& path) {
  return message_of<DataError>([&] { read_audio_file(path); });
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b, size_t margin = 0) {
  double largest = 0;
  for (size_t i = margin; i + margin < a.size(); ++i) {
    largest = std::max(largest, std::fabs(double{a[i]} - b.at(i)));
  }
  return largest;
}

class AudioFileTest : public ::testing::Test {
 protected:
  void cut(const std::string& name, double share) const {
    const auto size = static_cast<double>(fs::file_size(folder_ / name));
    fs::resize_file(folder_ / name, static_cast<uintmax_t>(size * share));
  }
  TemporaryFolder folder_;
};

struct Encoding {
  const char* name;
  int format;
  double tolerance;  // half a step of the numbers in the file, and a float's rounding
};

TEST_F(AudioFileTest, EveryEncodingGivesTheSamplesBack) {
  const std::vector<float> sine = make_sine(440, 0.5);
  const Encoding encodings[] = {{"u8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1.01 / 128},
                                {"s16.wav", kWav16, 1.01 / 32768},
                                {"s24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 1e-6},
                                {"s32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1e-6},
                                {"f32.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 0},
                                {"f64.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 0},
                                {"x16.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 1.01 / 32768},
                                {"s8.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, 1.01 / 128},
                                {"s16.flac", kFlac16, 1.01 / 32768},
                                {"s24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 1e-6},
                                {"s16.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 1.01 / 32768},
                                {"f32.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 0}};
  for (const Encoding& encoding : encodings) {
    write_sound(folder_ / encoding.name, sine, {16000, 1, encoding.format});
    const AudioFile read = read_audio_file(folder_ / encoding.name);
    ASSERT_EQ(read.samples.size(), sine.size()) << encoding.name;
    EXPECT_LE(largest_difference(sine, read.samples), encoding.tolerance) << encoding.name;
    EXPECT_EQ(read.source_rate_hz, 16000);
    EXPECT_EQ(read.source_channels, 1);
    EXPECT_EQ(read.sample_rate_hz, 16000);
  }
}

TEST_F(AudioFileTest, OggIsReadWithItsLoss) {
  const std::vector<float> sine = make_sine(440, 1);
  write_sound(folder_ / "a.ogg", sine, {16000, 1, SF_FORMAT_OGG | SF_FORMAT_VORBIS});
  const AudioFile read = read_audio_file(folder_ / "a.ogg");
  ASSERT_EQ(read.samples.size(), sine.size());
  EXPECT_LT(largest_difference(sine, read.samples, 1000), 0.05);
}

TEST_F(AudioFileTest, ChannelsAreMixedByTheirMean) {
  // Left 0.5, right -0.25, centre 0.125: the mean is 0.125.
  std::vector<float> interleaved;
  for (int i = 0; i < 1000; ++i) interleaved.insert(interleaved.end(), {0.5F, -0.25F, 0.125F});
  write_sound(folder_ / "three.wav", interleaved, {16000, 3, SF_FORMAT_WAV | SF_FORMAT_FLOAT});
  const AudioFile read = read_audio_file(folder_ / "three.wav");
  EXPECT_EQ(read.source_channels, 3);
  ASSERT_EQ(read.samples.size(), 1000u);
  for (const float sample : read.samples) EXPECT_EQ(sample, 0.125F);
}

TEST_F(AudioFileTest, StereoThatCancelsIsNotCalledSilence) {
  std::vector<float> interleaved;
  for (const float sample : make_sine(440, 0.1)) interleaved.insert(interleaved.end(), {sample, -sample});
  write_sound(folder_ / "a.wav", interleaved, {16000, 2, SF_FORMAT_WAV | SF_FORMAT_FLOAT});
  EXPECT_THAT(fault_of(folder_ / "a.wav"),
              AllOf(HasSubstr("its channels cancel each other"), HasSubstr("pan=mono|c0=c0")));
}

TEST_F(AudioFileTest, ResampledSinesAreTheAnalyticOnes) {
  for (const int rate : {8000, 11025, 22050, 32000, 44100, 48000, 96000}) {
    for (const double hz : {100.0, 1000.0, 3000.0}) {
      write_sound(folder_ / "a.wav", make_sine(hz, 1, rate), {rate, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT});
      const AudioFile read = read_audio_file(folder_ / "a.wav");
      ASSERT_EQ(read.samples.size(), 16000u) << rate;
      EXPECT_EQ(read.source_rate_hz, rate);
      // The ends are left out: there the filter sees the silence around the file.
      EXPECT_LT(largest_difference(make_sine(hz, 1), read.samples, 500), 2e-5) << rate << " " << hz;
    }
  }
}

TEST_F(AudioFileTest, FrequenciesAboveTheNewHalfRateVanish) {
  write_sound(folder_ / "a.wav", make_sine(11000, 1, 48000), {48000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT});
  const AudioFile read = read_audio_file(folder_ / "a.wav");  // it would fold to 5 kHz
  EXPECT_LT(largest_difference(std::vector<float>(16000, 0.0F), read.samples, 500), 1e-5);
}

TEST_F(AudioFileTest, LengthIsThatOfTheDuration) {
  for (const size_t frames : {1000u, 44100u, 44101u, 44102u}) {
    write_sound(folder_ / "a.wav", std::vector<float>(frames, 0.1F), {44100, 1, kWav16});
    const auto expected = static_cast<size_t>(std::llround(static_cast<double>(frames) * 16000 / 44100));
    EXPECT_EQ(read_audio_file(folder_ / "a.wav").samples.size(), expected) << frames;
  }
}

TEST_F(AudioFileTest, AnotherTargetRateIsPossible) {
  write_sound(folder_ / "a.wav", make_sine(200, 0.5));
  const AudioFile read = read_audio_file(folder_ / "a.wav", 8000);
  EXPECT_EQ(read.sample_rate_hz, 8000);
  EXPECT_LT(largest_difference(make_sine(200, 0.5, 8000), read.samples, 300), 1e-4);
}

TEST_F(AudioFileTest, MissingFilesFoldersAndEmptyFilesAreNamed) {
  EXPECT_THAT(fault_of(folder_ / "no.wav"), AllOf(HasSubstr("no.wav"), HasSubstr("No such file")));
  EXPECT_THAT(fault_of(folder_.path()), HasSubstr("a regular file expected, a folder got"));
  ASSERT_EQ(::mkfifo((folder_ / "fifo.wav").c_str(), 0600), 0);
  EXPECT_THAT(fault_of(folder_ / "fifo.wav"), HasSubstr("a FIFO (named pipe) got"));
  write_bytes(folder_ / "empty.wav", "");
  EXPECT_THAT(fault_of(folder_ / "empty.wav"), AllOf(HasSubstr("empty.wav"), HasSubstr("empty file")));
}

TEST_F(AudioFileTest, WhatIsNoSoundIsRefused) {
  write_bytes(folder_ / "text.wav", "this is a text and not a recording");
  EXPECT_THAT(fault_of(folder_ / "text.wav"),
              AllOf(HasSubstr("text.wav"), HasSubstr("no audio file that can be read"), HasSubstr("FLAC")));
  write_bytes(folder_ / "tiny.wav", "RIFF");
  EXPECT_THAT(fault_of(folder_ / "tiny.wav"), HasSubstr("truncated"));
}

TEST_F(AudioFileTest, AnotherContainerIsRefused) {
  write_sound(folder_ / "a.au", make_sine(440, 0.1), {16000, 1, SF_FORMAT_AU | SF_FORMAT_PCM_16});
  EXPECT_THAT(fault_of(folder_ / "a.au"), HasSubstr("WAV, FLAC, OGG or AIFF expected"));
}

TEST_F(AudioFileTest, AFileWithoutFramesIsRefused) {
  for (const int format : {kWav16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16}) {
    write_sound(folder_ / "a.snd", {}, {16000, 1, format});
    EXPECT_THAT(fault_of(folder_ / "a.snd"), HasSubstr("0 frames"));
  }
}

TEST_F(AudioFileTest, TruncatedFilesAreFoundAtEveryLength) {
  struct Kind {
    const char* name;
    int format;
  };
  for (const Kind& kind :
       {Kind{"a.wav", kWav16}, Kind{"a.flac", kFlac16}, Kind{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
        Kind{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS}}) {
    for (const double share : {0.001, 0.02, 0.3, 0.5, 0.77, 0.99, 0.9999}) {
      write_sound(folder_ / kind.name, make_babble(1), {16000, 1, kind.format});
      cut(kind.name, share);
      EXPECT_THAT(fault_of(folder_ / kind.name), StartsWith((folder_ / kind.name).string() + ": "))
          << kind.name << " " << share;
    }
  }
}

TEST_F(AudioFileTest, TruncationSaysWhatIsMissing) {
  write_sound(folder_ / "a.wav", make_sine(440, 1));  // 32,000 bytes behind a header of 44
  fs::resize_file(folder_ / "a.wav", 44 + 20000);
  EXPECT_THAT(fault_of(folder_ / "a.wav"), HasSubstr("32000 bytes of sound promised, 20000 there"));
  write_sound(folder_ / "a.flac", make_babble(1), {16000, 1, kFlac16});
  cut("a.flac", 0.5);
  EXPECT_THAT(fault_of(folder_ / "a.flac"),
              AllOf(HasSubstr("damaged or truncated"), HasSubstr("16000 frames promised")));
}

TEST_F(AudioFileTest, DamageInTheMiddleOfFlacIsNotCalledACut) {
  write_sound(folder_ / "a.flac", make_babble(1), {16000, 1, kFlac16});
  std::string bytes = read_text_file(folder_ / "a.flac");
  bytes.replace(bytes.size() / 2, 200, std::string(200, '\0'));
  write_bytes(folder_ / "a.flac", bytes);
  EXPECT_THAT(fault_of(folder_ / "a.flac"), HasSubstr("a.flac: damaged or truncated"));
}

TEST_F(AudioFileTest, AFlippedByteInFlacIsFound) {
  write_sound(folder_ / "a.flac", make_babble(1), {16000, 1, kFlac16});
  std::string bytes = read_text_file(folder_ / "a.flac");
  for (const double share : {0.3, 0.6, 0.9}) {
    std::string damaged = bytes;
    damaged[static_cast<size_t>(share * static_cast<double>(bytes.size()))] ^= 0x10;
    write_bytes(folder_ / "b.flac", damaged);
    EXPECT_THAT(fault_of(folder_ / "b.flac"), AnyOf(HasSubstr("damaged"), HasSubstr("truncated"))) << share;
  }
}

TEST_F(AudioFileTest, SamplesThatAreNotFiniteAreNamed) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> samples = make_sine(440, 0.5);
    samples[1234] = bad;
    write_sound(folder_ / "a.wav", samples, {16000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT});
    EXPECT_THAT(fault_of(folder_ / "a.wav"), HasSubstr("sample 1234 is not finite"));
  }
}

TEST_F(AudioFileTest, ChunksBeforeTheSoundAreSteppedOver) {
  // The RAVDESS originals have such a filler (FLLR) before their samples.
  write_sound(folder_ / "a.wav", make_sine(440, 0.25));
  const std::string bytes = read_text_file(folder_ / "a.wav");
  const std::string filler = std::string("FLLR") + '\x05' + std::string(3, '\0') + "xxxxx" + '\0';
  write_bytes(folder_ / "b.wav", bytes.substr(0, 36) + filler + bytes.substr(36));
  EXPECT_EQ(read_audio_file(folder_ / "b.wav").samples, read_audio_file(folder_ / "a.wav").samples);
  cut("b.wav", 0.9);
  EXPECT_THAT(fault_of(folder_ / "b.wav"), HasSubstr("8000 bytes of sound promised"));
}

TEST_F(AudioFileTest, AStreamOfUnknownLengthIsReadToItsEnd) {
  write_sound(folder_ / "a.wav", make_sine(440, 0.25));
  std::string bytes = read_text_file(folder_ / "a.wav");
  bytes.replace(40, 4, "\xff\xff\xff\xff");  // the length of `data`, as programs write it into a pipe
  bytes.replace(4, 4, "\xff\xff\xff\xff");
  write_bytes(folder_ / "b.wav", bytes);
  EXPECT_EQ(read_audio_file(folder_ / "b.wav").samples.size(), 4000u);
}

TEST_F(AudioFileTest, AHeaderThatWasNeverFilledInIsNamedAsTheCause) {
  write_sound(folder_ / "a.wav", make_sine(440, 0.25));
  std::string bytes = read_text_file(folder_ / "a.wav");
  for (const size_t at : {4u, 40u}) bytes.replace(at, 4, std::string(4, '\0'));
  write_bytes(folder_ / "b.wav", bytes);
  EXPECT_THAT(fault_of(folder_ / "b.wav"),
              AllOf(HasSubstr("0 frames"), HasSubstr("promises 0 bytes of sound, but 8000 bytes follow")));
}

TEST_F(AudioFileTest, ChunksBehindNoSoundAreNotTakenForSound) {
  write_sound(folder_ / "a.wav", {});
  const std::string note = std::string("LIST") + '\x05' + std::string(3, '\0') + "xxxxx" + '\0';
  write_bytes(folder_ / "b.wav", read_text_file(folder_ / "a.wav").substr(0, 44) + note);
  EXPECT_THAT(fault_of(folder_ / "b.wav"), AllOf(HasSubstr("0 frames"), Not(HasSubstr("follow"))));
}

TEST_F(AudioFileTest, ManyThreadsReadAtOnceAndNameTheirOwnFault) {
  write_sound(folder_ / "good.flac", make_babble(1), {44100, 1, kFlac16});
  write_bytes(folder_ / "bad.wav", "this is a text and not a recording");
  const std::vector<float> alone = read_audio_file(folder_ / "good.flac").samples;
  std::vector<int> is_right(60);
  parallel_for(60, 4, [&](int64_t i) {
    is_right[static_cast<size_t>(i)] =
        i % 3 == 0 ? fault_of(folder_ / "bad.wav").find("bad.wav: no audio file") != std::string::npos
                   : read_audio_file(folder_ / "good.flac").samples == alone;
  });
  EXPECT_THAT(is_right, ::testing::Each(1));
}

}  // namespace
}  // namespace affekt
