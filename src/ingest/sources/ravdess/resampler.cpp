#include "ingest/sources/ravdess/resampler.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string>
#include <utility>

#include "core/error.h"

namespace affekt {
namespace {

constexpr unsigned long kQuality = SOXR_HQ;
/// Beyond so many samples of the lower rate libsoxr's filters are below 1e-9.
constexpr int64_t kReach = 112;

void check(soxr_error_t error) {
  AFFEKT_CHECK(error == nullptr, std::string("libsoxr: ") + (error ? error : ""));
}

}  // namespace

Resampler::Resampler(int64_t from_hz, int64_t to_hz) : from_hz_(from_hz), to_hz_(to_hz) {
  if (from_hz == to_hz) return;
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(kQuality, 0);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  soxr_error_t error = nullptr;
  soxr_ = soxr_create(static_cast<double>(from_hz), static_cast<double>(to_hz), 1, &error, &io, &quality,
                      &runtime);
  check(error);
}

Resampler::~Resampler() {
  soxr_delete(soxr_);
}

void Resampler::add(const std::vector<float>& block) {
  num_frames_ += block.size();
  if (soxr_ == nullptr) {
    samples_.insert(samples_.end(), block.begin(), block.end());
    return;
  }
  size_t consumed = 0;
  while (consumed < block.size()) {
    size_t taken = 0;
    draw(block.data() + consumed, block.size() - consumed, &taken);
    consumed += taken;
  }
}

std::vector<float> Resampler::finish() {
  while (soxr_ != nullptr && draw(nullptr, 0, nullptr) > 0) {
  }
  const auto length = static_cast<size_t>(std::llround(
      static_cast<double>(num_frames_) * static_cast<double>(to_hz_) / static_cast<double>(from_hz_)));
  if (samples_.size() > length) samples_.resize(length);
  return std::move(samples_);
}

size_t Resampler::draw(const float* block, size_t num_frames, size_t* taken) {
  drawn_.resize(65536);
  size_t produced = 0;
  check(soxr_process(soxr_, block, num_frames, taken, drawn_.data(), drawn_.size(), &produced));
  samples_.insert(samples_.end(), drawn_.begin(), drawn_.begin() + static_cast<std::ptrdiff_t>(produced));
  return produced;
}

std::vector<float> measure_resampling_taps(int64_t from_hz, int64_t to_hz) {
  const int64_t divisor = std::gcd(from_hz, to_hz), up = to_hz / divisor, down = from_hz / divisor;
  const int64_t reach = (kReach * std::max(from_hz, to_hz) + to_hz - 1) / to_hz;  // in inputs
  // Impulses too far apart to meet. Each lies by one input later among the outputs than the one before: all
  // phases.
  const int64_t gap = down * ((2 * reach + down) / down) + 1;
  std::vector<double> impulses(static_cast<size_t>(gap * (down + 1)));
  for (int64_t i = 0; i < down; ++i) impulses[static_cast<size_t>(gap / 2 + i * gap)] = 1;
  std::vector<double> answers(impulses.size() * static_cast<size_t>(up) / static_cast<size_t>(down) + 1);
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT64_I, SOXR_FLOAT64_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(kQuality, SOXR_DOUBLE_PRECISION);
  size_t num_answers = 0;
  check(soxr_oneshot(static_cast<double>(from_hz), static_cast<double>(to_hz), 1, impulses.data(),
                     impulses.size(), nullptr, answers.data(), answers.size(), &num_answers, &io, &quality,
                     nullptr));
  std::vector<float> taps(static_cast<size_t>(reach * up + 1));
  for (int64_t i = 0; i < down; ++i) {
    const int64_t place = (gap / 2 + i * gap) * up;  // of the impulse; answer n has the place n * down
    const int64_t last = std::min((place + reach * up) / down, static_cast<int64_t>(num_answers) - 1);
    for (int64_t n = std::max<int64_t>(0, (place - reach * up + down - 1) / down); n <= last; ++n)
      taps[static_cast<size_t>(std::abs(n * down - place))] =
          static_cast<float>(answers[static_cast<size_t>(n)]);
  }
  return taps;
}

}  // namespace affekt
