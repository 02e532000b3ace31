#include "ingest/demo/demo_vocal_emotion.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace affekt {
namespace {

/// Differences to neutral speech when an emotion is shown strongly; for rate and formant_scale the natural
/// logarithm of the factor. The directions follow Juslin and Laukka, "Communication of emotions in vocal
/// expression and music performance", 2003; the sizes are chosen so that neighbours overlap.
struct Tendency {
  double pitch_st, accent_st, final_st, log_rate, energy_db, effort, breath, jitter, tremor_st, log_formant;
};

constexpr std::array<Tendency, 8> kTendencies = {{
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},                                 // neutral
    {-1.0, -0.8, 0, -0.18, -5, -0.5, 0.05, 0, 0, 0},                // calm
    {4.0, 3.0, 2.5, 0.10, 4, 0.35, 0, 0, 0, 0.05},                  // happy
    {-0.5, -1.4, -1.5, -0.30, -7, -0.7, 0.09, 0.004, 0.35, -0.01},  // sad
    {3.0, 1.5, -2.0, 0.14, 9, 1.0, 0, 0.012, 0, 0.02},              // angry
    {6.5, -0.2, 1.0, 0.20, 1, -0.1, 0.10, 0.006, 0.9, 0.01},        // fearful
    {-2.0, 1.0, -3.0, -0.22, 0, 0.15, 0.02, 0.025, 0, -0.05},       // disgust
    {7.0, 4.0, 7.0, 0.02, 3, 0.15, 0.04, 0, 0, 0.01},               // surprised
}};

constexpr double kNormalIntensity = 0.65;  // of the strong one

/// Random deviations of the given size from nothing.
Tendency draw_deviation(RandomStream& stream, double size) {
  const auto normal = [&] { return size * stream.normal(); };
  Tendency drawn{};
  drawn.pitch_st = 1.2 * normal();
  drawn.accent_st = 0.8 * normal();
  drawn.final_st = 1.2 * normal();
  drawn.log_rate = 0.08 * normal();
  drawn.energy_db = 2.0 * normal();
  drawn.effort = 0.2 * normal();
  drawn.breath = 0.015 * normal();
  drawn.jitter = 0.003 * normal();
  drawn.tremor_st = 0.12 * normal();
  drawn.log_formant = 0.012 * normal();
  return drawn;
}

void add(const Tendency& tendency, double factor, VocalExpression& expression) {
  expression.pitch_st += factor * tendency.pitch_st;
  expression.accent_st += factor * tendency.accent_st;
  expression.final_st += factor * tendency.final_st;
  expression.rate *= std::exp(factor * tendency.log_rate);
  expression.energy_db += factor * tendency.energy_db;
  expression.effort += factor * tendency.effort;
  expression.breath += factor * tendency.breath;
  expression.jitter += factor * tendency.jitter;
  expression.tremor_st += factor * tendency.tremor_st;
  expression.formant_scale *= std::exp(factor * tendency.log_formant);
}

}  // namespace

DemoSpeaker draw_speaker(int actor, uint64_t seed) {
  RandomStream stream(seed, "demo_speaker", static_cast<uint64_t>(actor));
  const bool is_male = actor % 2 == 1;
  DemoSpeaker speaker;
  speaker.pitch_hz = (is_male ? 115 : 205) * std::exp(0.12 * stream.normal());
  speaker.formant_scale = (is_male ? 1.0 : 1.16) * std::exp(0.03 * stream.normal());
  speaker.level_db = 2.0 * stream.normal();
  speaker.expressiveness = std::clamp(1.0 + 0.2 * stream.normal(), 0.6, 1.4);
  add(draw_deviation(stream, 0.7), 1, speaker.habit);
  return speaker;
}

VocalExpression draw_vocal_expression(int emotion, int intensity, const DemoSpeaker& speaker,
                                      RandomStream& stream) {
  constexpr int kStrong = 2;
  VocalExpression expression = speaker.habit;
  const double shown = (intensity == kStrong ? 1.0 : kNormalIntensity) * speaker.expressiveness;
  add(kTendencies.at(static_cast<size_t>(emotion - 1)), shown, expression);
  add(draw_deviation(stream, 0.8), 1, expression);
  expression.effort = std::clamp(expression.effort, -1.0, 1.2);
  expression.breath = std::clamp(expression.breath, 0.005, 0.3);
  expression.jitter = std::clamp(expression.jitter, 0.001, 0.06);
  expression.tremor_st = std::max(0.0, expression.tremor_st);
  expression.accent_st = std::max(0.2, expression.accent_st);
  expression.rate = std::clamp(expression.rate, 0.5, 2.0);
  return expression;
}

}  // namespace affekt
