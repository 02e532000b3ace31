// The inner loops of winograd_conv.h, built for AVX2 and FMA; they work on parts that the caller may run at
// the same time.
#pragma once

#include <cstdint>

namespace affekt {

/// A 3x3 convolution with stride 1 and padding 1, [N, H, W, C_in] -> [N, H, W, C_out], channels in sixteens.
struct WinogradShape {
  int64_t num_images, height, width, in_channels, out_channels;
  int64_t tile_rows() const { return (height + 1) / 2; }
  int64_t tile_columns() const { return (width + 1) / 2; }
  int64_t num_tiles() const { return num_images * tile_rows() * tile_columns(); }
};

struct WinogradLoops {
  static constexpr int64_t kLanes = 16;       // channels of a panel
  static constexpr int64_t kPositions = 16;   // of a transformed tile, 4x4
  static constexpr int64_t kBlockTiles = 48;  // transformed, multiplied and transformed back at once
  static constexpr int64_t kSumTiles = 192;   // summed over at once in the gradient of the weights

  /// G g G' of the panels of output channels [first, last): transformed [position][C_out / 16][C_in][16].
  /// @param weight  [C_out][3][3][C_in]; of the gradient of the inputs [C_in][3][3][C_out], turned by half
  void (*transform_weight)(const float* weight, bool is_turned, int64_t in_channels, int64_t out_channels,
                           int64_t first, int64_t last, float* transformed);
  /// The tiles [first, last), at most kBlockTiles, of y.
  /// @param scratch  kPositions * kBlockTiles * (C_in + C_out) floats
  void (*convolve)(const float* x, const float* transformed, const WinogradShape& shape, int64_t first,
                   int64_t last, float* scratch, float* y);
  /// One tile of x and of gradient_y: v [position][C_in / 16][kSumTiles][16], d [position][C_out /
  /// 16][kSumTiles][16].
  /// @param row  its place among the kSumTiles
  void (*transform_pair)(const float* x, const float* gradient_y, const WinogradShape& shape, int64_t tile,
                         int64_t row, float* v, float* d);
  /// sums [position][C_in / 16][C_out / 16][16][16] += v' d at one position, for one panel of input channels.
  void (*sum_products)(const float* v, const float* d, const WinogradShape& shape, int64_t num_rows,
                       int64_t position, int64_t panel, float* sums);
  /// G' sums G for one panel of input channels -> gradient_weight [C_out][3][3][C_in].
  void (*restore_weight)(const float* sums, const WinogradShape& shape, int64_t panel,
                         float* gradient_weight);
};

extern const WinogradLoops kWinogradLoopsAvx2;

}  // namespace affekt
