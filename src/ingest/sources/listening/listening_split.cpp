#include "ingest/sources/listening/listening_split.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

/// floor(share * count), where 0.7 * 10 is 7 and not 6.999...
int64_t take_share(double share, int64_t count) {
  return static_cast<int64_t>(std::floor(share * static_cast<double>(count) + 1e-6));
}

struct Cut {
  int64_t train = 0, test = 0;  // where the training part ends, and where the test begins
};

Cut cut_plays(const ListeningDataConfig& config, int64_t count) {
  return {take_share(config.train_fraction, count),
          take_share(config.train_fraction + config.validation_fraction, count)};
}

Split split_at(const Cut& cut, int64_t at) {
  return at < cut.train ? Split::kTrain : at < cut.test ? Split::kValidation : Split::kTest;
}

/// Calls body(stream, begin, end) for the plays of each stream.
template <class Body>
void for_each_stream(const ListeningSequences& sessions, const Body& body) {
  for (size_t i = 0; i < sessions.streams.size();) {
    const int32_t stream = sessions.streams[i];
    const size_t first = i;
    while (i < sessions.streams.size() && sessions.streams[i] == stream) ++i;
    body(stream, sessions.offsets[first], sessions.offsets[i]);
  }
}

using PlaySplits = std::vector<Split>;  // [P]

PlaySplits split_by_common_time(const ListeningDataConfig& config, const ListeningSequences& sessions) {
  std::vector<int64_t> times = sessions.times;
  std::sort(times.begin(), times.end());
  const auto num_plays = static_cast<int64_t>(times.size());
  const Cut places = cut_plays(config, num_plays);
  const auto time_at = [&](int64_t place) {
    return place < num_plays ? times[static_cast<size_t>(place)] : times.back() + 1;
  };
  const Cut cut = {time_at(places.train), time_at(places.test)};
  PlaySplits splits;
  splits.reserve(times.size());
  for (const int64_t time : sessions.times) splits.push_back(split_at(cut, time));
  return splits;
}

PlaySplits split_each_stream(const ListeningDataConfig& config, const ListeningSequences& sessions) {
  PlaySplits splits(sessions.songs.size());
  for_each_stream(sessions, [&](int32_t, int64_t begin, int64_t end) {
    Cut cut = cut_plays(config, end - begin);
    if (const int64_t piece = config.session_plays; piece > 0)
      cut.train = std::min((cut.train + piece - 1) / piece * piece, cut.test);
    for (int64_t at = begin; at < end; ++at) splits[static_cast<size_t>(at)] = split_at(cut, at - begin);
  });
  return splits;
}

std::optional<int64_t> read_whole_number(const std::string& text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && number >= 0;
  return is_number ? std::make_optional(number) : std::nullopt;
}

PlaySplits split_by_stream(const ListeningDataConfig& config, const ListeningSequences& sessions,
                           const std::string& where) {
  const std::vector<std::string>& names = sessions.stream_names;
  if (names.size() < 2)
    throw DataError(
        fmt::format("{}: data.listening.split: by_sequence holds out whole streams, and there is {}; take "
                    "by_time or last_play",
                    where, count_of(static_cast<int64_t>(names.size()), "stream")));
  const bool are_numbers = std::all_of(names.begin(), names.end(),
                                       [](const auto& name) { return read_whole_number(name).has_value(); });
  PlaySplits splits(sessions.songs.size());
  for_each_stream(sessions, [&](int32_t stream, int64_t begin, int64_t end) {
    const int64_t number = are_numbers ? *read_whole_number(names[static_cast<size_t>(stream)]) : stream;
    const int64_t fold = number % config.num_folds;
    const Split split = fold == config.test_fold         ? Split::kTest
                        : fold == config.validation_fold ? Split::kValidation
                                                         : Split::kTrain;
    std::fill(splits.begin() + begin, splits.begin() + end, split);
  });
  return splits;
}

