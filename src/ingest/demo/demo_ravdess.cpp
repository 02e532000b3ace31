#include "ingest/demo/demo_ravdess.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <vector>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "ingest/demo/demo_vocal_emotion.h"
#include "ingest/demo/demo_voice.h"
#include "ingest/sources/ravdess/ravdess_name.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// One of each fold of ravdess_5fold in turn, men and women alternating as far as that goes.
constexpr std::array<int, kNumRavdessActors> kActors = {2,  3,  10, 17, 4,  5,  6,  11, 8,  1,  14, 7,
                                                        12, 21, 22, 15, 18, 19, 24, 9,  16, 13, 20, 23};

void check_voice_options(const DemoDataOptions& options) {
  if (options.layout != "folders" && options.layout != "flat") {
    throw ConfigError("demo-data: layout folders or flat expected, '" + options.layout + "' got");
  }
  if (options.num_actors < 1 || options.num_actors > kNumRavdessActors) {
    throw ConfigError(
        fmt::format("demo-data: 1 to {} actors expected, {} got", kNumRavdessActors, options.num_actors));
  }
  if (options.num_repetitions < 1 || options.num_repetitions > 2) {
    throw ConfigError(
        fmt::format("demo-data: 1 or 2 repetitions expected, which are the numbers that RAVDESS's "
                    "names have, {} got",
                    options.num_repetitions));
  }
  if (options.sample_rate_hz != 16000 && options.sample_rate_hz != 48000) {
    throw ConfigError(fmt::format("demo-data: a sample rate of 16000 or 48000 Hz expected, {} got",
                                  options.sample_rate_hz));
  }
}

std::vector<RavdessName> plan_recordings(const DemoDataOptions& options) {
  constexpr int kNeutralVoice = 1;
  std::vector<RavdessName> names;
  for (int64_t i = 0; i < options.num_actors; ++i) {
    RavdessName name;
    name.actor = kActors.at(static_cast<size_t>(i));
    for (name.emotion = 1; name.emotion <= static_cast<int>(kRavdessClasses.size()); ++name.emotion) {
      for (name.intensity = 1; name.intensity <= (name.emotion == kNeutralVoice ? 1 : 2); ++name.intensity) {
        for (name.statement = 1; name.statement <= 2; ++name.statement) {
          for (name.repetition = 1; name.repetition <= options.num_repetitions; ++name.repetition) {
            names.push_back(name);
          }
        }
      }
    }
  }
  return names;
}

std::vector<int16_t> synthesise(const RavdessName& name, const DemoDataOptions& options) {
  DemoUtterance utterance;
  utterance.statement = name.statement;
  utterance.sample_rate_hz = options.sample_rate_hz;
  utterance.speaker = draw_speaker(name.actor, options.seed);
  const auto recording =
      static_cast<uint64_t>(((name.emotion * 4 + name.intensity) * 4 + name.statement) * 4 + name.repetition);
  RandomStream stream(options.seed, "demo_voice", static_cast<uint64_t>(name.actor), recording);
  utterance.expression = draw_vocal_expression(name.emotion, name.intensity, utterance.speaker, stream);
  std::vector<int16_t> samples;
  for (const float sample : speak(utterance, stream)) {
    samples.push_back(static_cast<int16_t>(std::lround(sample * 32767.0F)));
  }
  return samples;
}

void write_wav(const fs::path& path, const std::vector<int16_t>& samples, int64_t sample_rate_hz) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(sample_rate_hz);
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = nullptr;
  {
    static std::mutex mutex;  // libsndfile keeps the state of an opening in one place for all threads
    const std::lock_guard<std::mutex> lock(mutex);
    file = sf_open(path.c_str(), SFM_WRITE, &info);
  }
  if (file == nullptr) throw DataError(path.string() + ": can't be written");
  const auto count = static_cast<sf_count_t>(samples.size());
  const bool is_written = sf_writef_short(file, samples.data(), count) == count;
  if (sf_close(file) != SF_ERR_NO_ERROR || !is_written) throw DataError(path.string() + ": can't be written");
}

}  // namespace

int64_t make_demo_ravdess(const fs::path& directory, const DemoDataOptions& options) {
  check_voice_options(options);
  const std::vector<RavdessName> names = plan_recordings(options);
  const bool is_flat = options.layout == "flat";
  for (const RavdessName& name : names) {
    if (!is_flat) fs::create_directories(directory / ravdess_group(name.actor));
  }
  ProgressBar progress("Synthesising", static_cast<int64_t>(names.size()), "recordings");
  parallel_for(static_cast<int64_t>(names.size()), thread_count(), [&](int64_t i) {
    throw_if_interrupted("synthesising demo data");
    const RavdessName& name = names[static_cast<size_t>(i)];
    const fs::path folder = is_flat ? directory : directory / ravdess_group(name.actor);
    write_wav(folder / (format_ravdess_name(name) + ".wav"), synthesise(name, options),
              options.sample_rate_hz);
    progress.advance();
  });
  progress.finish();
  return static_cast<int64_t>(names.size());
}

}  // namespace affekt
