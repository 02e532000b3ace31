// Listening sequences as batches for truncated back-propagation: runs of training plays are cut into windows,
// windows of about one length stand side by side.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt {

/// Plays to be foreseen: targets [first, end) of ListeningSequences::songs, one after the other, of one
/// stream. Each is foreseen from the plays of its stream before it.
struct PlayWindow {
  int64_t first = 0, end = 0;
  int64_t stream_first = 0;     // the stream's first play, which is no target itself
  bool continues_last = false;  // carry_state: it begins where the same row of the batch before has ended

  int64_t length() const { return end - first; }
};

/// The plays of a split that have a play before them, as long windows: sequences of one stream that stand
/// directly behind each other in the split are one.
std::vector<PlayWindow> list_windows(const ListeningSequences& sequences, Split split);

struct SequenceLoaderOptions {
  uint64_t seed = 1;
  int64_t batch_size = 32;  // windows
  int64_t bptt_plays = 20;  // of the longest window; at least 2
  bool carry_state = false;
};

/// One epoch's batches. Every target stands in one of them once.
///
/// Without carry_state the cuts are drawn anew in each epoch, windows are shuffled, and those of one length
/// are put together, so that little is padded; the order of the batches is drawn too. With it, cuts lie at
/// multiples of bptt_plays; all windows, the runs in a drawn order, are dealt in batch_size equal parts, and
/// row i of the batches goes through part i. Draws are from (seed, "sequence_cuts", epoch, run) and (seed,
/// "sequence_order", epoch).
class SequencePlan {
 public:
  /// @param runs  as list_windows gives them, at least one
  SequencePlan(const std::vector<PlayWindow>& runs, const SequenceLoaderOptions& options, int64_t epoch);
  /// The same number in each epoch.
  int64_t num_steps() const { return static_cast<int64_t>(steps_.size()); }
  /// The windows of a batch; with carry_state some of the last one may be empty.
  const std::vector<PlayWindow>& step(int64_t i) const { return steps_[static_cast<size_t>(i)]; }

 private:
  std::vector<std::vector<PlayWindow>> steps_;
};

/// N windows side by side. What a row has beyond its window is padding: nothing is foreseen there.
struct SequenceBatch {
  torch::Tensor songs;              // int64 [L, N], the play before each target; padding is 0
  torch::Tensor continues_last;     // float32 [N], 1 or 0
  std::vector<int64_t> places;      // [P], t * N + n of each target, window by window
  std::vector<int32_t> targets;     // [P], songs
  std::vector<PlayWindow> windows;  // [N]
};

/// @param windows  at least one is not empty
SequenceBatch make_sequence_batch(const ListeningSequences& sequences,
                                  const std::vector<PlayWindow>& windows);

}  // namespace affekt
