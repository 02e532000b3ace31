#include "ingest/sources/ravdess/audio_file.h"

#include <fcntl.h>
#include <sndfile.h>
#include <soxr.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>

#include "core/error.h"
#include "ingest/sources/ravdess/audio_container.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& reason) {
  throw DataError(path.string() + ": " + reason);
}

class FileDescriptor {
 public:
  explicit FileDescriptor(const fs::path& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (number_ < 0) refuse(path, std::string("can't be read: ") + std::strerror(errno));
  }
  ~FileDescriptor() { ::close(number_); }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

struct AudioCloser {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using OpenAudioFile = std::unique_ptr<SNDFILE, AudioCloser>;

void check_container(const fs::path& path, const FileDescriptor& descriptor) {
  struct stat status {};
  if (::fstat(descriptor.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    refuse(path, "an audio file expected, this is not a file");
  }
  if (status.st_size == 0) refuse(path, "empty file");
  const std::string truncation = find_truncation(descriptor.number());
  if (!truncation.empty()) refuse(path, truncation);
}

/// By name: sf_open_fd closes a foreign descriptor when it fails, and a second close hits another thread's
/// file.
OpenAudioFile open_audio(const fs::path& path, SF_INFO& info) {
  static std::mutex mutex;  // libsndfile keeps the reason of a failed opening in one place for all threads
  const std::lock_guard<std::mutex> lock(mutex);
  OpenAudioFile file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) {
    std::string reason = sf_strerror(nullptr);
    while (!reason.empty() && (reason.back() == '.' || reason.back() == '\n')) reason.pop_back();
    refuse(path, "no audio file that can be read (" + reason + "); WAV, FLAC, OGG and AIFF can");
  }
  const int container = info.format & SF_FORMAT_TYPEMASK;
  const auto known = {SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_FLAC, SF_FORMAT_OGG, SF_FORMAT_AIFF};
  if (std::find(known.begin(), known.end(), container) == known.end()) {
    refuse(path, "WAV, FLAC, OGG or AIFF expected, another kind of audio file got");
  }
  if (info.samplerate < 1000 || info.samplerate > 1000000) {
    refuse(path,
           "a sample rate of 1,000 to 1,000,000 Hz expected, " + std::to_string(info.samplerate) + " got");
  }
  return file;
}

/// Blocks of one rate in, all samples of the other rate out: a recording of hours needs no memory for its own
/// rate. The result doesn't depend on the size of the blocks.
class Resampler {
 public:
  Resampler(int64_t from_hz, int64_t to_hz)
      : from_(static_cast<double>(from_hz)), to_(static_cast<double>(to_hz)) {
    if (from_hz == to_hz) return;
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_error_t error = nullptr;
    soxr_.reset(soxr_create(from_, to_, 1, &error, &io, &quality, &runtime));
    check(error);
  }

  void add(const std::vector<float>& block) {
    num_frames_ += block.size();
    if (!soxr_) {
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

  /// All samples; there is no more after this.
  std::vector<float> finish() {
    while (soxr_ && draw(nullptr, 0, nullptr) > 0) {
    }
    const auto length = static_cast<size_t>(std::llround(static_cast<double>(num_frames_) * to_ / from_));
    if (samples_.size() > length) samples_.resize(length);
    return std::move(samples_);
  }

  size_t num_frames() const { return num_frames_; }

 private:
  struct Closer {
    void operator()(soxr_t soxr) const { soxr_delete(soxr); }
  };

  static void check(soxr_error_t error) {
    AFFEKT_CHECK(error == nullptr, std::string("libsoxr: ") + (error ? error : ""));
  }

  /// @return  how many samples came out
  size_t draw(const float* block, size_t num_frames, size_t* taken) {
    drawn_.resize(65536);
    size_t produced = 0;
    check(soxr_process(soxr_.get(), block, num_frames, taken, drawn_.data(), drawn_.size(), &produced));
    samples_.insert(samples_.end(), drawn_.begin(), drawn_.begin() + static_cast<std::ptrdiff_t>(produced));
    return produced;
  }

  double from_, to_;
  std::unique_ptr<soxr, Closer> soxr_;  // null: the rates are the same
  size_t num_frames_ = 0;
  std::vector<float> drawn_, samples_;
};

std::string explain_no_frames(const FileDescriptor& descriptor) {
  const int64_t unclaimed = count_unclaimed_bytes(descriptor.number());
  if (unclaimed == 0) return "";
  return ". Its header promises 0 bytes of sound, but " + std::to_string(unclaimed) +
         " bytes follow it, as when a program writes to a pipe or is killed; write the file anew, say with "
         "`ffmpeg -i IN.wav OUT.wav`";
}

/// All frames, down-mixed by the mean, at the other rate. The header's length isn't trusted with the memory.
std::vector<float> read_mono(const fs::path& path, const FileDescriptor& descriptor, SNDFILE* file,
                             const SF_INFO& info, int64_t to_hz) {
  constexpr sf_count_t kBlockFrames = 65536;
  const auto channels = static_cast<size_t>(info.channels);
  std::vector<float> block(static_cast<size_t>(kBlockFrames) * channels), mono;
  Resampler resampler(info.samplerate, to_hz);
  for (;;) {
    const sf_count_t count = sf_readf_float(file, block.data(), kBlockFrames);
    if (count <= 0) break;
    mono.clear();
    for (size_t frame = 0; frame < static_cast<size_t>(count); ++frame) {
      double sum = 0;
      for (size_t channel = 0; channel < channels; ++channel) sum += block[frame * channels + channel];
      const auto mean = static_cast<float>(sum / static_cast<double>(channels));
      if (!std::isfinite(mean)) {
        refuse(path, "sample " + std::to_string(resampler.num_frames() + mono.size()) + " is not finite");
      }
      mono.push_back(mean);
    }
    resampler.add(mono);
  }
  const std::string num_frames = std::to_string(resampler.num_frames());
  const std::string counts =
      std::to_string(info.frames) + " frames promised, " + num_frames + " could be decoded";
  if (sf_error(file) != SF_ERR_NO_ERROR) {
    refuse(path, std::string("damaged or truncated (") + sf_strerror(file) + "): " + counts);
  }
  const bool is_length_known = info.frames > 0 && info.frames < std::numeric_limits<int64_t>::max();
  if (is_length_known && static_cast<sf_count_t>(resampler.num_frames()) < info.frames) {
    refuse(path, "damaged or truncated: " + counts);
  }
  if (resampler.num_frames() == 0) refuse(path, "holds no sound: 0 frames" + explain_no_frames(descriptor));
  std::vector<float> samples = resampler.finish();
  if (samples.empty()) refuse(path, "too short: " + num_frames + " frames");
  return samples;
}

}  // namespace

AudioFile read_audio_file(const fs::path& path, int64_t sample_rate_hz) {
  AFFEKT_CHECK(sample_rate_hz > 0, "a sample rate to resample to");
  const FileDescriptor descriptor(path);
  check_container(path, descriptor);
  SF_INFO info{};
  const OpenAudioFile file = open_audio(path, info);
  AudioFile audio;
  audio.source_rate_hz = info.samplerate;
  audio.source_channels = info.channels;
  audio.sample_rate_hz = sample_rate_hz;
  audio.samples = read_mono(path, descriptor, file.get(), info, sample_rate_hz);
  return audio;
}

}  // namespace affekt
