#include "ingest/demo/demo_song_features.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace affekt {
namespace {

struct Style {
  double share;                                           // of the songs
  double intensity, positivity, acoustic, groove, words;  // means of the latent factors
  double instrumental, live, major;                       // probabilities
  double tempo, tempo_spread;                             // beats a minute; deviation of the logarithm
  double duration_s, popularity;
};

constexpr std::array<Style, 8> kStyles = {{
    {0.14, -0.8, 0.1, 1.3, -0.1, -0.3, 0.08, 0.10, 0.75, 108, 0.22, 215, 38},  // folk
    {0.20, 0.7, 0.7, -0.8, 0.8, 0.0, 0.03, 0.05, 0.60, 120, 0.08, 205, 55},    // dance pop
    {0.14, 0.3, 0.1, -0.4, 0.9, 1.9, 0.01, 0.07, 0.50, 96, 0.24, 200, 52},     // rap
    {0.13, 1.6, -0.5, -1.5, -0.9, 0.3, 0.12, 0.10, 0.60, 135, 0.20, 240, 36},  // metal
    {0.08, -1.9, -1.2, 1.0, -1.1, -0.6, 0.90, 0.03, 0.50, 95, 0.28, 260, 28},  // ambient
    {0.11, 1.0, -0.1, -1.5, 0.8, -0.2, 0.70, 0.06, 0.50, 126, 0.05, 330, 34},  // club
    {0.11, -0.3, 0.6, 0.7, 0.4, -0.2, 0.20, 0.14, 0.62, 104, 0.20, 245, 33},   // soul
    {0.09, -0.7, -0.8, 0.4, -0.3, -0.4, 0.02, 0.08, 0.70, 78, 0.16, 235, 45},  // ballad
}};
constexpr double kWithinStyle = 0.55;  // deviation of the latent factors: neighbouring styles overlap

const Style& draw_style(RandomStream& stream) {
  double rest = stream.uniform();
  for (const Style& style : kStyles) {
    rest -= style.share;
    if (rest < 0) return style;
  }
  return kStyles.back();
}

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

double draw_instrumentalness(const Style& style, RandomStream& stream) {
  if (stream.bernoulli(style.instrumental)) return logistic(1.7 + 0.8 * stream.normal());
  return stream.bernoulli(0.45) ? 0 : std::pow(10, stream.uniform(-6, -2));
}

double draw_tempo(const Style& style, RandomStream& stream) {
  double tempo = style.tempo * std::exp(style.tempo_spread * stream.normal());
  // Beat trackers take one in twelve songs at double or half its tempo.
  if (stream.bernoulli(1.0 / 12)) tempo *= tempo < 110 ? 2 : 0.5;
  return std::clamp(tempo, 40.0, 218.0);
}

int64_t round_within(double value, double low, double high) {
  return std::llround(std::clamp(value, low, high));
}

}  // namespace

DemoSongFeatures draw_song_features(RandomStream& stream) {
  const Style& style = draw_style(stream);
  const auto latent = [&](double mean) { return mean + kWithinStyle * stream.normal(); };
  const auto noise = [&](double deviation) { return deviation * stream.normal(); };
  const double intensity = latent(style.intensity), positivity = latent(style.positivity),
               acoustic = latent(style.acoustic), groove = latent(style.groove), words = latent(style.words);
  DemoSongFeatures song;
  song.energy = logistic(0.55 + 1.15 * intensity + noise(0.3));
  song.loudness = std::clamp(-9.5 + 4.2 * intensity + noise(1.3), -45.0, 0.5);
  song.acousticness = logistic(-0.9 + 1.9 * acoustic - 0.6 * intensity + noise(0.6));
  song.danceability = logistic(0.35 + 0.75 * groove + 0.15 * positivity + noise(0.25));
  song.valence = logistic(-0.1 + 1.15 * positivity + 0.25 * groove + noise(0.4));
  song.speechiness = 0.025 + 0.45 * logistic(-3.2 + 1.35 * words + noise(0.4));
  song.instrumentalness = draw_instrumentalness(style, stream);
  song.liveness =
      stream.bernoulli(style.live) ? stream.uniform(0.5, 0.98) : std::min(0.6, 0.11 * std::exp(noise(0.5)));
  song.tempo = draw_tempo(style, stream);
  song.key = static_cast<int64_t>(stream.below(12));
  song.mode = stream.bernoulli(style.major) ? 1 : 0;
  song.duration_ms = round_within(1000 * style.duration_s * std::exp(noise(0.28)), 30000, 1800000);
  song.popularity = round_within(style.popularity + noise(16), 0, 100);
  song.felt_valence = 0.75 * positivity + 0.25 * groove + 0.15 * intensity + 0.2 * (song.mode - 0.6);
  song.felt_arousal = 0.85 * intensity + 0.2 * groove - 0.15 * acoustic;
  return song;
}

}  // namespace affekt
