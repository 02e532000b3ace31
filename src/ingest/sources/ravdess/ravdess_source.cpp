#include "ingest/sources/ravdess/ravdess_source.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/log.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "ingest/sources/ravdess/ravdess_files.h"
#include "ingest/sources/ravdess/recording.h"
#include "ingest/sources/ravdess/recording_losses.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int kNeutralCode = 1, kCalmCode = 2, kLastSungCode = 6;

/// The emotion codes that are classes of their own, in official order.
std::vector<int> find_class_codes(const AudioConfig& audio) {
  std::vector<int> codes;
  for (int code = 1; code <= static_cast<int>(kRavdessClasses.size()); ++code) {
    if (code == kCalmCode && audio.calm != "keep") continue;
    if (code > kLastSungCode && audio.vocal_channel == "song") continue;
    codes.push_back(code);
  }
  return codes;
}

class RavdessSource : public Source {
 public:
  RavdessSource(fs::path root, const AudioConfig& audio)
      : root_(std::move(root)),
        audio_(audio),
        class_codes_(find_class_codes(audio)),
        listed_(list_ravdess_files(root_, audio)),
        files_(listed_.bad_files) {
    for (const RavdessFile& file : listed_.recordings) files_.push_back(file.path);
    std::sort(files_.begin(), files_.end());
  }

  std::string layout() const override { return listed_.layout; }
  std::vector<std::string> class_names() const override {
    std::vector<std::string> names;
    for (const int code : class_codes_) names.push_back(kRavdessClasses.at(static_cast<size_t>(code - 1)));
    return names;
  }
  fs::path root() const override { return root_; }
  const std::vector<fs::path>& files() const override { return files_; }
  const std::vector<fs::path>& ignored() const override { return listed_.ignored; }
  bool has_official_split() const override { return false; }
  std::vector<std::string> groups() const override {
    std::set<std::string> groups;
    for (const RavdessFile& file : listed_.recordings) groups.insert(ravdess_group(file.name.actor));
    return {groups.begin(), groups.end()};
  }
  std::vector<BadSample> listed_bad() const override { return listed_.bad; }
  RawSamples read() const override;

 private:
  std::vector<Recording> decode_all() const;
  int32_t label_of(const RavdessName& name) const {
    const int code =
        name.emotion == kCalmCode && audio_.calm == "merge_into_neutral" ? kNeutralCode : name.emotion;
    return static_cast<int32_t>(std::find(class_codes_.begin(), class_codes_.end(), code) -
                                class_codes_.begin());
  }

  fs::path root_;
  AudioConfig audio_;
  std::vector<int> class_codes_;  // class k has the official number class_codes_[k]
  RavdessFiles listed_;
  std::vector<fs::path> files_;
};

std::vector<Recording> RavdessSource::decode_all() const {
  const auto count = static_cast<int64_t>(listed_.recordings.size());
  std::vector<Recording> recordings(listed_.recordings.size());
  ProgressBar progress("Decoding", std::max<int64_t>(count, 1), "recordings");
  parallel_for(count, thread_count(), [&](int64_t i) {
    throw_if_interrupted("preparing the data");
    const auto row = static_cast<size_t>(i);
    recordings[row] = read_recording(root_ / listed_.recordings[row].path, audio_);
    progress.advance();
  });
  progress.finish();
  return recordings;
}

RawSamples RavdessSource::read() const {
  for (const std::string& note : listed_.notes) log_info(note);
  for (const std::string& warning : listed_.warnings) log_warning(warning);
  const std::vector<Recording> recordings = decode_all();
  std::vector<BadSample> bad = listed_.bad;
  WaveformSamples samples;
  samples.sample_rate_hz = kWaveRateHz;
  int64_t num_clipped = 0;
  for (size_t i = 0; i < recordings.size(); ++i) {
    const RavdessFile& file = listed_.recordings[i];
    if (!recordings[i].fault.empty()) {
      bad.push_back({file.path.string(), recordings[i].fault});
      continue;
    }
    const std::vector<int16_t>& wave = recordings[i].wave;
    samples.waves.insert(samples.waves.end(), wave.begin(), wave.end());
    samples.offsets.push_back(static_cast<int64_t>(samples.waves.size()));
    samples.labels.push_back(label_of(file.name));
    samples.splits.push_back(Split::kTrain);
    samples.source_ids.push_back(to_valid_utf8(file.path.string()));
    samples.groups.push_back(ravdess_group(file.name.actor));
    num_clipped += recordings[i].num_clipped > 0;
  }
  samples.num_samples = static_cast<int64_t>(samples.labels.size());
  samples.has_train_duplicate.assign(samples.labels.size(), 0);
  if (num_clipped > 0) {
    log_info(fmt::format("{} had peaks beyond full scale, which were cut to it",
                         count_of(num_clipped, "recording")));
  }
  std::vector<std::string> names;
  for (const RavdessFile& file : listed_.recordings) names.push_back(to_valid_utf8(file.path.string()));
  for (const std::string& loss : describe_losses(recordings, names)) log_warning(loss);
  std::sort(bad.begin(), bad.end(), [](const auto& a, const auto& b) { return a.source_id < b.source_id; });
  return {std::move(samples), std::move(bad)};
}

}  // namespace

std::unique_ptr<Source> open_ravdess(const DataConfig& config) {
  const fs::path root = config.path;
  try {
    if (!fs::is_directory(root)) {
      throw DataError(root.string() +
                      ": RAVDESS is a folder of recordings; a file got. If it is an archive, unpack it and "
                      "name the folder");
    }
    return std::make_unique<RavdessSource>(root, config.audio);
  } catch (const fs::filesystem_error& failure) {
    throw DataError(root.string() + ": the data set can't be listed: " + failure.what());
  }
}

}  // namespace affekt
