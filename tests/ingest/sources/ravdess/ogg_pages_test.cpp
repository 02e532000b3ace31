#include "ingest/sources/ravdess/ogg_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "ingest/sources/ravdess/audio_file.h"
#include "tests/ingest/sources/ravdess/test_sounds.h"

namespace affekt {
namespace {

using ::testing::HasSubstr;

class OggPagesTest : public ::testing::Test {
 protected:
  OggPagesTest() {
    write_sound(folder_ / "made", make_babble(1, 4), {16000, 1, SF_FORMAT_OGG | SF_FORMAT_VORBIS});
    ogg_ = read_text_file(folder_ / "made");
    for (size_t at = ogg_.find("OggS"); at != std::string::npos; at = ogg_.find("OggS", at + 1))
      pages_.push_back(at);
  }
  std::string fault_of(const std::string& bytes) const {
    write_bytes(folder_ / "a.ogg", bytes);
    return message_of<DataError>([&] { read_audio_file(folder_ / "a.ogg"); });
  }
  TemporaryFolder folder_;
  std::string ogg_;
  std::vector<size_t> pages_;
};

TEST_F(OggPagesTest, AWholeFileAndOneWithATagBehindItAreRead) {
  ASSERT_GE(pages_.size(), 5u);
  EXPECT_EQ(fault_of(ogg_), "");
  EXPECT_EQ(fault_of(ogg_ + "TAG" + std::string(125, 'x')), "");
  write_sound(folder_ / "b.ogg", make_babble(1, 1, 48000), {48000, 1, SF_FORMAT_OGG | SF_FORMAT_OPUS});
  EXPECT_EQ(read_audio_file(folder_ / "b.ogg").samples.size(), 16000u);
}

TEST_F(OggPagesTest, ALostPageIsNamed) {
  const size_t begin = pages_[3], end = pages_[4];
  EXPECT_THAT(fault_of(ogg_.substr(0, begin) + ogg_.substr(end)),
              HasSubstr("damaged: OGG page 3 expected at byte " + std::to_string(begin) + ", page 4 got"));
}

TEST_F(OggPagesTest, DamageInAPageIsNamed) {
  std::string bytes = ogg_;
  bytes[pages_[3] + 500] ^= 0x10;
  EXPECT_THAT(fault_of(bytes),
              HasSubstr("the checksum of the OGG page at byte " + std::to_string(pages_[3])));
  bytes = ogg_;
  bytes.insert(pages_[3], "junk");
  EXPECT_THAT(fault_of(bytes), HasSubstr("no OGG page begins at byte " + std::to_string(pages_[3])));
}

TEST_F(OggPagesTest, ASecondFileBehindItIsNamed) {
  EXPECT_THAT(fault_of(ogg_ + ogg_),
              HasSubstr("a second recording follows in it at byte " + std::to_string(ogg_.size())));
}

}  // namespace
}  // namespace affekt
