// Which plays train, which validate, which test: data.listening.split.
#pragma once

#include <nlohmann/json.hpp>

#include "config/experiment_config.h"
#include "store/listening/listening_data.h"

namespace affekt {

/// Gives every play a split, and cuts the sessions where it changes; the sequences keep their order.
///
/// by_time, with times: one moment for all streams, so that no play of the future trains. Of all P plays by
///   their times, the one at floor(train_fraction * P) is the first that doesn't train, with all of the same
///   second; the one at floor((train_fraction + validation_fraction) * P) is the first that tests.
/// by_time, without times: the same of the n plays of each stream. With session_plays the training part is
///   rounded up to whole pieces, at most to where the test begins.
/// by_sequence: whole streams. If all names of streams are whole numbers, a stream's fold is its number
/// modulo
///   num_folds, else its place in the source, from 0. test_fold tests, validation_fold validates.
/// last_play: the last play of each stream tests, the one before it validates. Streams of fewer than three
///   plays train (streams_too_short_to_test).
///
/// counts.train_plays_of_the_future: with times, training plays later than the first validation or test play;
/// by_sequence and last_play have some, by_time none.
///
/// @param where  stands for the source in errors
/// @throws DataError: no play is left to train or to test; by_sequence with one stream
ListeningSequences split_sessions(const ListeningDataConfig& config, const ListeningSequences& sessions,
                                  const std::string& where, nlohmann::json& counts);

/// What the split does, in one sentence, for the report.
std::string describe_listening_split(const ListeningDataConfig& config, bool has_times);

}  // namespace affekt
