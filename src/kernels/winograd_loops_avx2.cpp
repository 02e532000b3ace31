// Winograd's F(2x2, 3x3) (Lavin and Gray, 2016) on panels of 16 channels. Includes nothing of the standard
// library beyond integer types: see norm_relu_loops.inl.
#include "kernels/winograd_loops.h"

namespace affekt {
namespace {

typedef float Vec __attribute__((vector_size(32)));
typedef float LooseVec __attribute__((vector_size(32), aligned(4), may_alias));
constexpr int64_t kLanes = WinogradLoops::kLanes, kPositions = WinogradLoops::kPositions,
                  kBlockTiles = WinogradLoops::kBlockTiles, kSumTiles = WinogradLoops::kSumTiles;
constexpr int64_t kHalf = 8;  // values of a Vec

inline Vec load(const float* p) {
  return *reinterpret_cast<const LooseVec*>(p);
}
inline void store(float* p, Vec v) {
  *reinterpret_cast<LooseVec*>(p) = v;
}

struct Tile {
  int64_t image, row, column;  // of its first output pixel
  Tile(const WinogradShape& s, int64_t index) {
    const int64_t columns = s.tile_columns(), rows = s.tile_rows();
    column = 2 * (index % columns);
    row = 2 * (index / columns % rows);
    image = index / (columns * rows);
  }
};

/// B' d B of the 4x4 pixels around a tile, for all channels: out[position * position_stride + panel *
/// panel_stride + lane].
inline void transform_input(const float* x, const WinogradShape& s, const Tile& tile, int64_t position_stride,
                            int64_t panel_stride, float* out) {
  const int64_t C = s.in_channels;
  for (int64_t c = 0; c < C; c += kHalf) {
    Vec t[4][4];
    for (int64_t j = 0; j < 4; ++j) {
      Vec d[4];
      for (int64_t i = 0; i < 4; ++i) {
        const int64_t h = tile.row - 1 + i, w = tile.column - 1 + j;
        const bool is_inside = h >= 0 && h < s.height && w >= 0 && w < s.width;
        d[i] = is_inside ? load(x + ((tile.image * s.height + h) * s.width + w) * C + c) : Vec{};
      }
      t[0][j] = d[0] - d[2];
      t[1][j] = d[1] + d[2];
      t[2][j] = d[2] - d[1];
      t[3][j] = d[1] - d[3];
    }
    float* to = out + c / kLanes * panel_stride + c % kLanes;
    for (int64_t i = 0; i < 4; ++i) {
      store(to + (4 * i) * position_stride, t[i][0] - t[i][2]);
      store(to + (4 * i + 1) * position_stride, t[i][1] + t[i][2]);
      store(to + (4 * i + 2) * position_stride, t[i][2] - t[i][1]);
      store(to + (4 * i + 3) * position_stride, t[i][1] - t[i][3]);
    }
  }
}

/// A' m A -> the up to 2x2 pixels of a tile of y.
inline void transform_output(const float* m, const WinogradShape& s, const Tile& tile,
                             int64_t position_stride, int64_t panel_stride, float* y) {
  const int64_t C = s.out_channels;
  const bool has_right = tile.column + 1 < s.width, has_below = tile.row + 1 < s.height;
  float* top = y + ((tile.image * s.height + tile.row) * s.width + tile.column) * C;
  float* below = top + s.width * C;
  for (int64_t c = 0; c < C; c += kHalf) {
    const float* from = m + c / kLanes * panel_stride + c % kLanes;
    Vec t[2][4];
    for (int64_t j = 0; j < 4; ++j) {
      const Vec m0 = load(from + j * position_stride), m1 = load(from + (4 + j) * position_stride);
      const Vec m2 = load(from + (8 + j) * position_stride), m3 = load(from + (12 + j) * position_stride);
      t[0][j] = m0 + m1 + m2;
      t[1][j] = m1 - m2 - m3;
    }
    store(top + c, t[0][0] + t[0][1] + t[0][2]);
    if (has_right) store(top + C + c, t[0][1] - t[0][2] - t[0][3]);
    if (!has_below) continue;
    store(below + c, t[1][0] + t[1][1] + t[1][2]);
    if (has_right) store(below + C + c, t[1][1] - t[1][2] - t[1][3]);
  }
}

/// A d A' of the 2x2 gradients of a tile: the output's transform turned round.
inline void transform_gradient(const float* gradient_y, const WinogradShape& s, const Tile& tile,
                               int64_t position_stride, int64_t panel_stride, float* out) {
  const int64_t C = s.out_channels;
  const bool has_right = tile.column + 1 < s.width, has_below = tile.row + 1 < s.height;
  const float* top = gradient_y + ((tile.image * s.height + tile.row) * s.width + tile.column) * C;
  const float* below = top + s.width * C;
  for (int64_t c = 0; c < C; c += kHalf) {
    const Vec zero{};
    const Vec g[2][2] = {
        {load(top + c), has_right ? load(top + C + c) : zero},
        {has_below ? load(below + c) : zero, has_below && has_right ? load(below + C + c) : zero}};
    float* to = out + c / kLanes * panel_stride + c % kLanes;
    const Vec rows[4][2] = {{g[0][0], g[0][1]},
                            {g[0][0] + g[1][0], g[0][1] + g[1][1]},
                            {g[0][0] - g[1][0], g[0][1] - g[1][1]},
                            {-g[1][0], -g[1][1]}};
    for (int64_t i = 0; i < 4; ++i) {
      store(to + (4 * i) * position_stride, rows[i][0]);
      store(to + (4 * i + 1) * position_stride, rows[i][0] + rows[i][1]);
      store(to + (4 * i + 2) * position_stride, rows[i][0] - rows[i][1]);
      store(to + (4 * i + 3) * position_stride, -rows[i][1]);
    }
  }
}

/// The 3x3 weights of 16 input and 16 output channels, the latter side by side.
struct WeightPanel {
  float taps[9][kLanes][kLanes];
};

inline void transform_panel(const WeightPanel& weight, int64_t in, int64_t position_stride, float* out) {
  for (int64_t half = 0; half < kLanes; half += kHalf) {
    Vec t[4][3];
    for (int64_t j = 0; j < 3; ++j) {
      const Vec g0 = load(weight.taps[j][in] + half), g1 = load(weight.taps[3 + j][in] + half);
      const Vec g2 = load(weight.taps[6 + j][in] + half);
      t[0][j] = g0;
      t[1][j] = (g0 + g2 + g1) * 0.5f;
      t[2][j] = (g0 + g2 - g1) * 0.5f;
      t[3][j] = g2;
    }
    for (int64_t i = 0; i < 4; ++i) {
      store(out + half + (4 * i) * position_stride, t[i][0]);
      store(out + half + (4 * i + 1) * position_stride, (t[i][0] + t[i][2] + t[i][1]) * 0.5f);
      store(out + half + (4 * i + 2) * position_stride, (t[i][0] + t[i][2] - t[i][1]) * 0.5f);
      store(out + half + (4 * i + 3) * position_stride, t[i][2]);
    }
  }
}

void transform_weight(const float* weight, bool is_turned, int64_t in_channels, int64_t out_channels,
                      int64_t first, int64_t last, float* transformed) {
  WeightPanel panel;
  for (int64_t out = first * kLanes; out < last * kLanes; out += kLanes) {
    for (int64_t in = 0; in < in_channels; in += kLanes) {
      for (int64_t tap = 0; tap < 9; ++tap)
        for (int64_t a = 0; a < kLanes; ++a) {
          const float* from = is_turned ? weight + ((in + a) * 9 + 8 - tap) * out_channels + out
                                        : weight + ((out + a) * 9 + tap) * in_channels + in;
          for (int64_t b = 0; b < kLanes; ++b)
            panel.taps[tap][is_turned ? a : b][is_turned ? b : a] = from[b];
        }
      for (int64_t i = 0; i < kLanes; ++i)
        transform_panel(panel, i, in_channels * out_channels,
                        transformed + out * in_channels + (in + i) * kLanes);
    }
  }
}

constexpr int64_t kRows = 6;  // of tiles in registers: with two Vec each, 12 of the 16

/// m[kRows][16] = v[kRows][C_in] times u[C_in][16]
inline void multiply_rows(const float* v, int64_t panel_stride, const float* u, int64_t in_channels,
                          float* m) {
  Vec sum[kRows][2] = {};
  for (int64_t panel = 0; panel < in_channels; panel += kLanes, v += panel_stride) {
    for (int64_t k = 0; k < kLanes; ++k, u += kLanes) {
      const Vec left = load(u), right = load(u + kHalf);
#pragma GCC unroll 6
      for (int64_t i = 0; i < kRows; ++i) {
        const float a = v[i * kLanes + k];
        sum[i][0] += a * left;
        sum[i][1] += a * right;
      }
    }
  }
#pragma GCC unroll 6
  for (int64_t i = 0; i < kRows; ++i) {
    store(m + i * kLanes, sum[i][0]);
    store(m + i * kLanes + kHalf, sum[i][1]);
  }
}

void convolve(const float* x, const float* transformed, const WinogradShape& s, int64_t first, int64_t last,
              float* scratch, float* y) {
  const int64_t panel_stride = kBlockTiles * kLanes, in = s.in_channels, out = s.out_channels;
  const int64_t v_stride = kBlockTiles * in, m_stride = kBlockTiles * out;
  float *v = scratch, *m = scratch + kPositions * v_stride;
  const int64_t count = last - first, padded = (count + kRows - 1) / kRows * kRows;
  for (int64_t i = 0; i < count; ++i)
    transform_input(x, s, Tile(s, first + i), v_stride, panel_stride, v + i * kLanes);
  for (int64_t position = 0; position < kPositions; ++position)  // rows that no tile fills
    for (int64_t panel = 0; panel < in / kLanes; ++panel)
      for (int64_t i = count * kLanes; i < padded * kLanes; ++i)
        v[position * v_stride + panel * panel_stride + i] = 0;
  for (int64_t position = 0; position < kPositions; ++position)
    for (int64_t panel = 0; panel < out / kLanes; ++panel)
      for (int64_t i = 0; i < padded; i += kRows)
        multiply_rows(v + position * v_stride + i * kLanes, panel_stride,
                      transformed + (position * out + panel * kLanes) * in, in,
                      m + position * m_stride + panel * panel_stride + i * kLanes);
  for (int64_t i = 0; i < count; ++i)
    transform_output(m + i * kLanes, s, Tile(s, first + i), m_stride, panel_stride, y);
}

void transform_pair(const float* x, const float* gradient_y, const WinogradShape& s, int64_t tile,
                    int64_t row, float* v, float* d) {
  const int64_t panel_stride = kSumTiles * kLanes;
  transform_input(x, s, Tile(s, tile), kSumTiles * s.in_channels, panel_stride, v + row * kLanes);
  transform_gradient(gradient_y, s, Tile(s, tile), kSumTiles * s.out_channels, panel_stride,
                     d + row * kLanes);
}

void sum_products(const float* v, const float* d, const WinogradShape& s, int64_t num_rows, int64_t position,
                  int64_t panel, float* sums) {
  constexpr int64_t kStep = 4;
  const int64_t num_out = s.out_channels / kLanes;
  const float* left = v + position * kSumTiles * s.in_channels + panel * kSumTiles * kLanes;
  float* to = sums + (position * s.in_channels / kLanes + panel) * num_out * kLanes * kLanes;
  for (int64_t out = 0; out < num_out; ++out, to += kLanes * kLanes) {
    const float* right = d + position * kSumTiles * s.out_channels + out * kSumTiles * kLanes;
    for (int64_t first = 0; first < kLanes; first += kStep) {
      Vec sum[kStep][2];
#pragma GCC unroll 4
      for (int64_t i = 0; i < kStep; ++i) {
        sum[i][0] = load(to + (first + i) * kLanes);
        sum[i][1] = load(to + (first + i) * kLanes + kHalf);
      }
      for (int64_t row = 0; row < num_rows; ++row) {
        const Vec a = load(right + row * kLanes), b = load(right + row * kLanes + kHalf);
#pragma GCC unroll 4
        for (int64_t i = 0; i < kStep; ++i) {
          const float factor = left[row * kLanes + first + i];
          sum[i][0] += factor * a;
          sum[i][1] += factor * b;
        }
      }
#pragma GCC unroll 4
      for (int64_t i = 0; i < kStep; ++i) {
        store(to + (first + i) * kLanes, sum[i][0]);
        store(to + (first + i) * kLanes + kHalf, sum[i][1]);
      }
    }
  }
}

void restore_weight(const float* sums, const WinogradShape& s, int64_t panel, float* gradient_weight) {
  const int64_t position_stride = s.in_channels * s.out_channels;
  WeightPanel weight;
  for (int64_t out = 0; out < s.out_channels; out += kLanes) {
    for (int64_t in = 0; in < kLanes; ++in) {
      const float* from = sums + (panel * s.out_channels + out + in) * kLanes;
      for (int64_t half = 0; half < kLanes; half += kHalf) {
        Vec t[3][4];
        for (int64_t j = 0; j < 4; ++j) {
          const Vec u0 = load(from + half + j * position_stride),
                    u1 = load(from + half + (4 + j) * position_stride);
          const Vec u2 = load(from + half + (8 + j) * position_stride);
          const Vec u3 = load(from + half + (12 + j) * position_stride);
          t[0][j] = u0 + (u1 + u2) * 0.5f;
          t[1][j] = (u1 - u2) * 0.5f;
          t[2][j] = (u1 + u2) * 0.5f + u3;
        }
        for (int64_t i = 0; i < 3; ++i) {
          store(weight.taps[3 * i][in] + half, t[i][0] + (t[i][1] + t[i][2]) * 0.5f);
          store(weight.taps[3 * i + 1][in] + half, (t[i][1] - t[i][2]) * 0.5f);
          store(weight.taps[3 * i + 2][in] + half, (t[i][1] + t[i][2]) * 0.5f + t[i][3]);
        }
      }
    }
    for (int64_t a = 0; a < kLanes; ++a)
      for (int64_t tap = 0; tap < 9; ++tap) {
        float* to = gradient_weight + ((out + a) * 9 + tap) * s.in_channels + panel * kLanes;
        for (int64_t in = 0; in < kLanes; ++in) to[in] = weight.taps[tap][in][a];
      }
  }
}

}  // namespace

const WinogradLoops kWinogradLoopsAvx2 = {transform_weight, convolve, transform_pair, sum_products,
                                          restore_weight};

}  // namespace affekt
