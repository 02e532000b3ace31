#include "clustering/kmeans/mini_batch_kmeans.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "clustering/kmeans/assignment_step.h"
#include "clustering/kmeans/kmeans_rows.h"
#include "clustering/kmeans/lloyd.h"
#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

constexpr int64_t kPlaces = 256;  // a file is often in some order: a batch is from many places of it
constexpr int64_t kPoolBytes = int64_t{64} << 20;  // read at once, and dealt out to batches
constexpr int64_t kSampleBlockRows = 8;            // the first sample is from more places still
constexpr int64_t kWindowBatches = 64;  // whose mean inertia is compared with that of the batches before

/// Reads blocks of a source in any order, and refuses values that are not finite.
class BlockReader {
 public:
  BlockReader(RowSource& source, int64_t block_rows)
      : source_(source),
        block_rows_(std::max<int64_t>(1, block_rows)),
        num_blocks_((source.num_rows() + block_rows_ - 1) / block_rows_) {}

  int64_t num_blocks() const { return num_blocks_; }
  int64_t block_rows() const { return block_rows_; }
  void clear() { values_.clear(); }
  void read(int64_t block) {
    const int64_t first = block * block_rows_, D = source_.num_columns();
    const int64_t count = std::min(block_rows_, source_.num_rows() - first);
    const size_t old_size = values_.size();
    values_.resize(old_size + static_cast<size_t>(count * D));
    source_.read(first, count, values_.data() + old_size);
    refuse_not_finite({values_.data() + old_size, count, D}, "K-means", first);
  }
  MatrixView rows() const {
    const int64_t D = source_.num_columns();
    return {values_.data(), static_cast<int64_t>(values_.size()) / D, D};
  }

 private:
  RowSource& source_;
  int64_t block_rows_, num_blocks_;
  std::vector<float> values_;
};

std::vector<int64_t> draw_block_order(uint64_t seed, const char* purpose, int64_t index, int64_t num_blocks) {
  RandomStream stream(seed, purpose, static_cast<uint64_t>(index));
  return draw_permutation(stream, num_blocks);
}

/// Deals out all rows of a source as batches, in another order for every pass. So that the file is read in
/// long pieces, kPlaces blocks of it are read at once, and each batch gets a slice of each of them.
class BatchDealer {
 public:
  BatchDealer(RowSource& source, const MiniBatchOptions& options)
      : seed_(options.seed),
        slice_rows_(std::max<int64_t>(1, options.batch_rows / kPlaces)),
        reader_(source, std::min((source.num_rows() + kPlaces - 1) / kPlaces,
                                 kPoolBytes / (kPlaces * source.num_columns() * 4))),
        slices_((reader_.block_rows() + slice_rows_ - 1) / slice_rows_) {}

  int64_t batches_per_pass() const { return (reader_.num_blocks() + kPlaces - 1) / kPlaces * slices_; }
  /// @param batch  counted through all passes  @returns rows that stay valid until the next call; none, where
  /// the source's last block is too short for the batch
  MatrixView deal(int64_t batch) {
    const int64_t pass = batch / batches_per_pass(), slice = batch % slices_;
    if (batch % batches_per_pass() == 0)
      order_ = draw_block_order(seed_, "mini-batch order", pass, reader_.num_blocks());
    if (slice == 0) read_blocks(batch % batches_per_pass() / slices_ * kPlaces);
    const MatrixView pool = reader_.rows();
    const int64_t D = pool.num_columns;
    batch_.clear();
    for (size_t b = 0; b + 1 < ends_.size(); ++b) {
      const int64_t first = std::min(ends_[b] + slice * slice_rows_, ends_[b + 1]);
      const int64_t last = std::min(first + slice_rows_, ends_[b + 1]);
      batch_.insert(batch_.end(), pool.data + first * D, pool.data + last * D);
    }
    return {batch_.data(), static_cast<int64_t>(batch_.size()) / D, D};
  }

 private:
  void read_blocks(int64_t first) {
    reader_.clear();
    ends_ = {0};
    for (int64_t i = first; i < std::min(reader_.num_blocks(), first + kPlaces); ++i) {
      reader_.read(order_[static_cast<size_t>(i)]);
      ends_.push_back(reader_.rows().num_rows);
    }
  }

