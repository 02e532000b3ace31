#include "store/sample_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace affekt {
namespace {

using testing::ElementsAre;

TEST(SampleBatch, ImagesAreTheirPixelsAsTheyAre) {
  ImageSamples images;
  images.num_samples = 3;
  images.channels = 2;
  images.height = images.width = 1;
  images.pixels = {0, 1, 2, 3, 254, 255};
  const HostTensor batch = make_batch(images, 1, 3);
  EXPECT_THAT(batch.shape, ElementsAre(2, 2, 1, 1));
  EXPECT_THAT(batch.to_vector<float>(), ElementsAre(2, 3, 254, 255));
  EXPECT_GT(batch_size_of(images), 1);
  EXPECT_THROW(make_batch(images, 2, 4), std::logic_error);
  EXPECT_THROW(make_batch(images, 2, 2), std::logic_error);
}

TEST(SampleBatch, WaveformsOfOneLengthGoTogether) {
  WaveformSamples waveforms;
  waveforms.num_samples = 3;
  waveforms.waves = {16384, -32768, 0, 8192, 1};
  waveforms.offsets = {0, 2, 4, 5};
  EXPECT_THAT(make_batch(waveforms, 0, 1).to_vector<float>(), ElementsAre(0.5f, -1.f));
  EXPECT_THAT(make_batch(waveforms, 0, 2).shape, ElementsAre(2, 2));
  EXPECT_EQ(batch_size_of(waveforms), 1);
  EXPECT_THROW(make_batch(waveforms, 1, 3), std::logic_error) << "of two lengths";
}

}  // namespace
}  // namespace affekt
