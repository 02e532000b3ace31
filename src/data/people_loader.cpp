#include "data/people_loader.h"

#include <algorithm>
#include <cstring>

#include "core/process/work_span.h"
#include "core/random_stream.h"
#include "data/augmentation.h"
#include "data/batch_loader.h"

namespace affekt {
namespace {

torch::Tensor to_float_tensor(const HostTensor& tensor) {
  const HostTensor values = tensor.as(DType::kFloat32);
  const auto result = torch::empty(values.shape);
  std::memcpy(result.data_ptr<float>(), values.bytes.data(), values.bytes.size());
  return result;
}

/// @param samples  numbers in the split, which name the draws; row i of `pixels` is of samples[i]
torch::Tensor augment_rows(const HostTensor& pixels, const std::string& image,
                           const std::vector<int64_t>& samples, const PeopleLoaderOptions& options,
                           int64_t epoch) {
  const ImageShape shape{pixels.shape.at(1), pixels.shape.at(2), pixels.shape.at(3)};
  const int64_t size = shape.channels * shape.height * shape.width;
  const auto result = torch::empty(pixels.shape);
  const WorkSpan augmentation("augmentation");
  const char* purpose = image == kBodyTensor ? "augment" : "augment_context";
  AugmentConfig config = options.augment;
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto e = static_cast<uint64_t>(epoch), sample = static_cast<uint64_t>(samples[i]);
    RandomStream flip(options.seed, "augment_flip", e, sample), stream(options.seed, purpose, e, sample);
    config.flip_probability = flip.bernoulli(options.augment.flip_probability) ? 1 : 0;
    const auto offset = static_cast<int64_t>(i) * size;
    augment_image(pixels.values<uint8_t>() + offset, shape, config, stream,
                  result.data_ptr<float>() + offset);
  }
  return result;
}

}  // namespace

PeopleBatch make_people_batch(const PreparedRowsReader& file, const std::vector<int64_t>& rows,
                              const PeopleLoaderOptions& options, int64_t epoch,
                              const std::vector<int64_t>& order, int64_t step) {
  const auto first = order.begin() + step * options.batch_size;
  const std::vector<int64_t> samples(first, first + std::min(options.batch_size, order.end() - first));
  std::vector<int64_t> wanted;
  for (const int64_t sample : samples) wanted.push_back(rows.at(static_cast<size_t>(sample)));
  PeopleBatch batch;
  for (const std::string& image : options.images)
    batch.images[image] = augment_rows(file.read(image, wanted), image, samples, options, epoch);
  batch.categories = to_float_tensor(file.read(kCategoriesTensor, wanted));
  batch.values = to_float_tensor(file.read(kValuesTensor, wanted));
  return batch;
}

std::unique_ptr<BackgroundLoader<PeopleBatch>> load_people(std::shared_ptr<const PreparedRowsReader> file,
                                                           std::vector<int64_t> rows,
                                                           const PeopleLoaderOptions& options, int64_t epoch,
                                                           int64_t first_step) {
  const auto num_samples = static_cast<int64_t>(rows.size());
  BackgroundLoader<PeopleBatch>::Steps steps;
  steps.first = first_step;
  steps.end = count_steps(num_samples, options.batch_size);
  return std::make_unique<BackgroundLoader<PeopleBatch>>(
      [=, order = draw_epoch_order(options.seed, epoch, num_samples)](int64_t step) {
        return make_people_batch(*file, rows, options, epoch, order, step);
      },
      steps);
}

}  // namespace affekt
