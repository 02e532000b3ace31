// Samples of one rate -> samples of another, by libsoxr's high quality (20 bit); and the filter that it does
// it with.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

struct soxr;

namespace affekt {

/// Blocks of one rate in, all samples of the other rate out: a recording of hours needs no memory for its own
/// rate. The result doesn't depend on the size of the blocks.
class Resampler {
 public:
  Resampler(int64_t from_hz, int64_t to_hz);
  ~Resampler();
  Resampler(const Resampler&) = delete;
  Resampler& operator=(const Resampler&) = delete;

  void add(const std::vector<float>& block);
  /// All samples, round(num_frames() * to_hz / from_hz); there is no more after this.
  std::vector<float> finish();
  size_t num_frames() const { return num_frames_; }

 private:
  /// @return  how many samples came out
  size_t draw(const float* block, size_t num_frames, size_t* taken);

  const int64_t from_hz_, to_hz_;
  soxr* soxr_ = nullptr;  // null: the rates are the same
  size_t num_frames_ = 0;
  std::vector<float> drawn_, samples_;
};

/// The filter of the resampler, for those who resample elsewhere. With up / down = to_hz / from_hz in lowest
/// terms, output n is the sum over the inputs p of input[p] * taps[|n * down - p * up|], but for
/// the first outputs (up to 64 of them), where libsoxr's stages begin empty.
/// @return  float32 [reach + 1]; measured with impulses, in double precision
std::vector<float> measure_resampling_taps(int64_t from_hz, int64_t to_hz);

}  // namespace affekt
