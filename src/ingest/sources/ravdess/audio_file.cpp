#include "ingest/sources/ravdess/audio_file.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>

#include "core/error.h"
#include "ingest/sources/ravdess/audio_container.h"
#include "ingest/sources/ravdess/channel_mixer.h"
#include "ingest/sources/ravdess/resampler.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& reason) {
  throw DataError(path.string() + ": " + reason);
}

struct AudioCloser {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using OpenAudioFile = std::unique_ptr<SNDFILE, AudioCloser>;

/// The file as libsndfile is to see it: from the container's beginning on, its head mended.
class AudioView {
 public:
  AudioView(const AudioBytes& bytes, const AudioContainer& container)
      : bytes_(bytes), container_(container) {}

  int64_t size() const { return head_size() + bytes_.size() - container_.head_end; }
  /// 0, or the error number of a reading that failed
  int error_number() const { return error_number_; }

  OpenAudioFile open(SF_INFO& info) {
    SF_VIRTUAL_IO calls{};
    calls.get_filelen = [](void* view) { return sf_count_t{static_cast<AudioView*>(view)->size()}; };
    calls.seek = [](sf_count_t offset, int whence, void* view) {
      return static_cast<AudioView*>(view)->seek(offset, whence);
    };
    calls.read = [](void* to, sf_count_t count, void* view) {
      return static_cast<AudioView*>(view)->read(static_cast<char*>(to), count);
    };
    calls.tell = [](void* view) { return static_cast<AudioView*>(view)->position_; };
    return OpenAudioFile(sf_open_virtual(&calls, SFM_READ, &info, this));
  }

 private:
  int64_t head_size() const { return static_cast<int64_t>(container_.head.size()); }

  sf_count_t seek(sf_count_t offset, int whence) {
    const sf_count_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position_ : size();
    position_ = std::max<sf_count_t>(0, from + offset);
    return position_;
  }

  sf_count_t read(char* to, sf_count_t count) {
    const auto from_head = std::clamp<sf_count_t>(head_size() - position_, 0, count);
    if (from_head > 0)
      container_.head.copy(to, static_cast<size_t>(from_head), static_cast<size_t>(position_));
    const int64_t offset = container_.head_end + position_ + from_head - head_size();
    const int64_t got = bytes_.read_into(to + from_head, offset, count - from_head);
    if (got < 0) error_number_ = errno;
    position_ += from_head + std::max<int64_t>(got, 0);
    return from_head + std::max<int64_t>(got, 0);
  }

