// WAV and AIFF files built byte by byte: what their headers promise, and what lies there.
#include "ingest/sources/ravdess/chunk_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/sources/ravdess/audio_file.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string number(uint64_t value, size_t num_bytes, bool big_endian = false) {
  std::string bytes;
  for (size_t i = 0; i < num_bytes; ++i) {
    bytes += static_cast<char>(value >> 8U * (big_endian ? num_bytes - 1 - i : i) & 0xFFU);
  }
  return bytes;
}

/// @param length  what its header says; -1: the truth
std::string chunk(const std::string& name, const std::string& content, int64_t length = -1,
                  bool big_endian = false) {
  return name +
         number(static_cast<uint64_t>(length < 0 ? static_cast<int64_t>(content.size()) : length), 4,
                big_endian) +
         content;
}

struct WavFormat {
  uint64_t tag = 1, channels = 1, rate = 16000, block = 2, bits = 16;
};

std::string format_chunk(const WavFormat& format = {}) {
  return chunk("fmt ", number(format.tag, 2) + number(format.channels, 2) + number(format.rate, 4) +
                           number(format.rate * format.block, 4) + number(format.block, 2) +
                           number(format.bits, 2));
}

std::string wav(const std::string& chunks, const std::string& form = "RIFF") {
  return form + number(4 + chunks.size(), 4) + "WAVE" + chunks;
}

/// 4,000 frames, 16 bit.
std::string make_sound(bool big_endian = false) {
  std::string sound;
  for (const float sample : make_babble(1, 0.25)) {
    sound += number(static_cast<uint16_t>(static_cast<int16_t>(20000 * sample)), 2, big_endian);
  }
  return sound;
}

class ChunkFileTest : public ::testing::Test {
 protected:
  std::vector<float> read(const std::string& bytes) const {
    write_bytes(folder_ / "a.wav", bytes);
    return read_audio_file(folder_ / "a.wav").samples;
  }
  std::string fault_of(const std::string& bytes) const {
    return message_of<DataError>([&] { read(bytes); });
  }
  const std::string sound_ = make_sound();
  const std::string plain_ = wav(format_chunk() + chunk("data", sound_));
  TemporaryFolder folder_;
};

TEST_F(ChunkFileTest, MissingPaddingIsMended) {
  const std::vector<float> expected = read(plain_);
  ASSERT_EQ(expected.size(), 4000u);
  const std::string note = chunk("LIST", "INFOx"), sound = chunk("data", sound_);
  EXPECT_EQ(read(wav(format_chunk() + note + sound)), expected);
  EXPECT_EQ(read(wav(format_chunk() + note + '\0' + sound)), expected);
  EXPECT_EQ(read(wav(note + format_chunk() + note + note + sound + note)), expected);
  // Here the name one byte on, "ata@", would do as well: 4000 frames are 8000 bytes, 0x1F40.
  ASSERT_EQ(sound[4], '\x40');
}

TEST_F(ChunkFileTest, MissingPaddingIsMendedInAiff) {
  const std::string common = chunk("COMM",
                                   number(1, 2, true) + number(4000, 4, true) + number(16, 2, true) +
                                       std::string("\x40\x0C\xFA\0\0\0\0\0\0\0", 10),
                                   -1, true);
  const std::string sound = chunk("SSND", std::string(8, '\0') + make_sound(true), -1, true);
  const std::string note = chunk("NAME", "voice", -1, true);
  const auto aiff = [](const std::string& chunks) {
    return "FORM" + number(4 + chunks.size(), 4, true) + "AIFF" + chunks;
  };
  EXPECT_EQ(read(aiff(common + sound)), read(plain_));
  EXPECT_EQ(read(aiff(note + common + note + sound)), read(plain_));
  EXPECT_EQ(read(aiff(sound + common)), read(plain_));
}

TEST_F(ChunkFileTest, AiffHeadersThatLieAreNamed) {
  const auto aiff = [&](uint64_t channels, uint64_t frames, const std::string& rate, uint64_t skipped,
                        int64_t length) {
    const std::string chunks =
        chunk("COMM", number(channels, 2, true) + number(frames, 4, true) + number(16, 2, true) + rate, -1,
              true) +
        chunk("SSND", number(skipped, 4, true) + number(0, 4) + make_sound(true), length, true);
    return "FORM" + number(4 + chunks.size(), 4, true) + "AIFF" + chunks;
  };
  const std::string rate("\x40\x0C\xFA\0\0\0\0\0\0\0", 10);
  EXPECT_EQ(fault_of(aiff(1, 4000, rate, 0, -1)), "");
  EXPECT_EQ(fault_of(aiff(1, 100, rate, 0, -1)), "");  // all is read nevertheless
  EXPECT_EQ(read(aiff(1, 100, rate, 0, -1)).size(), 4000u);
  EXPECT_THAT(fault_of(aiff(0, 4000, rate, 0, -1)), HasSubstr("0 channels"));
  EXPECT_THAT(fault_of(aiff(1, 4000, std::string(10, '\0'), 0, -1)),
              HasSubstr("1,000 to 1,000,000 Hz expected, 0 got"));
  EXPECT_THAT(fault_of(aiff(1, 5000, rate, 0, -1)), HasSubstr("truncated: 5000 frames promised, 4000 there"));
  EXPECT_THAT(fault_of(aiff(1, 4000, rate, 6000, -1)), HasSubstr("skips 6000 of its 8000 bytes of sound"));
  EXPECT_THAT(fault_of(aiff(1, 500, rate, 0, 1008)),
              HasSubstr("promises 1000 bytes of sound, but 7000 bytes follow"));
}

