#include "ingest/demo/demo_voice.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace affekt {
namespace {

constexpr double kVoicePi = 3.14159265358979323846;
constexpr double kControlSeconds = 0.005;  // the vocal tract moves in steps of this length

/// A piece of a sentence during which the mouth heads for one position.
struct Sound {
  double seconds;
  double f1_hz, f2_hz, f3_hz;  // resonances of the vocal tract, of an average man
  double voice;                // amplitude of the glottal pulses
  double noise;                // amplitude of the hiss
  double noise_hz;             // its centre
  double accent;               // 0..1, of the pitch
};

using Sentence = std::vector<Sound>;

// Resonances of vowels: Peterson and Barney, "Control methods used in a study of the vowels", 1952.
constexpr Sound kKit = {0.11, 390, 1990, 2550, 1.0, 0, 0, 0.3};
constexpr Sound kStart = {0.14, 730, 1090, 2440, 0.9, 0, 0, 0.1};
constexpr Sound kThought = {0.15, 570, 840, 2410, 1.0, 0, 0, 1.0};
constexpr Sound kPrice = {0.17, 680, 1350, 2450, 0.95, 0, 0, 0.5};
constexpr Sound kSchwa = {0.07, 500, 1350, 2450, 0.7, 0, 0, 0};
constexpr Sound kNorth = {0.24, 560, 860, 2300, 0.95, 0, 0, 0.6};
constexpr Sound kNasal = {0.07, 280, 1300, 2300, 0.35, 0, 0, 0};
constexpr Sound kVoicedStop = {0.05, 220, 1400, 2400, 0.12, 0, 0, 0};
constexpr Sound kPause = {0.05, 400, 1500, 2500, 0, 0, 0, 0};
constexpr Sound kBurstK = {0.03, 400, 1700, 2400, 0, 0.5, 2300, 0};
constexpr Sound kBurstT = {0.03, 400, 1800, 2600, 0, 0.5, 4500, 0};
constexpr Sound kHissS = {0.10, 400, 1700, 2600, 0, 0.35, 5800, 0};
constexpr Sound kHissZ = {0.07, 300, 1700, 2600, 0.15, 0.25, 5500, 0};

Sound stressed(Sound sound) {
  sound.accent = 1.0;
  return sound;
}

Sentence make_kids_are_talking() {
  return {kPause,  kBurstK,  stressed(kKit), kVoicedStop, kHissZ, kStart, kPause,
          kBurstT, kThought, kPause,         kBurstK,     kKit,   kNasal};
}

Sentence make_dogs_are_sitting() {
  return {kVoicedStop,    kThought, kVoicedStop, kHissZ, kStart, kHissS,
          stressed(kKit), kPause,   kBurstT,     kKit,   kNasal};
}

Sentence make_sentence(int statement) {
  Sentence sentence = statement == 1 ? make_kids_are_talking() : make_dogs_are_sitting();
  for (const Sound& sound : {kVoicedStop, kPrice, kVoicedStop, kSchwa, kVoicedStop, kNorth}) {  // by the door
    sentence.push_back(sound);
  }
  return sentence;
}

/// Two poles, gain 1 at 0 Hz (Klatt, 1980).
class Resonator {
 public:
  void tune(double frequency_hz, double bandwidth_hz, double sample_rate_hz) {
    const double radius = std::exp(-kVoicePi * bandwidth_hz / sample_rate_hz);
    c_ = -radius * radius;
    b_ = 2 * radius * std::cos(2 * kVoicePi * frequency_hz / sample_rate_hz);
    a_ = 1 - b_ - c_;
  }
  double step(double input) {
    const double output = a_ * input + b_ * last_ + c_ * before_last_;
    before_last_ = last_;
    return last_ = output;
  }

 private:
  double a_ = 1, b_ = 0, c_ = 0, last_ = 0, before_last_ = 0;
};

/// Follows a target with a time constant.
class Glide {
 public:
  explicit Glide(double value) : value_(value) {}
  double step(double target, double share) { return value_ += share * (target - value_); }
  double value() const { return value_; }

 private:
  double value_;
};

/// Derivative of the glottal flow (Klatt and Klatt, 1990): the flow rises as x^2 - x^3 while the glottis is
/// open and stops at once.
double glottal_pulse(double phase, double open_share) {
  const double x = phase / open_share;
  return x < 1 ? 2 * x - 3 * x * x : 0;
}

/// Draws the utterance sample by sample.
class Speaking {
 public:
  Speaking(const DemoUtterance& utterance, RandomStream& stream)
      : utterance_(utterance),
        expression_(utterance.expression),
        stream_(stream),
        rate_hz_(static_cast<double>(utterance.sample_rate_hz)),
        sentence_(make_sentence(utterance.statement)) {
    for (Sound& sound : sentence_) {
      sound.seconds *= std::exp(0.08 * stream_.normal()) / expression_.rate;
      sentence_seconds_ += sound.seconds;
    }
    tremor_phase_ = 2 * kVoicePi * stream_.uniform();
    tremor_hz_ = stream_.uniform(5, 6);
  }