  uint64_t seed_;
  int64_t slice_rows_;
  BlockReader reader_;
  int64_t slices_;
  std::vector<int64_t> order_;
  std::vector<int64_t> ends_;  // where the blocks of the pool begin, and where the last ends
  std::vector<float> batch_;
};

/// Centroids that follow the mean of all rows they were ever nearest to.
class FollowingCentroids {
 public:
  FollowingCentroids(const KmeansResult& start, int num_threads)
      : num_threads_(num_threads),
        centroids_(start.centroids.begin(), start.centroids.end()),
        counts_(start.sizes.begin(), start.sizes.end()),
        window_counts_(start.sizes.size(), 0) {}

  std::vector<float> values() const { return {centroids_.begin(), centroids_.end()}; }

  /// @returns the batch's inertia, with the centroids as they were
  double follow(MatrixView batch) {
    const KmeansRows rows(batch, num_threads_);
    const auto K = static_cast<int64_t>(counts_.size()), D = rows.num_columns();
    ClusterState state(rows, values(), K);
    CentroidSums sums(rows, K, num_threads_);
    std::vector<float> distances2(static_cast<size_t>(rows.num_padded_rows())), mean(static_cast<size_t>(D));
    DensePass pass;
    pass.labels = state.labels.data();
    pass.distances2 = distances2.data();
    assign_every_row(rows, state, pass, &sums);
    sums.collect();
    for (int64_t k = 0; k < K; ++k) {
      const int64_t size = sums.sizes()[static_cast<size_t>(k)];
      if (size == 0) continue;
      counts_[static_cast<size_t>(k)] += size;
      window_counts_[static_cast<size_t>(k)] += size;
      sums.read_centroid(k, mean.data());
      const double rate = static_cast<double>(size) / static_cast<double>(counts_[static_cast<size_t>(k)]);
      for (int64_t j = 0; j < D; ++j) {
        double& value = centroids_[static_cast<size_t>(k * D + j)];
        value += rate * (static_cast<double>(mean[static_cast<size_t>(j)]) - value);
      }
    }
    distances2.resize(static_cast<size_t>(rows.num_rows()));
    last_distances2_ = distances2;
    last_batch_.assign(batch.data, batch.data + batch.num_rows * batch.num_columns);
    return std::accumulate(distances2.begin(), distances2.end(), 0.0);
  }

  /// Clusters that were nearest to no row since the last call get those rows of the last batch that are
  /// farthest from their centroids. @returns how many
  int64_t refill() {
    const int64_t D = static_cast<int64_t>(centroids_.size() / counts_.size());
    int64_t num_refilled = 0;
    for (size_t k = 0; k < counts_.size(); ++k) {
      if (window_counts_[k] == 0) {
        const auto farthest = std::max_element(last_distances2_.begin(), last_distances2_.end());
        std::copy_n(last_batch_.begin() + (farthest - last_distances2_.begin()) * D, D,
                    centroids_.begin() + static_cast<int64_t>(k) * D);
        counts_[k] = 1;
        *farthest = 0;
        ++num_refilled;
      }
      window_counts_[k] = 0;
    }
    return num_refilled;
  }

 private:
  int num_threads_;
  std::vector<double> centroids_;  // [K, D]
  std::vector<int64_t> counts_, window_counts_;
  std::vector<float> last_distances2_, last_batch_;
};

/// The rows that the start is found on.
BlockReader read_sample(RowSource& source, const MiniBatchOptions& options) {
  const int64_t wanted = std::max(4 * options.batch_rows, 256 * options.num_clusters);
  BlockReader reader(source, kSampleBlockRows);
  auto order = draw_block_order(options.seed, "mini-batch sample", 0, reader.num_blocks());
  order.resize(static_cast<size_t>(std::min<int64_t>(reader.num_blocks(), wanted / kSampleBlockRows + 1)));
  std::sort(order.begin(), order.end());  // the disk reads forward
  for (const int64_t block : order) reader.read(block);
  return reader;
}

