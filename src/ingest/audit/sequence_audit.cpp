#include "ingest/audit/sequence_audit.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/count_text.h"
#include "ingest/audit/common_subsequence.h"
#include "ingest/audit/shared_runs.h"

namespace affekt {
namespace {

constexpr int64_t kMostCandidates = 20000;  // training sequences that one sequence is compared with
constexpr int64_t kMostPairs = 20'000'000;  // of equal songs, in one comparison
constexpr size_t kMostExamples = 10;
constexpr Split kHeldOut[] = {Split::kValidation, Split::kTest};

/// A training sequence that a sequence repeats.
struct Duplicate {
  int64_t train_sequence = -1;
  int64_t common_plays = 0;
  bool is_exact = false;
  bool was_compared = true;  // false: with some candidates only
};

/// Training sequences by the songs that they hold.
class SongIndex {
 public:
  SongIndex(const ListeningSequences& sequences, int64_t num_songs)
      : begins_(static_cast<size_t>(num_songs) + 1, 0) {
    for (const bool is_counting : {true, false}) {
      std::vector<int64_t> last(static_cast<size_t>(num_songs), -1);  // the sequence that held it last
      for (int64_t i = 0; i < sequences.num_sequences(); ++i) {
        const auto row = static_cast<size_t>(i);
        if (sequences.splits[row] != Split::kTrain || sequences.length(i) < kFewestDuplicatePlays) continue;
        for (int64_t play = sequences.offsets[row]; play < sequences.offsets[row + 1]; ++play) {
          const auto song = static_cast<size_t>(sequences.songs[static_cast<size_t>(play)]);
          if (last[song] == i) continue;
          last[song] = i;
          if (is_counting)
            ++begins_[song + 1];
          else
            holders_[static_cast<size_t>(next_[song]++)] = static_cast<int32_t>(i);
        }
      }
      if (!is_counting) break;
      for (size_t song = 1; song < begins_.size(); ++song) begins_[song] += begins_[song - 1];
      holders_.resize(static_cast<size_t>(begins_.back()));
      next_ = begins_;
    }
    next_ = {};
  }

  int64_t count(int32_t song) const {
    const auto s = static_cast<size_t>(song);
    return begins_[s + 1] - begins_[s];
  }
  const int32_t* begin(int32_t song) const { return holders_.data() + begins_[static_cast<size_t>(song)]; }
  const int32_t* end(int32_t song) const { return holders_.data() + begins_[static_cast<size_t>(song) + 1]; }

 private:
  std::vector<int64_t> begins_, next_;
  std::vector<int32_t> holders_;
};

class DuplicateFinder {
 public:
  DuplicateFinder(const ListeningSequences& sequences, const SongIndex& index, int64_t num_songs)
      : sequences_(sequences), index_(index), common_(num_songs) {}

  Duplicate find(int64_t i) {
    Duplicate best;
    const int64_t count = sequences_.length(i);
    const auto needed = static_cast<int64_t>(std::ceil(kDuplicateShare * static_cast<double>(count) - 1e-9));
    const std::vector<int32_t> candidates = list_candidates(i, count - needed + 1, best.was_compared);
    if (!candidates.empty()) common_.set_sequence(songs_of(i), count);
    for (const int32_t candidate : candidates) {
      const int64_t length = sequences_.length(candidate);
      if (is_same(i, candidate)) {
        best.train_sequence = candidate;
        best.common_plays = count;
        best.is_exact = best.was_compared = true;
        return best;
      }
      const int64_t common = length < needed ? 0 : common_.compare(songs_of(candidate), length, kMostPairs);
      if (common < 0) best.was_compared = false;
      if (common < needed || common <= best.common_plays) continue;
      best.train_sequence = candidate;
      best.common_plays = common;
    }
    return best;
  }

 private:
  const int32_t* songs_of(int64_t i) const {
    return sequences_.songs.data() + sequences_.offsets[static_cast<size_t>(i)];
  }
  int32_t stream_of(int64_t i) const { return sequences_.streams[static_cast<size_t>(i)]; }