  const AudioBytes& bytes_;
  const AudioContainer& container_;
  sf_count_t position_ = 0;
  int error_number_ = 0;
};

OpenAudioFile open_audio(const fs::path& path, AudioView& view, SF_INFO& info) {
  static std::mutex mutex;  // libsndfile keeps the reason of a failed opening in one place for all threads
  const std::lock_guard<std::mutex> lock(mutex);
  OpenAudioFile file = view.open(info);
  if (!file) {
    std::string reason = sf_strerror(nullptr);
    while (!reason.empty() && (reason.back() == '.' || reason.back() == '\n')) reason.pop_back();
    refuse(path, "no audio file that can be read (" + reason + "); WAV, FLAC, OGG and AIFF can");
  }
  const std::string fault = check_sample_rate(info.samplerate);
  if (!fault.empty()) refuse(path, fault);
  return file;
}

/// @param error       of the decoder, or ""
/// @param num_frames  promised; 0: unknown
void check_frames(const fs::path& path, const std::string& error, int64_t num_frames, int64_t num_decoded) {
  const std::string reason = error.empty() ? "" : " (" + error + ")";
  const std::string counts =
      (num_frames > 0 ? std::to_string(num_frames) + " frames promised, " : "frames: ") +
      std::to_string(num_decoded) + " could be decoded";
  if (num_frames > 0 && num_decoded > num_frames) refuse(path, "damaged: " + counts);
  // What is no sound behind all of the promised frames hurts nobody.
  if (num_decoded < num_frames || (num_frames == 0 && !error.empty())) {
    refuse(path, "damaged or truncated" + reason + ": " + counts);
  }
  if (num_decoded == 0) refuse(path, "holds no sound: 0 frames");
}

const std::vector<float>& mix(const fs::path& path, ChannelMixer& mixer, const std::vector<float>& block,
                              size_t num_frames) {
  const std::vector<float>& mono = mixer.mix(block, num_frames);
  if (mono.size() == num_frames) return mono;
  refuse(path, "sample " + std::to_string(mixer.num_frames()) + " is not finite");
}

/// 0: unknown
int64_t count_promised_frames(const AudioContainer& container, const SF_INFO& info) {
  if (container.num_frames > 0) return container.num_frames;
  return info.frames > 0 && info.frames < std::numeric_limits<int64_t>::max() ? info.frames : 0;
}

/// @param num_frames  promised, or decoded so far
void check_length(const fs::path& path, int64_t num_frames, const SF_INFO& info, double longest_s) {
  const double seconds = static_cast<double>(num_frames) / info.samplerate;
  if (seconds <= longest_s) return;
  refuse(path,
         fmt::format("too long: at most {:.0f} s of sound expected, {:.0f} s or more got; cut a part of "
                     "it out, say with `ffmpeg -i IN -t {:.0f} OUT.wav`",
                     longest_s, seconds, longest_s));
}

/// All frames, down-mixed by the mean, at the other rate. The header's length isn't trusted with the memory.
void read_mono(const fs::path& path, const AudioContainer& container, const AudioView& view, SNDFILE* file,
               const SF_INFO& info, double longest_s, AudioFile& audio) {
  constexpr size_t kBlockSamples = size_t{1} << 17;
  const auto num_channels = static_cast<size_t>(info.channels);
  const size_t block_frames = std::max<size_t>(1, kBlockSamples / num_channels);
  std::vector<float> block(block_frames * num_channels);
  Resampler resampler(info.samplerate, audio.sample_rate_hz);
  ChannelMixer mixer(num_channels);
  std::string error;
  while (error.empty()) {
    const sf_count_t count = sf_readf_float(file, block.data(), static_cast<sf_count_t>(block_frames));
    if (sf_error(file) != SF_ERR_NO_ERROR) error = sf_strerror(file);  // the next call forgets it
    if (count <= 0) break;
    resampler.add(mix(path, mixer, block, static_cast<size_t>(count)));
    check_length(path, static_cast<int64_t>(resampler.num_frames()), info, longest_s);
  }
  if (view.error_number() != 0)
    refuse(path, std::string("can't be read: ") + std::strerror(view.error_number()));
  check_frames(path, error, count_promised_frames(container, info),
               static_cast<int64_t>(resampler.num_frames()));
  if (mixer.cancels()) {
    refuse(
        path,
        "its channels cancel each other: their mean, which is what is used, is next to silent, as when one "
        "channel is the other with its polarity turned over; keep one of them, say with "
        "`ffmpeg -i IN -af \"pan=mono|c0=c0\" OUT.wav`");
  }
  audio.clipped_share = mixer.clipped_share();
  audio.has_silent_channel = mixer.has_silent_channel();
  const size_t num_frames = resampler.num_frames();
  audio.samples = resampler.finish();
  if (audio.samples.empty()) refuse(path, "too short: " + std::to_string(num_frames) + " frames");
}

}  // namespace

AudioFile read_audio_file(const fs::path& path, int64_t sample_rate_hz) {
  return read_audio(AudioBytes(path), sample_rate_hz);
}

AudioFile read_audio(const AudioBytes& bytes, int64_t sample_rate_hz, double longest_s) {
  AFFEKT_CHECK(sample_rate_hz > 0, "a sample rate to resample to");
  const fs::path& path = bytes.path();
  const AudioContainer container = inspect_audio(bytes);
  if (!container.fault.empty()) refuse(path, container.fault);
  AudioView view(bytes, container);
  SF_INFO info{};
  const OpenAudioFile file = open_audio(path, view, info);
  AudioFile audio;
  audio.source_rate_hz = info.samplerate;
  audio.source_channels = info.channels;
  audio.sample_rate_hz = sample_rate_hz;
  check_length(path, count_promised_frames(container, info), info, longest_s);
  read_mono(path, container, view, file.get(), info, longest_s, audio);
  return audio;
}

}  // namespace affekt
