// Batches of people: the images of each, augmented, with categories and values; read row by row from the
// file.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "data/background_loader.h"
#include "store/people_file.h"
#include "store/prepared_rows.h"

namespace affekt {

struct PeopleBatch {
  std::map<std::string, torch::Tensor> images;  // "body", "context": float32 [N, 3, H, W], 0..255
  torch::Tensor categories;                     // float32 [N, K], 0 or 1
  torch::Tensor values;                         // float32 [N, 3], 1..10
};

struct PeopleLoaderOptions {
  uint64_t seed = 1;
  int64_t batch_size = 128;
  AugmentConfig augment;
  std::vector<std::string> images;  // which of the two are read
};

/// Makes batch `step` of an epoch whose order is given. Depends on nothing but its arguments. Whether a
/// sample is mirrored is drawn once for both images, from (seed, "augment_flip", epoch, sample); all else for
/// each image, from (seed, "augment", ...) of the body and (seed, "augment_context", ...) of the context.
/// @param rows   of the file: the samples  @param order  of the samples, indices into `rows`
PeopleBatch make_people_batch(const PreparedRowsReader& file, const std::vector<int64_t>& rows,
                              const PeopleLoaderOptions& options, int64_t epoch,
                              const std::vector<int64_t>& order, int64_t step);

/// One epoch, from `first_step` on, in the order of draw_epoch_order.
/// @param rows  at least one
std::unique_ptr<BackgroundLoader<PeopleBatch>> load_people(std::shared_ptr<const PreparedRowsReader> file,
                                                           std::vector<int64_t> rows,
                                                           const PeopleLoaderOptions& options, int64_t epoch,
                                                           int64_t first_step);

}  // namespace affekt
