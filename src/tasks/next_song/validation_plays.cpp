#include "tasks/next_song/validation_plays.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text/count_text.h"

namespace affekt {

std::string ValidationPlays::why_none() const {
  if (!targets.empty() || num_plays == 0) return "";
  std::vector<std::string> reasons;
  const auto add = [&](int64_t count, const char* reason) {
    if (count > 0)
      reasons.push_back(fmt::format("{} {} {}", format_count(count), count == 1 ? "is" : "are", reason));
  };
  add(num_first, "the first of a stream");
  add(num_duplicates, "marked by the leak audit, since training has them from another stream");
  add(num_cold, "of songs that are never heard in training");
  return fmt::format(
      "{} in its validation split can't choose an epoch ({}); another data.listening.split, or more plays, "
      "may "
      "leave some",
      count_of(num_plays, "play"), fmt::join(reasons, ", "));
}

ValidationPlays list_validation_plays(const ListeningSequences& sequences, const CandidateSongs& warm_songs) {
  ValidationPlays plays;
  for (size_t i = 0; i < sequences.splits.size(); ++i)
    if (sequences.splits[i] == Split::kValidation)
      plays.num_plays += sequences.offsets[i + 1] - sequences.offsets[i];
  plays.num_first = plays.num_plays;
  for (const PlayWindow& run : list_windows(sequences, Split::kValidation)) {
    plays.num_first -= run.length();
    for (int64_t p = run.first; p < run.end; ++p) {
      const auto play = static_cast<size_t>(p);
      if (sequences.has_train_duplicate[play] != 0)
        ++plays.num_duplicates;
      else if (warm_songs.column_of(sequences.songs[play]) < 0)
        ++plays.num_cold;
      else
        plays.targets.push_back({p, p + 1, run.stream_first, false});
    }
  }
  return plays;
}

}  // namespace affekt
