#include "ingest/sources/ravdess/audio_container.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/sources/ravdess/audio_file.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AudioContainerTest : public ::testing::Test {
 protected:
  std::string make(int format, uint64_t seed = 1) const {
    write_sound(folder_ / "made", make_babble(seed, 2), {16000, 1, format});
    return read_text_file(folder_ / "made");
  }
  std::vector<float> read(const std::string& bytes) const {
    write_bytes(folder_ / "a.wav", bytes);
    return read_audio_file(folder_ / "a.wav").samples;
  }
  std::string fault_of(const std::string& bytes) const {
    return message_of<DataError>([&] { read(bytes); });
  }
  TemporaryFolder folder_;
};

TEST_F(AudioContainerTest, OtherKindsOfFilesAreNamed) {
  const std::string rest(500, 'x');
  EXPECT_THAT(fault_of(std::string("\0\0\0\x20"
                                   "ftypM4A ",
                                   12) +
                       rest),
              AllOf(HasSubstr("an MP4 or M4A file got"), HasSubstr("ffmpeg -i IN OUT.wav")));
  EXPECT_THAT(fault_of("\xFF\xFB\x90\x64" + rest), HasSubstr("an MP3 file got"));
  EXPECT_THAT(fault_of(std::string("ID3\3\0\0\0\0\0\0", 10) + "\xFF\xFB\x90\x64" + rest),
              HasSubstr("an MP3 file got"));
  EXPECT_THAT(fault_of("\xFF\xF1\x50\x80" + rest), HasSubstr("an AAC file got"));
  EXPECT_THAT(fault_of("\x1A\x45\xDF\xA3" + rest), HasSubstr("a Matroska or WebM file got"));
  EXPECT_THAT(fault_of("\x30\x26\xB2\x75" + rest), HasSubstr("a WMA file got"));
  EXPECT_THAT(fault_of("<!DOCTYPE html>" + rest), HasSubstr("no audio file that can be read"));
  EXPECT_THAT(fault_of("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n"),
              HasSubstr("git lfs pull"));
}

/// libmpg123, which libsndfile reads MP3 with, writes to stderr.
TEST_F(AudioContainerTest, ADamagedMp3IsRefusedInSilence) {
  std::string bytes = make(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  bytes.replace(300, 1700, std::string(1700, 'U'));
  ::testing::internal::CaptureStderr();
  EXPECT_THAT(fault_of(bytes), HasSubstr("WAV, FLAC, OGG or AIFF expected, an MP3 file got"));
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), IsEmpty());
}

class FlacTest : public AudioContainerTest {
 protected:
  /// The number of frames stands in the last 36 bits of the 8 bytes from 18 on.
  std::string promise(uint8_t low, uint8_t second_lowest) const {
    std::string bytes = flac_;
    bytes[21] = static_cast<char>(static_cast<uint8_t>(bytes[21]) & 0xF0U);
    bytes.replace(22, 4, {'\0', '\0', static_cast<char>(second_lowest), static_cast<char>(low)});
    return bytes;
  }
  const std::string flac_ = make(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);  // 32,000 frames
};

TEST_F(FlacTest, FramesThatTheHeaderDoesNotCountAreNamed) {
  EXPECT_EQ(read(flac_).size(), 32000u);
  EXPECT_THAT(fault_of(promise(0x10, 0x27)),
              HasSubstr("damaged: 10000 frames promised, 32000 could be decoded"));
  EXPECT_THAT(fault_of(promise(0xFF, 0xFF)),
              HasSubstr("damaged or truncated: 65535 frames promised, 32000 could"));
  EXPECT_EQ(read(promise(0, 0)).size(), 32000u);  // unknown
  EXPECT_THAT(fault_of(promise(0, 0).substr(0, flac_.size() / 2)), HasSubstr("damaged or truncated ("));
}

TEST_F(FlacTest, ASecondFileBehindItIsNamed) {
  EXPECT_THAT(fault_of(flac_ + make(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2)),
              HasSubstr("a second recording follows in it at byte " + std::to_string(flac_.size())));
}

TEST_F(FlacTest, TagsAroundItAreNoFault) {
  const std::string tag = std::string("ID3\3\0\0\0\0\1\1", 10) + std::string(129, 'x');
  EXPECT_EQ(read(tag + flac_), read(flac_));
  EXPECT_EQ(read(flac_ + "TAG" + std::string(125, 'x')), read(flac_));
}

TEST_F(FlacTest, ASampleRateOfZeroIsNamed) {
  std::string bytes = flac_;
  bytes.replace(18, 3, {'\0', '\0', static_cast<char>(static_cast<uint8_t>(bytes[20]) & 0x0FU)});
  EXPECT_THAT(fault_of(bytes), HasSubstr("a sample rate of 1,000 to 1,000,000 Hz expected, 0 got"));
}

}  // namespace
}  // namespace affekt
