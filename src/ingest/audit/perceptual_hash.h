// A 64-bit hash of what an image looks like, and the search for all hashes within a few bits of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace affekt {

/// Hashes of an image and of its mirror image (left and right exchanged).
struct PerceptualHash {
  uint64_t plain = 0, mirrored = 0;
};

/// Signs of the 8x8 lowest frequencies of the cosine transform, without those that are constant along an
/// axis, against their median: stable under scaling, compression, brightness and contrast. Source: Zauner,
/// "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010 (DCT hash).
class PerceptualHasher {
 public:
  /// Images are [H, W] grey, H and W at least 9.
  PerceptualHasher(int64_t height, int64_t width);
  PerceptualHash hash(const uint8_t* pixels) const;

 private:
  int64_t height_, width_;
  std::vector<float> vertical_, horizontal_;  // cosines [8, H] and [W, 8]
};

/// Number of bits that differ.
int hamming_distance(uint64_t a, uint64_t b);

/// Finds hashes within a distance without looking at all: two hashes that differ in at most d bits agree in
/// one of d + 1 pieces (Norouzi et al., "Fast Search in Hamming Space with Multi-Index Hashing", 2012).
class HammingIndex {
 public:
  HammingIndex(std::vector<uint64_t> hashes, int max_distance);
  /// Row numbers of all hashes within the distance, each once, in ascending order.
  std::vector<int64_t> find(uint64_t hash) const;

 private:
  uint64_t piece_of(uint64_t hash, size_t piece) const;
  std::vector<uint64_t> hashes_;
  int max_distance_;
  size_t num_pieces_;                                              // 0: compare with every hash
  std::vector<std::vector<std::pair<uint64_t, int64_t>>> tables_;  // per piece: (its bits, row), sorted
};

}  // namespace affekt
