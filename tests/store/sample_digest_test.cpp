#include "store/sample_digest.h"

#include <gtest/gtest.h>

#include "core/digest.h"

namespace affekt {
namespace {

TEST(SampleDigest, IsOfAnImagesOwnPixels) {
  ImageSamples images;
  images.num_samples = 3;
  images.channels = 1, images.height = 1, images.width = 2;
  images.pixels = {'a', 'b', 'c', 'd', 'a', 'b'};
  const auto digests = digest_samples(images);
  ASSERT_EQ(digests.size(), 3U);
  EXPECT_EQ(digests[0], "fb8e20fc2e4c3f24");  // printf ab | sha256sum
  EXPECT_EQ(digests[2], digests[0]);
  EXPECT_NE(digests[1], digests[0]);
}

TEST(SampleDigest, IsOfAWaveformsOwnSamples) {
  WaveformSamples waveforms;
  waveforms.num_samples = 2;
  waveforms.waves = {0x6261, 0x6463, 0x6261};  // "ab", "cd", "ab" in little endian
  waveforms.offsets = {0, 2, 3};
  const auto digests = digest_samples(waveforms);
  ASSERT_EQ(digests.size(), 2U);
  EXPECT_EQ(digests[0], sha256_of("abcd").substr(0, 16));
  EXPECT_EQ(digests[1], "fb8e20fc2e4c3f24");
}

}  // namespace
}  // namespace affekt