  std::vector<float> run() {
    add_pause(stream_.uniform(0.3, 0.7));
    double begin = 0;
    for (size_t i = 0; i < sentence_.size(); ++i) {
      add_sound(sentence_[i], begin);
      begin += sentence_[i].seconds;
    }
    add_pause(stream_.uniform(0.3, 0.7));
    return finish();
  }

 private:
  void add_pause(double seconds) {
    Sound silence = kPause;
    silence.seconds = seconds;
    add_sound(silence, voice_.empty() ? 0 : sentence_seconds_);
  }

  void add_sound(const Sound& sound, double begin_s) {
    const auto count = static_cast<int64_t>(sound.seconds * rate_hz_);
    const auto control = std::max<int64_t>(1, static_cast<int64_t>(kControlSeconds * rate_hz_));
    for (int64_t i = 0; i < count; ++i) {
      if (i % control == 0) move(sound, begin_s + static_cast<double>(i) / rate_hz_);
      voice_.push_back(static_cast<float>(step()));
    }
  }

  /// Every 5 ms: where the mouth and the pitch are.
  void move(const Sound& sound, double time_s) {
    constexpr double kMouthShare = 0.25, kVoiceShare = 0.4, kPitchShare = 0.12;  // of the way, per step
    const double scale = utterance_.speaker.formant_scale * expression_.formant_scale;
    const std::array<double, 4> targets = {sound.f1_hz, sound.f2_hz, sound.f3_hz, 3500};
    const std::array<double, 4> bandwidths = {70, 90, 140, 250};
    for (size_t i = 0; i < targets.size(); ++i) {
      const double frequency = formants_[i].step(targets[i], kMouthShare) * scale;
      tract_[i].tune(std::min(frequency, 0.45 * rate_hz_), bandwidths[i], rate_hz_);
    }
    voicing_.step(sound.voice, kVoiceShare);
    hiss_.step(sound.noise, 0.6);
    if (sound.noise > 0) hiss_filter_.tune(std::min(sound.noise_hz, 0.42 * rate_hz_), 1200, rate_hz_);
    const double declination_st = -2.0 * time_s / std::max(0.1, sentence_seconds_);
    const double end = std::clamp((time_s - 0.8 * sentence_seconds_) / (0.2 * sentence_seconds_), 0.0, 1.0);
    const double tremor =
        expression_.tremor_st * std::sin(2 * kVoicePi * tremor_hz_ * time_s + tremor_phase_);
    const double target_st = expression_.pitch_st + expression_.accent_st * sound.accent + declination_st +
                             expression_.final_st * end;
    pitch_hz_ =
        utterance_.speaker.pitch_hz * std::exp2((pitch_st_.step(target_st, kPitchShare) + tremor) / 12);
    // The more effort, the less the high partials of the voice are damped.
    const double cutoff_hz = 1500 * std::exp2(1.6 * expression_.effort);
    tilt_share_ = 1 - std::exp(-2 * kVoicePi * cutoff_hz / rate_hz_);
  }

  double step() {
    phase_ += pitch_hz_ * period_scale_ / rate_hz_;
    if (phase_ >= 1) {
      phase_ -= 1;
      period_scale_ = std::exp(expression_.jitter * stream_.normal());
      period_gain_ = std::exp(3 * expression_.jitter * stream_.normal());
    }
    const double open_share = std::clamp(0.62 - 0.15 * expression_.effort, 0.35, 0.85);
    const double pulse = tilt_.step(period_gain_ * glottal_pulse(phase_, open_share), tilt_share_);
    const double breath = expression_.breath * stream_.normal() * (phase_ < open_share ? 1.0 : 0.4);
    double sound = voicing_.value() * (pulse + breath);
    for (Resonator& resonator : tract_) sound = resonator.step(sound);
    return sound + 0.5 * hiss_filter_.step(hiss_.value() * stream_.normal() * 0.5);
  }

  /// Sets the level, and bends what would go beyond full scale.
  std::vector<float> finish() {
    double energy = 0;
    for (const float sample : voice_) energy += double{sample} * sample;
    const double rms = std::sqrt(energy / static_cast<double>(voice_.size()));
    const double level_db = -30 + utterance_.speaker.level_db + expression_.energy_db;
    const double gain = std::pow(10, level_db / 20) / rms;
    for (float& sample : voice_) {
      const double with_room = gain * sample + 2e-4 * stream_.normal();
      sample = static_cast<float>(0.99 * std::tanh(with_room / 0.99));
    }
    return std::move(voice_);
  }

  const DemoUtterance& utterance_;
  const VocalExpression& expression_;
  RandomStream& stream_;
  double rate_hz_;
  Sentence sentence_;
  double sentence_seconds_ = 0, tremor_phase_ = 0, tremor_hz_ = 5;
  std::vector<float> voice_;
  std::array<Glide, 4> formants_ = {Glide(400), Glide(1500), Glide(2500), Glide(3500)};
  std::array<Resonator, 4> tract_;
  Resonator hiss_filter_;
  Glide voicing_{0}, hiss_{0}, pitch_st_{0}, tilt_{0};
  double phase_ = 0, pitch_hz_ = 100, period_scale_ = 1, period_gain_ = 1, tilt_share_ = 1;
};

}  // namespace

std::vector<float> speak(const DemoUtterance& utterance, RandomStream& stream) {
  return Speaking(utterance, stream).run();
}

}  // namespace affekt