  /// Training sequences of other streams with one of the rarest plays.
  std::vector<int32_t> list_candidates(int64_t i, int64_t num_rarest, bool& was_compared) {
    std::vector<int32_t> plays(songs_of(i), songs_of(i) + sequences_.length(i));
    const auto is_rarer = [&](int32_t a, int32_t b) {
      return index_.count(a) != index_.count(b) ? index_.count(a) < index_.count(b) : a < b;
    };
    std::sort(plays.begin(), plays.end(), is_rarer);
    plays.resize(static_cast<size_t>(num_rarest));
    plays.erase(std::unique(plays.begin(), plays.end()), plays.end());
    std::vector<int32_t> candidates;
    for (const int32_t song : plays) {
      if (static_cast<int64_t>(candidates.size()) + index_.count(song) > kMostCandidates) {
        was_compared = false;
        break;
      }
      std::copy_if(index_.begin(song), index_.end(song), std::back_inserter(candidates),
                   [&](int32_t candidate) { return stream_of(candidate) != stream_of(i); });
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
  }

  bool is_same(int64_t i, int64_t other) const {
    return sequences_.length(other) == sequences_.length(i) &&
           std::equal(songs_of(i), songs_of(i) + sequences_.length(i), songs_of(other));
  }

  const ListeningSequences& sequences_;
  const SongIndex& index_;
  CommonSubsequence common_;
};

std::vector<Duplicate> find_duplicates(const ListeningSequences& sequences, int64_t num_songs) {
  const SongIndex index(sequences, num_songs);
  std::vector<int64_t> held_out;
  for (int64_t i = 0; i < sequences.num_sequences(); ++i)
    if (sequences.splits[static_cast<size_t>(i)] != Split::kTrain &&
        sequences.length(i) >= kFewestDuplicatePlays)
      held_out.push_back(i);
  std::vector<Duplicate> duplicates(sequences.streams.size());
  const auto count = static_cast<int64_t>(held_out.size());
  const int64_t num_threads = thread_count();
  ProgressBar progress("Looking for duplicates", std::max<int64_t>(count, 1), "sequences");
  parallel_for(num_threads, static_cast<int>(num_threads), [&](int64_t thread) {
    DuplicateFinder finder(sequences, index, num_songs);
    for (int64_t h = thread; h < count; h += num_threads) {
      throw_if_interrupted("preparing the data");
      const int64_t i = held_out[static_cast<size_t>(h)];
      duplicates[static_cast<size_t>(i)] = finder.find(i);
      progress.advance();
    }
  });
  progress.finish();
  return duplicates;
}

/// Groups of sequences with the same plays, and how many of them lie in several splits.
nlohmann::json count_exact_groups(const ListeningSequences& sequences) {
  struct Group {
    int64_t count = 0;
    std::set<Split> splits;
  };
  std::unordered_map<std::string_view, Group> groups;
  for (int64_t i = 0; i < sequences.num_sequences(); ++i) {
    const auto row = static_cast<size_t>(i);
    if (sequences.length(i) < kFewestDuplicatePlays) continue;
    const auto* const begin = reinterpret_cast<const char*>(sequences.songs.data() + sequences.offsets[row]);
    Group& group = groups[{begin, static_cast<size_t>(sequences.length(i)) * sizeof(int32_t)}];
    ++group.count;
    group.splits.insert(sequences.splits[row]);
  }
  int64_t num_groups = 0, num_across = 0;
  for (const auto& [songs, group] : groups) {
    num_groups += group.count > 1 ? 1 : 0;
    num_across += group.splits.size() > 1 ? 1 : 0;
  }
  return {{"exact_groups", num_groups}, {"exact_groups_across_splits", num_across}};
}

nlohmann::json count_plays_in_runs(const ListeningSequences& sequences, Split split,
                                   const std::vector<uint8_t>& is_in_run) {
  int64_t num_plays = 0, num_in_runs = 0;
  for (size_t i = 0; i < sequences.streams.size(); ++i) {
    if (sequences.splits[i] != split) continue;
    num_plays += sequences.offsets[i + 1] - sequences.offsets[i];
    for (int64_t play = sequences.offsets[i]; play < sequences.offsets[i + 1]; ++play)
      num_in_runs += is_in_run[static_cast<size_t>(play)];
  }
  return {{"plays", num_in_runs}, {"of", num_plays}};
}

const std::string& stream_name(const ListeningSequences& sequences, size_t i) {
  return sequences.stream_names[static_cast<size_t>(sequences.streams[i])];
}

}  // namespace

SequenceAudit audit_sequences(const ListeningSequences& sequences, int64_t num_songs) {
  SequenceAudit audit;
  audit.findings = count_exact_groups(sequences);
  const std::vector<Duplicate> duplicates = find_duplicates(sequences, num_songs);
  const std::vector<uint8_t> is_in_run = find_shared_runs(sequences, kRunPlays);
  audit.has_train_duplicate = is_in_run;
  int64_t num_not_compared = 0;
  nlohmann::json examples = nlohmann::json::array();
  for (const Split split : kHeldOut) {
    int64_t num_exact = 0, num_near = 0;
    for (size_t i = 0; i < duplicates.size(); ++i) {
      const Duplicate& duplicate = duplicates[i];
      if (sequences.splits[i] != split) continue;
      num_not_compared += duplicate.was_compared ? 0 : 1;
      if (duplicate.train_sequence < 0) continue;
      std::fill(audit.has_train_duplicate.begin() + sequences.offsets[i],
                audit.has_train_duplicate.begin() + sequences.offsets[i + 1], uint8_t{1});
      ++(duplicate.is_exact ? num_exact : num_near);
      if (examples.size() < kMostExamples)
        examples.push_back(
            {{"stream", stream_name(sequences, i)},
             {"split", split_name(split)},
             {"train_stream", stream_name(sequences, static_cast<size_t>(duplicate.train_sequence))},
             {"common_plays", duplicate.common_plays},
             {"plays", sequences.length(static_cast<int64_t>(i))}});
    }
    audit.findings["train_duplicates"][split_name(split)] = {
        {"sequences", num_exact + num_near}, {"exact", num_exact}, {"near", num_near}};
    audit.findings["plays_in_shared_runs"][split_name(split)] =
        count_plays_in_runs(sequences, split, is_in_run);
  }
  audit.findings["sequences_not_compared"] = num_not_compared;
  audit.findings["examples"] = std::move(examples);
  return audit;
}

std::string describe_sequence_audit(const nlohmann::json& findings) {
  std::string text = fmt::format("Leak audit: {} of sequences with the same plays, {} of them in two splits",
                                 count_of(findings.at("exact_groups").get<int64_t>(), "group"),
                                 format_count(findings.at("exact_groups_across_splits").get<int64_t>()));
  for (const Split split : kHeldOut) {
    const nlohmann::json& found = findings.at("train_duplicates").at(split_name(split));
    const nlohmann::json& runs = findings.at("plays_in_shared_runs").at(split_name(split));
    if (found.at("sequences") == 0 && runs.at("plays") == 0) continue;
    text += fmt::format(
        "\n  {}: {} with a duplicate in another training stream ({} exact, {} near); {} of {} in runs of {} "
        "or more "
        "that stand there",
        split_name(split), count_of(found.at("sequences").get<int64_t>(), "sequence"),
        format_count(found.at("exact").get<int64_t>()), format_count(found.at("near").get<int64_t>()),
        format_count(runs.at("plays").get<int64_t>()), count_of(runs.at("of").get<int64_t>(), "play"),
        kRunPlays);
  }
  const auto num_not_compared = findings.at("sequences_not_compared").get<int64_t>();
  if (num_not_compared > 0)
    text += "\n  " + count_of(num_not_compared, "sequence") +
            " compared with a part of the training sequences only";
  return text;
}

}  // namespace affekt
