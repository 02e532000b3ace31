#include "clustering/kmeans/centroid_sums.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {

CentroidSums::CentroidSums(const KmeansRows& rows, int64_t num_clusters, int num_threads)
    : num_clusters_(num_clusters),
      num_columns_(rows.num_columns()),
      num_integers_(rows.fixed_point().two_integers ? 2 : 1),
      low_factor_(std::ldexp(1.0, -rows.fixed_point().num_bits)),
      scale_(rows.fixed_point().scale),
      sums_(static_cast<size_t>(num_clusters * num_integers_ * num_columns_)),
      sizes_(static_cast<size_t>(num_clusters)),
      thread_sums_(static_cast<size_t>(num_threads), sums_),
      thread_sizes_(static_cast<size_t>(num_threads), sizes_),
      changes_(static_cast<size_t>(num_threads)) {
  for (size_t t = 0; t < changes_.size(); ++t) {
    changes_[t].scale = scale_.data();
    changes_[t].low_scale = num_integers_ == 2 ? 1 / low_factor_ : 0;
    changes_[t].sums = thread_sums_[t].data();
    changes_[t].sizes = thread_sizes_[t].data();
  }
}

int64_t CentroidSums::count_pending() const {
  int64_t count = 0;
  for (const SumChanges& changes : changes_) count += changes.num_changed;
  return count;
}

int64_t CentroidSums::collect() {
  int64_t num_changed = 0;
  for (size_t t = 0; t < changes_.size(); ++t) {
    if (changes_[t].num_changed == 0) continue;
    num_changed += changes_[t].num_changed;
    changes_[t].num_changed = 0;
    for (size_t i = 0; i < sums_.size(); ++i) sums_[i] += thread_sums_[t][i];
    for (size_t k = 0; k < sizes_.size(); ++k) sizes_[k] += thread_sizes_[t][k];
    std::fill(thread_sums_[t].begin(), thread_sums_[t].end(), 0);
    std::fill(thread_sizes_[t].begin(), thread_sizes_[t].end(), 0);
  }
  return num_changed;
}

void CentroidSums::read_centroid(int64_t cluster, float* centroid) const {
  const auto size = static_cast<double>(sizes_[static_cast<size_t>(cluster)]);
  AFFEKT_CHECK(size > 0, "an empty cluster has no mean");
  const int64_t* sums = sums_.data() + cluster * num_integers_ * num_columns_;
  for (int64_t j = 0; j < num_columns_; ++j) {
    auto sum = static_cast<double>(sums[j]);
    if (num_integers_ == 2) sum += static_cast<double>(sums[num_columns_ + j]) * low_factor_;
    centroid[j] = static_cast<float>(sum / size / scale_[static_cast<size_t>(j)]);
  }
}

}  // namespace affekt