KmeansResult fit_sample(RowSource& source, const MiniBatchOptions& options) {
  const BlockReader reader = read_sample(source, options);
  KmeansOptions kmeans;
  kmeans.num_clusters = options.num_clusters;
  kmeans.start = options.start;
  kmeans.num_starts = 10;
  kmeans.max_iterations = 100;
  kmeans.seed = options.seed;
  kmeans.num_threads = options.num_threads;
  return fit_kmeans(reader.rows(), kmeans);
}

void refuse_bad_options(const MiniBatchOptions& options) {
  if (options.num_clusters < 1 || options.batch_rows < 1 || options.max_passes < 1 ||
      !(options.tolerance >= 0))
    throw ConfigError(fmt::format(
        "mini-batch K-means: num_clusters {}, batch_rows {}, max_passes {}, tolerance {}: expected at "
        "least 1, 1, 1 and 0",
        options.num_clusters, options.batch_rows, options.max_passes, options.tolerance));
}

/// Sizes and inertia over all rows.
void measure(RowSource& source, int64_t batch_rows, int num_threads, MiniBatchResult& result) {
  const MatrixView centroids{result.centroids.data(), static_cast<int64_t>(result.sizes.size()),
                             source.num_columns()};
  BlockReader reader(source, batch_rows);
  ProgressBar progress("K-means: last pass", reader.num_blocks(), "blocks");
  for (int64_t block = 0; block < reader.num_blocks(); ++block) {
    throw_if_interrupted("mini-batch K-means was interrupted");
    reader.clear();
    reader.read(block);
    const Assignment assignment = assign_rows(reader.rows(), centroids, num_threads);
    for (const int32_t label : assignment.labels) ++result.sizes[static_cast<size_t>(label)];
    result.inertia += assignment.inertia;
    progress.advance();
  }
}

}  // namespace

void check_mini_batch_kmeans(RowSource& rows, const MiniBatchOptions& options) {
  refuse_bad_options(options);
  const BlockReader sample = read_sample(rows, options);
  const int64_t num_distinct = count_distinct_rows(sample.rows(), options.num_clusters);
  if (num_distinct < options.num_clusters)
    throw DataError(fmt::format(
        "mini-batch K-means begins with a sample of {} of the {} rows, of which only {} differ from "
        "each other: too few for {} clusters",
        sample.rows().num_rows, rows.num_rows(), num_distinct, options.num_clusters));
}

MiniBatchResult fit_mini_batch_kmeans(RowSource& rows, const MiniBatchOptions& options) {
  refuse_bad_options(options);
  const int num_threads = options.num_threads > 0 ? options.num_threads : thread_count();
  const KmeansResult start = fit_sample(rows, options);
  FollowingCentroids centroids(start, num_threads);

  BatchDealer dealer(rows, options);
  const int64_t num_batches = options.max_passes * dealer.batches_per_pass();
  const int64_t window = std::min(dealer.batches_per_pass(), kWindowBatches);
  MiniBatchResult result;
  double window_inertia = 0, last_window = 0;
  int64_t window_rows = 0;
  ProgressBar progress("K-means: mini-batches", num_batches, "batches");
  while (result.batches < num_batches && !result.converged) {
    throw_if_interrupted("mini-batch K-means was interrupted");
    const MatrixView batch = dealer.deal(result.batches++);
    progress.advance();
    if (batch.num_rows > 0) window_inertia += centroids.follow(batch);
    window_rows += batch.num_rows;
    if (result.batches % window != 0) continue;
    const int64_t num_refilled = centroids.refill();
    result.num_refilled += num_refilled;
    const double mean = window_inertia / static_cast<double>(window_rows);
    progress.set_note(fmt::format("inertia a row {:.5g}", mean));
    result.converged =
        result.batches > window && num_refilled == 0 && last_window - mean <= options.tolerance * last_window;
    last_window = mean;
    window_inertia = 0;
    window_rows = 0;
  }
  progress.finish();
  result.centroids = centroids.values();
  result.sizes.assign(start.sizes.size(), 0);
  measure(rows, options.batch_rows, num_threads, result);
  return result;
}

}  // namespace affekt