PlaySplits split_last_plays(const ListeningSequences& sessions, nlohmann::json& counts) {
  PlaySplits splits(sessions.songs.size(), Split::kTrain);
  int64_t num_too_short = 0;
  for_each_stream(sessions, [&](int32_t, int64_t begin, int64_t end) {
    if (end - begin < 3) {
      ++num_too_short;
      return;
    }
    splits[static_cast<size_t>(end - 1)] = Split::kTest;
    splits[static_cast<size_t>(end - 2)] = Split::kValidation;
  });
  counts["streams_too_short_to_test"] = num_too_short;
  return splits;
}

PlaySplits choose_splits(const ListeningDataConfig& config, const ListeningSequences& sessions,
                         const std::string& where, nlohmann::json& counts) {
  if (config.split == "by_sequence") return split_by_stream(config, sessions, where);
  if (config.split == "last_play") return split_last_plays(sessions, counts);
  if (config.split != "by_time")
    throw ConfigError("data.listening.split: by_time, by_sequence or last_play expected, '" + config.split +
                      "' got");
  return sessions.times.empty() ? split_each_stream(config, sessions)
                                : split_by_common_time(config, sessions);
}

int64_t count_train_plays_of_the_future(const std::vector<int64_t>& times, const PlaySplits& splits) {
  std::optional<int64_t> first;
  for (size_t i = 0; i < times.size(); ++i)
    if (splits[i] != Split::kTrain) first = std::min(first.value_or(times[i]), times[i]);
  int64_t count = 0;
  for (size_t i = 0; i < times.size(); ++i)
    count += first && splits[i] == Split::kTrain && times[i] > *first ? 1 : 0;
  return count;
}

void check_has_plays(const PlaySplits& splits, Split wanted, const char* purpose, const std::string& where,
                     const ListeningSequences& sessions) {
  if (std::find(splits.begin(), splits.end(), wanted) != splits.end()) return;
  throw DataError(fmt::format(
      "{}: no play is left to {}; {} in {} got; bring more plays, or choose another "
      "data.listening.split",
      where, purpose, count_of(sessions.num_plays(), "play"), count_of(sessions.num_sequences(), "session")));
}

}  // namespace

ListeningSequences split_sessions(const ListeningDataConfig& config, const ListeningSequences& sessions,
                                  const std::string& where, nlohmann::json& counts) {
  const PlaySplits splits = choose_splits(config, sessions, where, counts);
  check_has_plays(splits, Split::kTrain, "train", where, sessions);
  check_has_plays(splits, Split::kTest, "test", where, sessions);
  if (!sessions.times.empty())
    counts["train_plays_of_the_future"] = count_train_plays_of_the_future(sessions.times, splits);
  ListeningSequences cut = sessions;
  cut.streams.clear();
  cut.splits.clear();
  cut.offsets = {0};
  for (size_t i = 0; i < sessions.streams.size(); ++i) {
    const auto end = static_cast<size_t>(sessions.offsets[i + 1]);
    for (auto begin = static_cast<size_t>(sessions.offsets[i]); begin < end;) {
      const Split split = splits[begin];
      while (begin < end && splits[begin] == split) ++begin;
      cut.streams.push_back(sessions.streams[i]);
      cut.splits.push_back(split);
      cut.offsets.push_back(static_cast<int64_t>(begin));
    }
  }
  cut.has_train_duplicate.assign(cut.songs.size(), 0);
  return cut;
}

std::string describe_listening_split(const ListeningDataConfig& config, bool has_times) {
  if (config.split == "by_sequence")
    return fmt::format(
        "Whole streams are held out: a stream's fold is its number modulo {}; fold {} tests, fold {} "
        "validates, the "
        "others train.",
        config.num_folds, config.test_fold, config.validation_fold);
  if (config.split == "last_play")
    return "The last play of each stream tests, the one before it validates, all earlier ones train.";
  const std::string shares =
      fmt::format("the first {:g} % of the plays train, the next {:g} % validate, the rest test",
                  100 * config.train_fraction, 100 * config.validation_fraction);
  if (has_times) return "One moment for all streams: " + shares + ".";
  const std::string pieces =
      config.session_plays > 0
          ? fmt::format("; the training part is rounded up to whole pieces of {} plays", config.session_plays)
          : "";
  return "In each stream, " + shares + pieces + ".";
}

}  // namespace affekt
