#include "ingest/audit/perceptual_hash.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/ingest/test_images.h"

namespace affekt {
namespace {

PerceptualHash hash_of(const cv::Mat& image) {
  return PerceptualHasher(image.rows, image.cols).hash(image.ptr());
}

TEST(PerceptualHash, HasHalfOfItsBitsSet) {
  EXPECT_EQ(hamming_distance(hash_of(make_image(1)).plain, 0), 32);  // it cuts at the median
}

TEST(PerceptualHash, SurvivesBrightnessContrastJpegAndScaling) {
  const cv::Mat image = make_image(1);
  const uint64_t hash = hash_of(image).plain;
  cv::Mat other;
  image.convertTo(other, CV_8U, 0.7, 30);
  EXPECT_LE(hamming_distance(hash_of(other).plain, hash), 2);
  const std::string jpeg = encode(image);
  other = decode_image(std::vector<uint8_t>(jpeg.begin(), jpeg.end()), cv::IMREAD_GRAYSCALE);
  EXPECT_LE(hamming_distance(hash_of(other).plain, hash), 2);
  cv::resize(image, other, {96, 96}, 0, 0, cv::INTER_CUBIC);
  EXPECT_LE(hamming_distance(hash_of(other).plain, hash), 2);
}

TEST(PerceptualHash, DiffersBetweenImages) {
  for (uint64_t seed = 1; seed < 30; ++seed) {
    EXPECT_GT(hamming_distance(hash_of(make_image(0)).plain, hash_of(make_image(seed)).plain), 12) << seed;
  }
}

TEST(PerceptualHash, MirroredHashIsTheHashOfTheMirrorImage) {
  for (uint64_t seed = 1; seed < 10; ++seed) {
    const cv::Mat image = make_image(seed);
    cv::Mat mirrored;
    cv::flip(image, mirrored, 1);
    EXPECT_LE(hamming_distance(hash_of(mirrored).plain, hash_of(image).mirrored),
              2);  // rounding at the median
    EXPECT_LE(hamming_distance(hash_of(mirrored).mirrored, hash_of(image).plain), 2);
  }
}

TEST(HammingDistance, CountsBits) {
  EXPECT_EQ(hamming_distance(0b1010, 0b0110), 2);
  EXPECT_EQ(hamming_distance(0, ~uint64_t{0}), 64);
}

TEST(HammingIndex, FindsExactlyWhatAScanFinds) {
  RandomStream stream(1, "hashes");
  std::vector<uint64_t> hashes;
  for (int i = 0; i < 300; ++i) hashes.push_back(stream.next_u64());
  for (int i = 0; i < 300; ++i) {  // neighbours at all distances from 1 to 15
    uint64_t near = hashes[static_cast<size_t>(i)];
    for (int flips = 0; flips <= i % 15; ++flips) near ^= uint64_t{1} << stream.below(64);
    hashes.push_back(near);
  }
  for (const int distance : {0, 1, 3, 4, 7, 11, 12, 20}) {
    const HammingIndex index(hashes, distance);
    size_t num_found = 0;
    for (const uint64_t hash : hashes) {
      std::vector<int64_t> expected;
      for (size_t i = 0; i < hashes.size(); ++i) {
        if (hamming_distance(hash, hashes[i]) <= distance) expected.push_back(static_cast<int64_t>(i));
      }
      ASSERT_EQ(index.find(hash), expected) << "distance " << distance;
      num_found += expected.size();
    }
    EXPECT_GE(num_found, hashes.size());  // at least itself
  }
}

}  // namespace
}  // namespace affekt
