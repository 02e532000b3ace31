// Leaks among sequences of plays: the same playlist in two splits, and logs that two stations share.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "store/listening/listening_data.h"

namespace affekt {

constexpr int64_t kFewestDuplicatePlays = 5;  // shorter sequences are equal by chance
constexpr double kDuplicateShare = 0.8;       // of a sequence's plays, in order
constexpr int64_t kRunPlays = 5;              // identical plays one after another are no chance

struct SequenceAudit {
  /// [P], for ListeningSequences: all plays of a sequence with a training duplicate, and those in shared
  /// runs.
  std::vector<uint8_t> has_train_duplicate;
  /// exact_groups: groups of sequences with the same plays; exact_groups_across_splits of them lie in two or
  /// three
  ///   splits.
  /// train_duplicates.<validation|test> = {sequences, exact, near}: with a training duplicate.
  /// plays_in_shared_runs.<validation|test> = {plays, of}: plays in runs of kRunPlays or more that stand as
  /// they
  ///   are in the training part of another stream.
  /// sequences_not_compared: candidates were too many; examples: up to ten of
  ///   {stream, split, train_stream, common_plays, plays}.
  nlohmann::json findings;
};

/// A validation or test sequence has a training duplicate if at least kDuplicateShare of its plays stand, in
/// the same order, in one training sequence of another stream. Sequences of fewer than kFewestDuplicatePlays
/// plays are not looked at.
///
/// Not all pairs are compared: a sequence of n plays of which m = floor((1 - kDuplicateShare) n) may be
/// missing shares at least one of its m + 1 rarest plays with each duplicate (prefix filter: Chaudhuri et
/// al., "A primitive operator for similarity joins", 2006), so that only training sequences with one of those
/// are.
///
/// @param sequences  before the training sequences are cut into pieces
SequenceAudit audit_sequences(const ListeningSequences& sequences, int64_t num_songs);

/// The findings in words, a line each; for the log.
std::string describe_sequence_audit(const nlohmann::json& findings);

}  // namespace affekt