TEST_F(ChunkFileTest, SoundThatTheHeaderDoesNotCountIsNamed) {
  EXPECT_THAT(fault_of(wav(format_chunk() + chunk("data", sound_, 4000))),
              AllOf(HasSubstr("promises 4000 bytes of sound, but 4000 bytes follow that belong to nothing"),
                    HasSubstr("-ignore_length 1")));
  EXPECT_THAT(fault_of(wav(format_chunk() + chunk("data", sound_) + chunk("data", sound_))),
              HasSubstr("a second recording follows in it at byte 8044"));
  EXPECT_THAT(fault_of(plain_ + plain_), HasSubstr("a second recording follows in it at byte 8044"));
}

TEST_F(ChunkFileTest, WhatStandsBehindTheSoundOfManyFilesIsNoFault) {
  const std::vector<float> expected = read(plain_);
  for (const std::string& behind :
       {std::string("TAG") + std::string(125, 'x'),
        std::string("ID3\3\0\0\0\0\x10\0", 10) + std::string(2048, 'x'), std::string(5000, '\0'),
        std::string(80, '\xFE'), chunk("bext", std::string(3000, 'x'))}) {
    EXPECT_EQ(read(plain_ + behind), expected) << behind.substr(0, 4);
  }
}

TEST_F(ChunkFileTest, AnId3TagInFrontIsNoSound) {
  const std::string tag = std::string("ID3\3\0\0\0\0\1\1", 10) + std::string(129, 'x');
  EXPECT_EQ(read(tag + plain_), read(plain_));
}

TEST_F(ChunkFileTest, FormatsThatCannotBeAreNamed) {
  const auto fault = [&](const WavFormat& format) {
    return fault_of(wav(format_chunk(format) + chunk("data", sound_)));
  };
  EXPECT_EQ(fault({}), "");
  EXPECT_THAT(fault({1, 1, 0, 2, 16}), HasSubstr("a sample rate of 1,000 to 1,000,000 Hz expected, 0 got"));
  EXPECT_THAT(fault({1, 1, 0xFFFFFFFF, 2, 16}), HasSubstr("Hz expected, 4294967295 got"));
  EXPECT_THAT(fault({1, 0, 16000, 2, 16}), HasSubstr("0 channels; 1 or more expected"));
  EXPECT_THAT(fault({1, 1, 16000, 2, 0}), HasSubstr("0 bits a sample; 8 to 32 expected"));
  EXPECT_THAT(fault({3, 1, 16000, 2, 16}), HasSubstr("16 bits a sample; 32 or 64 (floating point) expected"));
  EXPECT_THAT(fault({1, 1, 16000, 4, 16}), HasSubstr("1 sample of 16 bits take 2 bytes, 4 stated"));
  EXPECT_THAT(fault({0x55, 1, 16000, 1, 0}),
              AllOf(HasSubstr("coded as MP3 (format tag 0x0055)"), HasSubstr("ffmpeg")));
  EXPECT_THAT(fault({0x1234, 1, 16000, 1, 0}), HasSubstr("something unknown (format tag 0x1234)"));
  EXPECT_THAT(fault_of(wav(chunk("fmt ", number(1, 2)) + chunk("data", sound_))),
              HasSubstr("'fmt ' holds 2 bytes, at least 16"));
  EXPECT_THAT(fault_of(wav(chunk("data", sound_))),
              HasSubstr("its chunk 'fmt ', which tells its sample rate"));
  EXPECT_THAT(fault_of(wav(chunk("data", sound_) + format_chunk())), HasSubstr("not in front of its sound"));
}

TEST_F(ChunkFileTest, AChunkThatGoesBeyondTheFileIsNamed) {
  EXPECT_THAT(fault_of(wav(format_chunk() + chunk("LIST", "INFO", 100000) + chunk("data", sound_))),
              HasSubstr("truncated: it ends inside its chunk 'LIST'"));
  EXPECT_THAT(fault_of(wav(format_chunk())), HasSubstr("it ends before its sound begins"));
}

TEST_F(ChunkFileTest, LongFilesHaveTheirLengthElsewhere) {
  const auto long_wav = [&](const std::string& form, uint64_t length) {
    const std::string sizes =
        chunk("ds64", number(0, 8) + number(length, 8) + number(4000, 8) + number(0, 4));
    std::string bytes = wav(sizes + format_chunk() + chunk("data", sound_, 0xFFFFFFFF), form);
    return bytes.replace(4, 4, "\xFF\xFF\xFF\xFF");
  };
  for (const char* form : {"RF64", "BW64"}) {
    EXPECT_EQ(read(long_wav(form, 8000)), read(plain_)) << form;
    EXPECT_THAT(fault_of(long_wav(form, 1000)),
                HasSubstr("promises 1000 bytes of sound, but 7000 bytes follow"));
    EXPECT_THAT(fault_of(long_wav(form, 9000)), HasSubstr("9000 bytes of sound promised, 8000 there"));
    EXPECT_THAT(fault_of(long_wav(form, ~uint64_t{0})),
                AllOf(HasSubstr("bytes of sound promised, 8000 there"), Not(HasSubstr(" -"))));
  }
}

TEST_F(ChunkFileTest, ManyChannelsAreReadToo) {
  std::string sound;
  for (int i = 0; i < 4000; ++i) sound += number(8192, 2);  // 0.25
  EXPECT_THAT(read(wav(format_chunk({1, 1000, 16000, 2000, 16}) + chunk("data", sound))),
              ElementsAre(0.25F, 0.25F, 0.25F, 0.25F));
}

}  // namespace
}  // namespace affekt
