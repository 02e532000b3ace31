#include "ingest/audit/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

constexpr int64_t kSide = 8;             // frequencies 1..8 of each axis
constexpr int kMaxIndexedDistance = 11;  // beyond, the pieces are so short that a plain scan is as fast

/// cos(pi * frequency * (position + 1/2) / size)
float cosine(int64_t frequency, int64_t position, int64_t size) {
  constexpr double kPi = 3.14159265358979323846;
  return static_cast<float>(std::cos(kPi * static_cast<double>(frequency) *
                                     (static_cast<double>(position) + 0.5) / static_cast<double>(size)));
}

uint64_t threshold_at_median(const std::array<float, 64>& coefficients) {
  std::array<float, 64> sorted = coefficients;
  std::nth_element(sorted.begin(), sorted.begin() + 32, sorted.end());
  uint64_t hash = 0;
  for (size_t i = 0; i < 64; ++i) hash |= static_cast<uint64_t>(coefficients[i] >= sorted[32]) << i;
  return hash;
}

}  // namespace

PerceptualHasher::PerceptualHasher(int64_t height, int64_t width) : height_(height), width_(width) {
  AFFEKT_CHECK(height > kSide && width > kSide, "the hash needs images of at least 9x9 pixels");
  for (int64_t frequency = 1; frequency <= kSide; ++frequency) {
    for (int64_t y = 0; y < height; ++y) vertical_.push_back(cosine(frequency, y, height));
  }
  for (int64_t x = 0; x < width; ++x) {
    for (int64_t frequency = 1; frequency <= kSide; ++frequency)
      horizontal_.push_back(cosine(frequency, x, width));
  }
}

PerceptualHash PerceptualHasher::hash(const uint8_t* pixels) const {
  // First along x: rows [H, 8]; then along y: coefficients [8, 8].
  std::array<float, 64> coefficients{};
  for (int64_t y = 0; y < height_; ++y) {
    std::array<float, kSide> row{};
    for (int64_t x = 0; x < width_; ++x) {
      const auto pixel = static_cast<float>(pixels[y * width_ + x]);
      const float* cosines = horizontal_.data() + x * kSide;
      for (size_t u = 0; u < kSide; ++u) row[u] += pixel * cosines[u];
    }
    for (size_t v = 0; v < kSide; ++v) {
      const float weight = vertical_[v * static_cast<size_t>(height_) + static_cast<size_t>(y)];
      for (size_t u = 0; u < kSide; ++u) coefficients[v * kSide + u] += weight * row[u];
    }
  }
  PerceptualHash hash;
  hash.plain = threshold_at_median(coefficients);
  // Mirroring changes the sign of the odd horizontal frequencies: 1, 3, 5 and 7 are at even places.
  for (size_t i = 0; i < 64; i += 2) coefficients[i] = -coefficients[i];
  hash.mirrored = threshold_at_median(coefficients);
  return hash;
}

int hamming_distance(uint64_t a, uint64_t b) {
  return static_cast<int>(std::bitset<64>(a ^ b).count());
}

HammingIndex::HammingIndex(std::vector<uint64_t> hashes, int max_distance)
    : hashes_(std::move(hashes)),
      max_distance_(max_distance),
      num_pieces_(max_distance <= kMaxIndexedDistance ? static_cast<size_t>(max_distance) + 1 : 0) {
  tables_.resize(num_pieces_);
  for (size_t piece = 0; piece < num_pieces_; ++piece) {
    for (size_t i = 0; i < hashes_.size(); ++i) {
      tables_[piece].emplace_back(piece_of(hashes_[i], piece), static_cast<int64_t>(i));
    }
    std::sort(tables_[piece].begin(), tables_[piece].end());
  }
}

uint64_t HammingIndex::piece_of(uint64_t hash, size_t piece) const {
  const size_t begin = 64 * piece / num_pieces_, length = 64 * (piece + 1) / num_pieces_ - begin;
  return length == 64 ? hash : (hash >> begin) & ((uint64_t{1} << length) - 1);
}

std::vector<int64_t> HammingIndex::find(uint64_t hash) const {
  std::vector<int64_t> rows;
  if (num_pieces_ == 0) {
    for (size_t i = 0; i < hashes_.size(); ++i) {
      if (hamming_distance(hash, hashes_[i]) <= max_distance_) rows.push_back(static_cast<int64_t>(i));
    }
    return rows;
  }
  for (size_t piece = 0; piece < num_pieces_; ++piece) {
    const uint64_t wanted = piece_of(hash, piece);
    const auto& table = tables_[piece];
    auto it = std::lower_bound(table.begin(), table.end(), std::make_pair(wanted, int64_t{-1}));
    for (; it != table.end() && it->first == wanted; ++it) {
      const uint64_t other = hashes_[static_cast<size_t>(it->second)];
      if (hamming_distance(hash, other) > max_distance_) continue;
      bool found_before = false;  // by an earlier piece
      for (size_t p = 0; p < piece; ++p) found_before |= piece_of(other, p) == piece_of(hash, p);
      if (!found_before) rows.push_back(it->second);
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace affekt
