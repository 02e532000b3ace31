#include "ingest/sources/listening/stream_order.h"

#include <algorithm>
#include <numeric>

namespace affekt {
namespace {

/// A play without its stream.
struct StreamPlay {
  int32_t song;
  int64_t when;
};

struct PlaysByStream {
  std::vector<StreamPlay> plays;
  std::vector<int64_t> begins;  // [number of streams + 1]
};

/// A counting sort, stable; the log's own plays are given up.
PlaysByStream group_plays(ListeningLog& log) {
  const std::vector<int32_t> songs = log.songs.find_songs();
  PlaysByStream grouped;
  grouped.begins.assign(log.streams.size() + 1, 0);
  for (const LoggedPlay& play : log.plays) ++grouped.begins[static_cast<size_t>(play.stream) + 1];
  std::partial_sum(grouped.begins.begin(), grouped.begins.end(), grouped.begins.begin());
  grouped.plays = std::vector<StreamPlay>(log.plays.size(), StreamPlay{0, 0});
  std::vector<int64_t> next = grouped.begins;
  for (const LoggedPlay& play : log.plays) {
    auto& at = next[static_cast<size_t>(play.stream)];
    grouped.plays[static_cast<size_t>(at++)] = {songs[static_cast<size_t>(play.name)], play.when};
  }
  std::vector<LoggedPlay>().swap(log.plays);
  return grouped;
}

struct OrderCounts {
  int64_t newest_first = 0, out_of_order = 0, repeated = 0, without_plays = 0, at_one_place = 0;
};

using PlayIterator = std::vector<StreamPlay>::iterator;

void sort_stream(PlayIterator begin, PlayIterator end, OrderCounts& counts) {
  int64_t num_back = 0, num_forward = 0;
  for (auto play = begin; play != end && play + 1 != end; ++play) {
    num_back += (play + 1)->when < play->when ? 1 : 0;
    num_forward += (play + 1)->when > play->when ? 1 : 0;
  }
  if (num_back > num_forward) {
    std::reverse(begin, end);
    ++counts.newest_first;
    std::swap(num_back, num_forward);
  }
  if (num_back == 0) return;
  counts.out_of_order += num_back;
  std::stable_sort(begin, end, [](const StreamPlay& a, const StreamPlay& b) { return a.when < b.when; });
}

/// The song stands at this second already.
bool is_repeated(PlayIterator begin, PlayIterator play) {
  for (auto earlier = play; earlier != begin && (earlier - 1)->when == play->when; --earlier)
    if ((earlier - 1)->song == play->song) return true;
  return false;
}

void add_to(nlohmann::json& counts, const char* key, int64_t count) {
  counts[key] = counts.value(key, int64_t{0}) + count;
}

}  // namespace

ListeningSequences order_streams(ListeningLog& log, nlohmann::json& counts) {
  PlaysByStream grouped = group_plays(log);
  ListeningSequences ordered;
  OrderCounts done;
  for (size_t stream = 0; stream + 1 < grouped.begins.size(); ++stream) {
    const auto begin = grouped.plays.begin() + grouped.begins[stream],
               end = grouped.plays.begin() + grouped.begins[stream + 1];
    if (begin == end) {
      ++done.without_plays;
      continue;
    }
    sort_stream(begin, end, done);
    for (auto play = begin; play != end; ++play) {
      if (!log.has_times && play != begin && (play - 1)->when == play->when) ++done.at_one_place;
      if (log.has_times && is_repeated(begin, play)) {
        ++done.repeated;
        continue;
      }
      ordered.songs.push_back(play->song);
      if (log.has_times) ordered.times.push_back(play->when);
    }
    ordered.streams.push_back(static_cast<int32_t>(ordered.stream_names.size()));
    ordered.stream_names.push_back(log.streams[stream]);
    ordered.splits.push_back(Split::kTrain);
    ordered.offsets.push_back(ordered.num_plays());
  }
  ordered.has_train_duplicate.assign(ordered.songs.size(), 0);
  counts["streams_newest_first"] = done.newest_first;
  counts["plays_out_of_order"] = done.out_of_order;
  if (log.has_times) add_to(counts, "repeated_plays", done.repeated);
  if (done.at_one_place > 0) counts["plays_at_one_place"] = done.at_one_place;
  add_to(counts, "streams_without_plays", done.without_plays);
  return ordered;
}

}  // namespace affekt
