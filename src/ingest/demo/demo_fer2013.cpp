#include "ingest/demo/demo_fer2013.h"

#include <algorithm>
#include <fstream>

#include "codecs/image_codecs.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/random_stream.h"
#include "ingest/demo/demo_face.h"
#include "ingest/sources/fer2013/fer2013_source.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct DemoSample {
  Split split = Split::kTrain;
  int label = 0;
  int64_t drawing = 0;  // number of the face; two samples with the same number are the same image
  int64_t id = 0;       // eight digits, as in the official file names
};

void check_options(const DemoDataOptions& options) {
  const auto known = {"folders", "csv", "train_test"};
  if (std::find(known.begin(), known.end(), options.layout) == known.end()) {
    throw ConfigError("demo-data: layout folders, csv or train_test expected, '" + options.layout + "' got");
  }
  if (options.num_train < 7 || options.num_validation < 7 || options.num_test < 0) {
    throw ConfigError("demo-data: at least 7 training, 7 validation and 0 test samples expected, " +
                      std::to_string(options.num_train) + ", " + std::to_string(options.num_validation) +
                      " and " + std::to_string(options.num_test) + " got");
  }
  constexpr int64_t kMaxCount = 1000000;
  if (std::max({options.num_train, options.num_validation, options.num_test}) > kMaxCount) {
    throw ConfigError("demo-data: at most 1000000 samples of a split expected, " +
                      std::to_string(options.num_train) + ", " + std::to_string(options.num_validation) +
                      " and " + std::to_string(options.num_test) + " got");
  }
  if (!(options.leak_fraction >= 0 && options.leak_fraction <= 1)) {
    throw ConfigError("demo-data: leak_fraction in 0..1 expected, " + std::to_string(options.leak_fraction) +
                      " got");
  }
}

/// Classes as equally frequent as the counts allow, in random order.
std::vector<DemoSample> plan_samples(const DemoDataOptions& options) {
  std::vector<DemoSample> samples;
  constexpr int64_t kNumClasses = static_cast<int64_t>(kFer2013Classes.size());
  const int64_t counts[] = {options.num_train, options.num_validation, options.num_test};
  const int64_t total = counts[0] + counts[1] + counts[2];
  RandomStream id_stream(options.seed, "demo_ids");
  const std::vector<int64_t> ids = draw_permutation(id_stream, total);
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const auto split_index = static_cast<uint64_t>(split);
    RandomStream stream(options.seed, "demo_labels", split_index);
    const std::vector<int64_t> order = draw_permutation(stream, counts[split_index]);
    const auto num_leaks =
        split == Split::kTrain
            ? 0
            : static_cast<int64_t>(options.leak_fraction * static_cast<double>(order.size()));
    for (size_t i = 0; i < order.size(); ++i) {
      const auto number = static_cast<int64_t>(samples.size());
      DemoSample sample;
      sample.split = split;
      sample.label = static_cast<int>(order[i] % kNumClasses);
      sample.drawing = number;
      sample.id = 10000000 + 17 * ids[samples.size()];
      if (static_cast<int64_t>(i) < num_leaks) {  // the i-th training sample again
        const DemoSample& original = samples[i % static_cast<size_t>(options.num_train)];
        sample.label = original.label;
        sample.drawing = original.drawing;
      }
      samples.push_back(sample);
    }
  }
  return samples;
}

std::vector<uint8_t> draw_jpeg(const DemoSample& sample, uint64_t seed) {
  RandomStream stream(seed, "demo_face", static_cast<uint64_t>(sample.drawing));
  const FacialExpression expression = draw_expression(sample.label, stream);
  const std::vector<uint8_t> jpeg =
      encode_image(".jpg", draw_face(expression, kFer2013Pixels, stream), {cv::IMWRITE_JPEG_QUALITY, 95});
  return jpeg;
}

const char* usage_of(Split split) {
  return kFer2013Usages.at(static_cast<size_t>(split)).name;
}

fs::path file_of(const DemoSample& sample, const std::string& layout) {
  std::string folder = split_name(sample.split);
  if (layout == "train_test" && sample.split == Split::kValidation) folder = "test";
  const std::string name = std::string(usage_of(sample.split)) + "_" + std::to_string(sample.id) + ".jpg";
  return fs::path(folder) / kFer2013Classes.at(static_cast<size_t>(sample.label)) / name;
}

void write_whole(const fs::path& path, const char* data, size_t num_bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(data, static_cast<std::streamsize>(num_bytes));
  file.close();
  if (!file) throw DataError(path.string() + ": can't be written");
}

/// The pixels are those that a reader of the JPEG files gets, so that all layouts hold the same samples.
std::string make_csv(const std::vector<DemoSample>& samples, const std::vector<std::vector<uint8_t>>& jpegs) {
  std::string csv = "emotion,pixels,Usage\n";
  for (size_t i = 0; i < samples.size(); ++i) {
    const cv::Mat image = decode_image(jpegs[i], cv::IMREAD_GRAYSCALE);
    csv += std::to_string(samples[i].label) + ",";
    for (const uint8_t pixel : cv::Mat_<uint8_t>(image)) csv += std::to_string(pixel) + " ";
    csv.back() = ',';
    csv += std::string(usage_of(samples[i].split)) + "\n";
  }
  return csv;
}

}  // namespace

int64_t make_demo_fer2013(const fs::path& directory, const DemoDataOptions& options) {
  check_options(options);
  const std::vector<DemoSample> samples = plan_samples(options);
  std::vector<std::vector<uint8_t>> jpegs(samples.size());
  ProgressBar progress("Drawing", static_cast<int64_t>(samples.size()), "faces");
  parallel_for(static_cast<int64_t>(samples.size()), thread_count(), [&](int64_t i) {
    throw_if_interrupted("drawing demo data");
    jpegs[static_cast<size_t>(i)] = draw_jpeg(samples[static_cast<size_t>(i)], options.seed);
    progress.advance();
  });
  progress.finish();
  if (options.layout == "csv") {
    const std::string csv = make_csv(samples, jpegs);
    write_whole(directory / "fer2013.csv", csv.data(), csv.size());
    return static_cast<int64_t>(samples.size());
  }
  for (size_t i = 0; i < samples.size(); ++i) {
    const fs::path path = directory / file_of(samples[i], options.layout);
    fs::create_directories(path.parent_path());
    write_whole(path, reinterpret_cast<const char*>(jpegs[i].data()), jpegs[i].size());
  }
  return static_cast<int64_t>(samples.size());
}

}  // namespace affekt
