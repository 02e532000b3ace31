#include "data/sequence_loader.h"

#include <algorithm>

#include "core/error.h"
#include "core/random_stream.h"

namespace affekt {
namespace {

/// A run of T targets has T / B + 1 windows: B each, but for the first, whose length is drawn so that the
/// last one has at least one and at most B, and the last one.
void cut_at_random(const PlayWindow& run, int64_t longest, RandomStream& stream,
                   std::vector<PlayWindow>& windows) {
  const int64_t num_whole = run.length() / longest, rest = run.length() % longest;
  const int64_t shortest = std::max<int64_t>(rest, 1);
  const int64_t last = rest == 0 ? longest - 1 : longest;  // of the first window's possible lengths
  int64_t length = run.length();
  if (num_whole > 0)
    length = shortest + static_cast<int64_t>(stream.below(static_cast<uint64_t>(last - shortest + 1)));
  for (int64_t first = run.first; first < run.end; first += length, length = longest) {
    if (first > run.first) length = std::min(longest, run.end - first);
    windows.push_back({first, first + length, run.stream_first, false});
  }
}

void cut_at_multiples(const PlayWindow& run, int64_t longest, std::vector<PlayWindow>& windows) {
  for (int64_t first = run.first; first < run.end; first += longest)
    windows.push_back({first, std::min(first + longest, run.end), run.stream_first, first > run.first});
}

template <class Item>
std::vector<Item> reorder(const std::vector<Item>& items, const std::vector<int64_t>& order) {
  std::vector<Item> result;
  for (const int64_t i : order) result.push_back(items[static_cast<size_t>(i)]);
  return result;
}

}  // namespace

std::vector<PlayWindow> list_windows(const ListeningSequences& sequences, Split split) {
  std::vector<PlayWindow> windows;
  int64_t stream_first = 0;
  for (size_t i = 0; i < sequences.streams.size(); ++i) {
    if (i == 0 || sequences.streams[i] != sequences.streams[i - 1]) stream_first = sequences.offsets[i];
    if (sequences.splits[i] != split) continue;
    const int64_t first = std::max(sequences.offsets[i], stream_first + 1), end = sequences.offsets[i + 1];
    if (first >= end) continue;
    if (!windows.empty() && windows.back().stream_first == stream_first && windows.back().end == first)
      windows.back().end = end;
    else
      windows.push_back({first, end, stream_first, false});
  }
  return windows;
}

SequencePlan::SequencePlan(const std::vector<PlayWindow>& runs, const SequenceLoaderOptions& options,
                           int64_t epoch) {
  AFFEKT_CHECK(!runs.empty() && options.batch_size > 0 && options.bptt_plays > 1, "nothing to be planned");
  const auto e = static_cast<uint64_t>(epoch);
  RandomStream order_stream(options.seed, "sequence_order", e);
  std::vector<PlayWindow> windows;
  if (options.carry_state) {
    for (const PlayWindow& run :
         reorder(runs, draw_permutation(order_stream, static_cast<int64_t>(runs.size()))))
      cut_at_multiples(run, options.bptt_plays, windows);
    const auto count = static_cast<int64_t>(windows.size());
    const int64_t num_rows = std::min(options.batch_size, count),
                  num_steps = (count + num_rows - 1) / num_rows;
    for (int64_t step = 0; step < num_steps; ++step) {
      steps_.emplace_back();
      for (int64_t first = step; first < num_rows * num_steps; first += num_steps) {
        steps_.back().push_back(first < count ? windows[static_cast<size_t>(first)] : PlayWindow{});
        if (step == 0) steps_.back().back().continues_last = false;  // there is no batch before
      }
    }
    return;
  }
  for (size_t i = 0; i < runs.size(); ++i) {
    RandomStream cuts(options.seed, "sequence_cuts", e, static_cast<uint64_t>(i));
    cut_at_random(runs[i], options.bptt_plays, cuts, windows);
  }
  windows = reorder(windows, draw_permutation(order_stream, static_cast<int64_t>(windows.size())));
  std::stable_sort(windows.begin(), windows.end(),
                   [](const PlayWindow& a, const PlayWindow& b) { return a.length() > b.length(); });
  const auto batch_size = static_cast<size_t>(options.batch_size);
  for (size_t first = 0; first < windows.size(); first += batch_size)
    steps_.emplace_back(windows.begin() + static_cast<int64_t>(first),
                        windows.begin() + static_cast<int64_t>(std::min(first + batch_size, windows.size())));
  steps_ = reorder(steps_, draw_permutation(order_stream, num_steps()));
}

SequenceBatch make_sequence_batch(const ListeningSequences& sequences,
                                  const std::vector<PlayWindow>& windows) {
  const auto num_rows = static_cast<int64_t>(windows.size());
  int64_t length = 0;
  for (const PlayWindow& window : windows) length = std::max(length, window.length());
  AFFEKT_CHECK(length > 0, "a batch needs a target");
  SequenceBatch batch;
  batch.windows = windows;
  batch.songs = torch::zeros({length, num_rows}, torch::kInt64);
  batch.continues_last = torch::zeros({num_rows});
  int64_t* songs = batch.songs.data_ptr<int64_t>();
  for (int64_t n = 0; n < num_rows; ++n) {
    const PlayWindow& window = windows[static_cast<size_t>(n)];
    batch.continues_last.data_ptr<float>()[n] = window.continues_last ? 1.0f : 0.0f;
    for (int64_t t = 0; t < window.length(); ++t) {
      const auto play = static_cast<size_t>(window.first + t);
      songs[t * num_rows + n] = sequences.songs[play - 1];
      batch.places.push_back(t * num_rows + n);
      batch.targets.push_back(sequences.songs[play]);
    }
  }
  return batch;
}

}  // namespace affekt
